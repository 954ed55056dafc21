"""One slice of a case with truth and prediction, small enough to keep while other cases are scored."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, LabelMap, Mask, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_study
from neuroinsight.imaging.matching import reorder_onto
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical
from neuroinsight.metrics.score import Scores

Scalar = TypeVar("Scalar", bound=np.generic)

# Edema is seen on FLAIR, the core's enhancement on T1 after contrast.
_SEEN_ON = {Region.WT: Sequence.FLAIR, Region.TC: Sequence.T1CE, Region.ET: Sequence.T1CE}
_WINDOW_PERCENT = (1.0, 99.5)
_MARGIN = 4  # pixels around the head


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """A region on one slice `[row, column]`: anterior at the top, the patient's right on the left."""

    region: Region
    image: NDArray[np.uint8]
    truth: Mask
    prediction: Mask
    dice: float | None  # of the whole volume, not of the slice


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """The axial slice of a case on which truth and prediction differ most."""

    key: str
    slice_number: int  # from the feet, beginning with 1, as in the report
    pixel_aspect: float  # height of a pixel over its width
    panels: tuple[Panel, ...]
    are_sides_known: bool = True  # of pictures without a header, left may be right


def take_snapshot(case: Case, truth: LabelMap, prediction: LabelMap, *, scores: Scores) -> Snapshot:
    """Return the slice of a case that shows the largest difference; the label maps are on one grid."""
    level = _level_of_largest_difference(truth, prediction)
    images = _images(case, truth, level)
    shown = np.logical_or.reduce([image > 0 for image in images.values()])
    crop = _crop(shown | (_slice(truth.array, truth, level) > 0) | (_slice(prediction.array, truth, level) > 0))
    spacing = canonical_grid(truth.grid).spacing_mm
    panels = []
    for region in NESTED_REGIONS:
        dice = scores.regions[region].values["dice"]
        panels.append(
            Panel(
                region=region,
                image=as_gray(images.get(_SEEN_ON[region], next(iter(images.values()))))[crop],
                truth=_slice(truth.mask(region), truth, level)[crop],
                prediction=_slice(prediction.mask(region), truth, level)[crop],
                dice=dice.value if isinstance(dice, Measured) else None,
            )
        )
    return Snapshot(
        key=case.key, slice_number=level + 1, pixel_aspect=float(spacing[1] / spacing[0]), panels=tuple(panels)
    )


def _level_of_largest_difference(truth: LabelMap, prediction: LabelMap) -> int:
    different = np.zeros(truth.grid.shape, np.bool_)
    for tissue in CLASSES:
        different |= truth.mask(tissue) ^ prediction.mask(tissue)
    shown = different if different.any() else truth.array > 0
    counts = to_canonical(shown, canonical_order(truth.grid)).sum(axis=(0, 1))
    return int(counts.argmax()) if counts.any() else len(counts) // 2


def _images(case: Case, truth: LabelMap, level: int) -> dict[Sequence, NDArray[np.float32]]:
    wanted = [sequence for sequence in set(_SEEN_ON.values()) if sequence in case.images] or list(case.images)[:1]
    return {
        sequence: _image(volume, truth, level) for sequence, volume in load_study(case, tuple(wanted)).volumes.items()
    }


def _image(volume: Volume, truth: LabelMap, level: int) -> NDArray[np.float32]:
    turned = reorder_onto(volume, truth.grid)
    if turned is None:  # scored all the same: a picture of black is enough to say so
        return np.zeros(_slice(truth.array, truth, level).shape, np.float32)
    return _slice(turned.array, truth, level).astype(np.float32)


def _slice(array: NDArray[Scalar], on: LabelMap, level: int) -> NDArray[Scalar]:
    """Return an axial slice `[row, column]` in radiological convention."""
    canonical = to_canonical(array, canonical_order(on.grid))  # [right, anterior, superior]
    return canonical[::-1, ::-1, level].T


def as_gray(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return intensities as gray levels between percentiles of what is not air."""
    inside = image[image > 0]
    low, high = np.percentile(inside, _WINDOW_PERCENT) if inside.size else (0.0, 1.0)
    return (np.clip((image - low) / max(high - low, 1e-6), 0, 1) * 255).astype(np.uint8)


def _crop(shown: Mask) -> tuple[slice, slice]:
    rows, columns = (np.flatnonzero(shown.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return slice(None), slice(None)
    return (
        slice(max(0, int(rows[0]) - _MARGIN), int(rows[-1]) + _MARGIN + 1),
        slice(max(0, int(columns[0]) - _MARGIN), int(columns[-1]) + _MARGIN + 1),
    )
