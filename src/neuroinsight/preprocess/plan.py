"""A model's plan: which sequences, on which grid, and how intensities are normalized. Data, saved with the weights."""

from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.sequences import Sequence


class Normalization(StrEnum):
    """Over which voxels mean and standard deviation are taken."""

    ZSCORE_VOLUME = "zscore_volume"  # all voxels, air included: the first reference system's
    ZSCORE_BRAIN = "zscore_brain"  # the brain alone; air becomes 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a study becomes slices for a 2D network; axes after reordering to RAS."""

    sequences: tuple[Sequence, ...]
    slice_shape: tuple[int, int]  # pixels of a training slice along i (right) and j (front)
    pixel_mm: float | None  # None: the whole slice is resized to slice_shape, whatever its spacing
    slice_mm: float | None  # distance of slices; None: the file's own
    normalization: Normalization
    clip_percentiles: tuple[float, float] | None = None  # of the brain, before normalization
    context: int = 0  # neighboring slices on either side that the network sees as channels
    multiple: int = 8  # of which a slice's extent must be, for the network's pooling
    optional: tuple[Sequence, ...] = ()  # of `sequences`, those that a study may lack: their channels are 0 then

    @property
    def required(self) -> tuple[Sequence, ...]:
        """The sequences that a study must have."""
        return tuple(sequence for sequence in self.sequences if sequence not in self.optional)

    @property
    def channels(self) -> int:
        """Number of channels of the network's input."""
        return len(self.sequences) * (2 * self.context + 1)
