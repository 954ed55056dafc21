"""The layouts of data sets that are known, and one way to find the cases of any of them."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets import brats, brats_ids, case_folders, decathlon, lgg_slices
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.tables import read_tables, tables_beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a family of data sets lies on a disk."""

    name: str
    names_of_cases: tuple[str, ...]  # what `Case.layout` says of its cases
    looks_for: str  # for people: the files it is recognized by
    recognizes: Callable[[Path], bool]
    find: Callable[[Path, Iterable[Path]], tuple[Case, ...]]  # root and folders of tables -> cases


# A folder may hold several of them; none claims the others' files.
LAYOUTS = (
    Layout(
        name="brats",
        names_of_cases=brats_ids.YEARS,
        looks_for="BraTS cases (<id>_t1ce.nii.gz until 2021, <id>-t1c.nii.gz since 2023)",
        recognizes=brats.recognizes,
        find=brats.find_cases,
    ),
    Layout(
        name=decathlon.LAYOUT,
        names_of_cases=(decathlon.LAYOUT,),
        looks_for="the Decathlon's Task01_BrainTumour (dataset.json beside imagesTr/)",
        recognizes=decathlon.recognizes,
        find=decathlon.find_cases,
    ),
    Layout(
        name=case_folders.LAYOUT,
        names_of_cases=(case_folders.LAYOUT,),
        looks_for="cases named like BraTS's (<case>_t1ce.nii.gz, <case>_seg.nii.gz)",
        recognizes=case_folders.recognizes,
        find=case_folders.find_cases,
    ),
)


def find_cases(roots: Iterable[Path], tables: Iterable[Path] = ()) -> tuple[Case, ...]:
    """Return the cases of all layouts below all roots, sorted by key.

    Tables beside any root, and those in `tables` (folders or CSV files), serve all roots, so that a patient keeps one
    name.

    Raises:
        DatasetError: A root is not a readable folder or holds no case, a table is missing, or two cases share a key.
    """
    places, stated = tuple(dict.fromkeys(roots)), tuple(tables)
    for place in places:
        _require_folder(place)
    for table in stated:
        _require_tables(table)
    beside = tuple(folder for place in places for folder in tables_beside(place))
    found = [case for place in places for case in _find_below(place, (*beside, *stated))]
    return _without_repeats(found)


def _find_below(root: Path, tables: tuple[Path, ...]) -> list[Case]:
    cases = [case for layout in LAYOUTS if layout.recognizes(root) for case in layout.find(root, tables)]
    if cases:
        return cases
    raise DatasetError(
        f"No case was found in {root.name or root}",
        seen=_what_is_in(root),
        allowed="; ".join(layout.looks_for for layout in LAYOUTS),
        remedy="name the folder that holds the cases, unpacked and with their files' own names",
    )


def _what_is_in(root: Path) -> str:
    if lgg_slices.recognizes(root):
        return "the TCGA LGG slices, pictures without spacing, which are not volumes"
    names = sorted(path.name for path in root.iterdir())
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")  # noqa: PLR2004
    return shown or "an empty folder"


def _without_repeats(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Keep one of equal cases (a folder given twice, or inside another); refuse different ones of one name."""
    by_key: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_key[case.key].append(case)
    for key, group in by_key.items():
        for other in group[1:]:
            if not _same_files(group[0], other):
                raise DatasetError(
                    f"Two different cases are called {key}",
                    seen=f"{_first_file(group[0])} and {_first_file(other)}",
                    allowed="keys that name one case each",
                    remedy="leave one of the folders out, or rename its case",
                )
    return tuple(group[0] for _, group in sorted(by_key.items()))


def _same_files(one: Case, other: Case) -> bool:
    if one.images.keys() != other.images.keys() or (one.labels is None) != (other.labels is None):
        return False
    pairs = [(one.images[sequence].path, other.images[sequence].path) for sequence in one.images]
    if one.labels and other.labels:
        pairs.append((one.labels, other.labels))
    return all(a.resolve() == b.resolve() or filecmp.cmp(a, b, shallow=False) for a, b in pairs)


def _first_file(case: Case) -> Path:
    return next(iter(case.images.values())).path


def _require_folder(root: Path) -> None:
    if root.is_dir() and os.access(root, os.R_OK | os.X_OK):
        return
    seen = "a file" if root.is_file() else "a folder that may not be read" if root.is_dir() else "nothing of this name"
    raise DatasetError(
        f"{root} is not a folder of cases",
        seen=seen,
        allowed="a readable folder",
        remedy="check the path and its permissions; archives must be unpacked first",
    )


def _require_tables(place: Path) -> None:
    if not place.exists():
        seen = "nothing of this name"
    elif not read_tables([place]):
        seen = "no table with BraTS ids"
    else:
        return
    raise DatasetError(
        f"{place} holds no table of cases",
        seen=seen,
        allowed="name_mapping.csv, survival tables, the mapping of BraTS 2021 to TCIA, or a folder with them",
        remedy="correct the path, or leave --tables out",
    )
