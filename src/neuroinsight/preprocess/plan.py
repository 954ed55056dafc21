"""A model's plan: which sequences, on which grid, and how intensities are normalized. Data, saved with the weights."""

import math
from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.sequences import Sequence

_MOST_NEIGHBORS = 5
_LARGEST_EXTENT = 4096
_SLICE_AXES, _VOLUME_AXES = 2, 3


class Normalization(StrEnum):
    """Over which voxels mean and standard deviation are taken."""

    ZSCORE_VOLUME = "zscore_volume"  # all voxels, air included: the first reference system's
    ZSCORE_BRAIN = "zscore_brain"  # the brain alone; air becomes 0


class Reads(StrEnum):
    """What a model can be given."""

    VOLUMES = "volumes"  # on a grid in millimeters
    PICTURES = "pictures"  # single slices of unknown spacing


class Fit(StrEnum):
    """How an axis is brought to the model's grid where it is not resampled to millimeters."""

    PATCH = "patch"  # all of it is resized to the patch's extent, whatever its spacing
    FILE = "file"  # the file's own spacing stays


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFields:
    """How a study becomes what a network reads; axes after reordering to RAS: i (right), j (front), k (top).

    Pictures have columns for i and rows for j.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic where a plan comes from a file

    sequences: tuple[Sequence, ...] = (Sequence.T1CE, Sequence.FLAIR)
    optional: tuple[Sequence, ...] = ()  # of `sequences`, those that a study may lack: their channels are 0 then
    reads: Reads = Reads.VOLUMES
    spacing_mm: tuple[float, float] | None = None  # of a study's axes, the finest and the coarsest; None: any
    patch: tuple[int, ...] = (128, 128)  # extents of what the network is trained on: i, j of slices, or i, j, k
    mm: tuple[float | Fit, float | Fit, float | Fit] = (Fit.PATCH, Fit.PATCH, Fit.FILE)  # distance of samples
    normalization: Normalization = Normalization.ZSCORE_VOLUME
    clip_percentiles: tuple[float, float] | None = None  # of the brain, before normalization
    context: int = 0  # neighboring slices on either side that the network sees as channels

    def __post_init__(self) -> None:
        """Refuse a plan that no study can be prepared by."""
        for holds, problem in self._rules():
            if not holds:
                raise ValueError(problem)

    def _rules(self) -> tuple[tuple[bool, str], ...]:
        clip, span = self.clip_percentiles or (0.0, 100.0), self.spacing_mm or (1.0, 1.0)
        in_mm = [step for step in self.mm if not isinstance(step, Fit)]
        flat = not self.is_volumetric
        return (
            (bool(self.sequences), "sequences must name at least one"),
            (len(set(self.sequences)) == len(self.sequences), "sequences names one twice"),
            (set(self.optional) < set(self.sequences) or not self.optional, "optional must be some of sequences"),
            (len(self.patch) in {_SLICE_AXES, _VOLUME_AXES}, "patch must have two extents, or three"),
            (all(1 <= extent <= _LARGEST_EXTENT for extent in self.patch), "patch must be extents from 1 to 4096"),
            (all(0 < step < math.inf for step in in_mm), "mm must be above 0, or 'patch' or 'file'"),
            (not (flat and self.mm[2] is Fit.PATCH), "mm of k cannot be 'patch' where the patch is a slice"),
            (0 <= clip[0] < clip[1] <= 100, "clip_percentiles must be the lower and the upper, from 0 to 100"),  # noqa: PLR2004
            (0 < span[0] <= span[1] < math.inf, "spacing_mm must be the finest and the coarsest, above 0"),
            (0 <= self.context <= _MOST_NEIGHBORS, f"context must be from 0 to {_MOST_NEIGHBORS}"),
            (flat or not self.context, "context is for slices: a patch of three extents holds its neighbors"),
            (self.reads is Reads.VOLUMES or (flat and not in_mm), "pictures are slices, and have no mm"),
            (self.reads is Reads.VOLUMES or self.spacing_mm is None, "pictures have no spacing_mm"),
        )

    @property
    def is_volumetric(self) -> bool:
        """Whether the network reads patches of a volume, in place of slices."""
        return len(self.patch) == _VOLUME_AXES

    @property
    def required(self) -> tuple[Sequence, ...]:
        """The sequences that a study must have."""
        return tuple(sequence for sequence in self.sequences if sequence not in self.optional)

    @property
    def channels(self) -> int:
        """Number of channels of the network's input."""
        return len(self.sequences) * (2 * self.context + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(PlanFields):
    """A plan with what its network asks of extents."""

    divisor: tuple[int, ...] = (8, 8)  # of which the extents must be multiples, by axis of the patch

    def __post_init__(self) -> None:
        """Refuse a patch that the network cannot read."""
        PlanFields.__post_init__(self)
        if len(self.divisor) != len(self.patch) or not all(1 <= d <= _LARGEST_EXTENT for d in self.divisor):
            raise ValueError("divisor must be one number above 0 for each axis of patch")


def first_format(fields: dict[str, object]) -> dict[str, object]:
    """Return a plan of 2D networks as it was written at first (`slice_shape`, `pixel_mm`, `slice_mm`) in today's."""
    pixel, slice_ = fields.get("pixel_mm"), fields.get("slice_mm")
    in_plane = Fit.PATCH if pixel is None else pixel
    upgraded = {name: value for name, value in fields.items() if name not in {"pixel_mm", "slice_mm"}}
    upgraded["mm"] = (in_plane, in_plane, Fit.FILE if slice_ is None else slice_)
    if "slice_shape" in upgraded:
        upgraded["patch"] = upgraded.pop("slice_shape")
    if "multiple" in upgraded:
        multiple = upgraded.pop("multiple")
        upgraded["divisor"] = (multiple, multiple)
    return upgraded
