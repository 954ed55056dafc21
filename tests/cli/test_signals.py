"""Signals while something is to be saved first."""

import os
import signal
from collections.abc import Iterator

import pytest

from neuroinsight.cli.signals import Wish, heard


@pytest.fixture(params=["SIGINT", "SIGTERM", "SIGHUP"])
def number(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """Return a signal, and put its handler back."""
    sent = signal.Signals[request.param]
    before = signal.getsignal(sent)
    yield sent
    signal.signal(sent, before)


def test_the_first_signal_is_noted_and_the_second_ends_the_program(number: signal.Signals) -> None:
    wish = Wish(can_wait=True)
    with heard(wish, word="Saving"):
        os.kill(os.getpid(), number)
        assert wish.is_there
        assert wish.exit_code == 128 + number
        with pytest.raises((SystemExit, KeyboardInterrupt)):
            os.kill(os.getpid(), number)


def test_work_that_is_to_outlive_its_terminal_does() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    wish = Wish(can_wait=True)
    with heard(wish, word="Saving"):
        os.kill(os.getpid(), signal.SIGHUP)
    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN
    assert not wish.is_there
