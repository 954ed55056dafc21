"""Ctrl-C and SIGTERM while something is to be saved first."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SHELL = 128  # shells add it to a signal's number: 130 for Ctrl-C, 143 for SIGTERM


@dataclass(slots=True)
class Wish:
    """Whether somebody asked to stop, and how; until `can_wait` is set, such a wish ends the program at once."""

    number: int = 0
    can_wait: bool = False

    @property
    def is_there(self) -> bool:
        """Whether somebody asked."""
        return bool(self.number)

    @property
    def exit_code(self) -> int:
        """The exit code that tells shells of the signal."""
        return _SHELL + self.number


@contextmanager
def heard(wish: Wish, *, word: str) -> Iterator[None]:
    """Note the first signal in `wish` and say `word`; a second one ends the program at once."""

    def note(number: int, _frame: FrameType | None) -> None:
        if wish.is_there or not wish.can_wait:
            if number == signal.SIGINT:
                raise KeyboardInterrupt
            sys.exit(_SHELL + number)
        wish.number = number
        sys.stderr.write(f"\n{word}\n")

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
