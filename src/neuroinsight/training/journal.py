"""Writes what a run reports to `log.csv` and to TensorBoard, and hands it on."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from neuroinsight.io.atomic import write_file
from neuroinsight.training.events import Event, Listener, Step, Validated
from neuroinsight.training.folder import LOG

_OF_A_BATCH = ("loss", "mean_loss", "learning_rate", "slices_per_s", "waiting_fraction")
_EVERY_BATCHES = 10


class Journal:
    """Writes the events of a run and hands them on; `scores` are the names of what validations report.

    A log that is there is continued from `epoch` and `batch`, where the run resumes: what stood there of after its
    last checkpoint is written again.
    """

    def __init__(
        self, folder: Path, listener: Listener, scores: tuple[str, ...], *, start: tuple[int, int, int]
    ) -> None:
        epoch, batch, steps = start  # steps of an epoch
        self._table = folder / LOG
        self._columns = ("epoch", "batch", *_OF_A_BATCH, *(_column(score) for score in scores))
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=epoch * steps + batch + 1)
        self._listener = listener
        self._begin_table(epoch, batch)

    def record(self, event: Event) -> None:
        """Record an event: every tenth batch, the last of an epoch, and every validation."""
        if isinstance(event, Validated):
            scores = {_column(score): value for score, value in event.scores.items()}
            self._write(event.epoch, event.steps, scores, at=(event.epoch + 1) * event.steps)
        elif isinstance(event, Step) and (event.step % _EVERY_BATCHES == 0 or event.step == event.steps):
            values = {name: float(getattr(event, name)) for name in _OF_A_BATCH}
            self._write(event.epoch, event.step, values, at=event.epoch * event.steps + event.step)
        self._listener(event)

    def close(self) -> None:
        """Finish the TensorBoard file."""
        self._board.close()

    def _begin_table(self, epoch: int, batch: int) -> None:
        """Write the head, and the rows of what was trained on before."""
        rows = []
        if self._table.exists():
            with self._table.open(newline="", encoding="utf-8") as file:
                whole = [row for row in csv.DictReader(file) if None not in row.values()]  # a kill may cut the last one
            rows = [row for row in whole if (int(row["epoch"]), int(row["batch"])) <= (epoch, batch)]
        text = StringIO(newline="")
        writer = csv.DictWriter(text, self._columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        write_file(self._table, text.getvalue().encode())

    def _write(self, epoch: int, batch: int, values: Mapping[str, float], *, at: int) -> None:
        for name, value in values.items():
            self._board.add_scalar(name, value, at)
        with self._table.open("a", newline="", encoding="utf-8") as file:
            row = {"epoch": epoch, "batch": batch} | {name: f"{value:.6g}" for name, value in values.items()}
            csv.DictWriter(file, self._columns).writerow(row)


def _column(score: str) -> str:
    return "validation_loss" if score == "loss" else score  # beside the batches' own
