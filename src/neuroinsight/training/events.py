"""What a run reports while it lasts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Caution
from neuroinsight.core.record import Step as Preparation


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is left of a run will cost on this machine."""

    duration_s: float
    memory_bytes: int | None  # at most so far, of the GPU where there is one; None where the system does not tell
    device: str
    precision: str
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
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
    """An epoch was scored on the validation cases, by the names of the task's scores."""

    epoch: int
    steps: int  # of an epoch
    scores: Mapping[str, float]
    is_best: bool  # so far, by the score that the recipe watches


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedEarly:
    """Too many epochs brought no better score: the run ends before its length."""

    epoch: int  # the last one
    epochs: int
    epochs_without_gain: int
    watch: str
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FellBack:
    """The newest checkpoint is damaged or missing; the run goes on from the one before it."""

    damage: str
    epoch: int
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What the input checks found to doubt in a case that is trained or validated on, and what was done to it."""

    case: str
    cautions: tuple[Caution, ...]
    preparation: tuple[Preparation, ...]


Event = Noticed | Progress | Estimate | Step | Validated | StoppedEarly | FellBack
Listener = Callable[[Event], None]
