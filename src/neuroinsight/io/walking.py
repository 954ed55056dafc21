"""The files below a folder."""

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(root: Path) -> Iterator[Path]:
    """Yield every file below a folder in order, also where linked folders lead; each real folder is entered once."""
    entered: set[str] = set()
    for folder, inner, names in os.walk(root, followlinks=True):
        place = os.path.realpath(folder)
        if place in entered:
            inner.clear()
            continue
        entered.add(place)
        inner.sort()
        yield from (Path(folder) / name for name in sorted(names))
