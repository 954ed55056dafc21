"""The terminal: names are shown as they are, never obeyed, and work goes on when nobody reads any more."""

import os
import sys
from collections.abc import Iterable

import rich.console
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment


class Console(rich.console.Console):
    """Prints without markup, highlighting or emoji; control and escape codes in names are made visible."""

    def __init__(self, *, stderr: bool = False, width: int | None = None, soft_wrap: bool = False) -> None:
        super().__init__(stderr=stderr, width=width, soft_wrap=soft_wrap, markup=False, highlight=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the parts of what is printed; only rich's own control codes reach the terminal."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(visible(part.text), part.style)

    def on_broken_pipe(self) -> None:
        """Say that nobody reads any more (as after `| head`), and go on in silence: results are in files."""
        self.quiet = True
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, self.file.fileno())
        os.close(descriptor)
        if not self.stderr:
            sys.stderr.write("Nobody reads the output any more: the work goes on without it.\n")


def visible(text: str) -> str:
    r"""Return the text with control and escape codes as `\x1b`; line breaks and tabs stay."""
    return "".join(one if one.isprintable() or one in "\n\t" else ascii(one)[1:-1] for one in text)
