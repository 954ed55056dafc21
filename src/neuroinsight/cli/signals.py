"""Ctrl-C, SIGTERM and a terminal that is closed, while something is to be saved first."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SHELL = 128  # shells add it to a signal's number: 129 for a hang-up, 130 for Ctrl-C, 143 for SIGTERM
_HANG_UP = getattr(signal, "SIGHUP", None)  # of POSIX: the terminal was closed


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
        if number == _HANG_UP:
            _leave_terminal()
        sys.stderr.write(f"\n{word}\n")

    numbers = [signal.SIGINT, signal.SIGTERM]
    if _HANG_UP is not None and signal.getsignal(_HANG_UP) is not signal.SIG_IGN:  # nohup wants the work to outlive it
        numbers.append(_HANG_UP)
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_terminal() -> None:
    """Write to nowhere in place of a terminal that is gone; what goes to a file or a pipe still does."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - no path of a user
        for stream in (sys.stdout, sys.stderr):
            if stream.isatty():
                os.dup2(nowhere.fileno(), stream.fileno())
