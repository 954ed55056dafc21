"""The clock of the processor counts what is computed, and nothing else."""

import time

import pytest
import torch

from neuroinsight.training.processor import ProcessorClock


def test_it_stands_still_while_a_process_waits() -> None:
    clock = ProcessorClock()
    time.sleep(0.2)
    assert clock.seconds < 0.1


def test_seconds_of_the_cores_are_divided_by_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "process_time", iter([3.0, 53.0]).__next__)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    assert ProcessorClock().seconds == 25.0
