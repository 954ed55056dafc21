"""The time that a run has really computed for, however busy the machine is with other work."""

import time

import torch


class ProcessorClock:
    """Seconds of the processor: those of all cores that this process used, by the threads that torch computes with.

    On idle cores, as many as threads, they pass as on the wall; a process that waits for others stands still.
    """

    def __init__(self) -> None:
        self._began = time.process_time()

    @property
    def seconds(self) -> float:
        """Seconds since the clock was made."""
        return (time.process_time() - self._began) / torch.get_num_threads()
