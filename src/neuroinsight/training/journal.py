"""What a run tells while it lasts: to whoever watches it, to `log.csv` and to TensorBoard."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from neuroinsight.core.labels import NESTED_REGIONS, Region
from neuroinsight.io.atomic import write_file

_OF_A_BATCH = ("loss", "mean_loss", "learning_rate", "slices_per_s", "waiting_fraction")
_COLUMNS = ("epoch", "batch", *_OF_A_BATCH, *(f"dice_{region.value}" for region in NESTED_REGIONS))
_EVERY_BATCHES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A batch was trained on."""

    epoch: int
    epochs: int
    step: int
    steps: int  # of an epoch
    loss: float
    mean_loss: float  # over the epoch's batches so far
    learning_rate: float
    slices_per_s: float
    waiting_fraction: float  # of the epoch's time so far, spent on waiting for batches


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """An epoch was scored on the validation cases."""

    epoch: int
    steps: int  # of an epoch
    dice: Mapping[Region, float]


Event = Progress | Validated
Listener = Callable[[Event], None]


class Journal:
    """Writes the events of a run and hands them on.

    A log that is there is continued from `epoch` and `batch`, where the run resumes: what it had told beyond its last
    checkpoint is told again.
    """

    def __init__(self, folder: Path, listener: Listener, *, epoch: int = 0, batch: int = 0, steps: int = 0) -> None:
        self._table = folder / "log.csv"
        self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=epoch * steps + batch + 1)
        self._listener = listener
        if self._table.exists():
            self._forget_after(epoch, batch)

    def tell(self, event: Event) -> None:
        """Record an event: every tenth batch, the last of an epoch, and every validation."""
        if isinstance(event, Validated):
            scores = {f"dice_{region.value}": value for region, value in event.dice.items()}
            self._write(event.epoch, event.steps, scores, at=(event.epoch + 1) * event.steps)
        elif event.step % _EVERY_BATCHES == 0 or event.step == event.steps:
            values = {name: float(getattr(event, name)) for name in _OF_A_BATCH}
            self._write(event.epoch, event.step, values, at=event.epoch * event.steps + event.step)
        self._listener(event)

    def close(self) -> None:
        """Finish the TensorBoard file."""
        self._board.close()

    def _forget_after(self, epoch: int, batch: int) -> None:
        with self._table.open(newline="", encoding="utf-8") as file:
            whole = [row for row in csv.DictReader(file) if None not in row.values()]  # a kill may cut the last one
        rows = [row for row in whole if (int(row["epoch"]), int(row["batch"])) <= (epoch, batch)]
        text = StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        write_file(self._table, text.getvalue().encode())

    def _write(self, epoch: int, batch: int, values: Mapping[str, float], *, at: int) -> None:
        for name, value in values.items():
            self._board.add_scalar(name, value, at)
        fresh = not self._table.exists()
        with self._table.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, _COLUMNS)
            if fresh:
                writer.writeheader()
            writer.writerow({"epoch": epoch, "batch": batch} | {name: f"{value:.6g}" for name, value in values.items()})
