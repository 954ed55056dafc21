"""From a study to normalized slices on the model's grid, and probabilities back onto the patient's grid."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Shaped, UInt8
from numpy.typing import NDArray

from neuroinsight.core.errors import ModelError, StudyError
from neuroinsight.core.grid import Grid, require_same_grid
from neuroinsight.core.labels import CLASSES, LabelMap, Labels
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study, require_sequences, shared_grid
from neuroinsight.imaging.boxes import Box, Mask, bounding_box
from neuroinsight.imaging.orientation import AxisOrder, canonical_grid, canonical_order, from_canonical, to_canonical
from neuroinsight.imaging.resampling import AxisMap, resample
from neuroinsight.preprocess.plan import Fit, Normalization, Plan, Reads

_Array = NDArray[np.float32]
Slices = Float32[_Array, "sequence k j i"]
Probabilities = Float32[_Array, "region k j i"]
_ALL: Box = (slice(None), slice(None), slice(None))
_OF_PICTURES = AxisOrder(axes=(2, 1, 0), flips=(False, False, False))  # slice, row, column become k, j, i


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayTrail:
    """The way from an array of any axes to the model's grid, to be walked back."""

    shape: tuple[int, int, int]
    order: AxisOrder
    axes: tuple[AxisMap, AxisMap, AxisMap]  # canonical i, j, k


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail(ArrayTrail):
    """The way from a patient's grid."""

    grid: Grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Normalized slices, one channel per sequence of the plan, and the trail they came along."""

    array: Slices
    trail: Trail


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedPictures:
    """The same of pictures, which have no grid."""

    array: Slices
    trail: ArrayTrail


def prepare(study: Study, plan: Plan) -> Prepared:
    """Return the study as the plan's network reads it: every slice of the brain, cropped to it in plane.

    Raises:
        ModelError: The plan is of pictures, or not of this spacing.
        StudyError: The study lacks a sequence that the plan requires, or its images are empty.
        GridError: The images do not share a grid.
    """
    require_readable(study, plan)
    require_sequences(study, plan.required)
    grid = shared_grid(study)
    order = canonical_order(grid)
    given = tuple(sequence for sequence in plan.sequences if sequence in study.volumes)
    images = {sequence: to_canonical(study.volumes[sequence].array, order) for sequence in given}
    brain = np.logical_or.reduce([image != 0 for image in images.values()])
    box = _brain_box(brain)
    trail = _lay_trail(grid, order, box, plan)
    if plan.normalization is not Normalization.ZSCORE_BRAIN:  # the air is no longer 0 then
        box = _ALL
    normalized = ((sequence, normalize(image[box], brain[box], plan)) for sequence, image in images.items())
    return Prepared(array=_channels(normalized, trail, plan, box), trail=trail)


def prepare_pictures(pictures: Pictures, plan: Plan) -> PreparedPictures:
    """Return pictures as the plan's network reads them: all slices, columns as i and rows as j.

    Raises:
        ModelError: The plan is of volumes.
        StudyError: The pictures lack a sequence that the plan requires; a copy of another one does not count.
    """
    require_for_pictures(plan)
    missing = [sequence.title for sequence in plan.required if sequence not in pictures.given]
    if missing:
        raise StudyError(
            "The pictures lack a sequence that the model reads",
            seen=", ".join(sequence.title for sequence in pictures.given),
            allowed=", ".join(sequence.title for sequence in plan.required),
            remedy=f"add {', '.join(missing)}; a copy of another sequence cannot stand in for it",
            code="study.missing_sequence",
        )
    slices, rows, columns = pictures.array.shape[:3]
    extents = [
        _whole(extent, plan.patch[axis]) if plan.mm[axis] is Fit.PATCH else _padded(extent, plan.divisor[axis])
        for axis, extent in enumerate((columns, rows))
    ]
    along = AxisMap(source_count=slices, count=slices, start=0.0, step=1.0)
    trail = ArrayTrail(shape=(slices, rows, columns), order=_OF_PICTURES, axes=(extents[0], extents[1], along))
    images = {s: to_canonical(pictures.of(s), trail.order) for s in plan.sequences if s in pictures.given}
    if not any(image.any() for image in images.values()):
        raise _empty()
    normalized = ((sequence, normalize(image, image != 0, plan)) for sequence, image in images.items())
    return PreparedPictures(array=_channels(normalized, trail, plan), trail=trail)


def require_for_pictures(plan: Plan) -> None:
    """Refuse pictures where the plan is of volumes.

    Raises:
        ModelError: It is.
    """
    if plan.reads is not Reads.PICTURES:
        raise _unreadable("pictures without millimeters", "volumes in millimeters")


def require_readable(study: Study, plan: Plan) -> None:
    """Refuse volumes where the plan is of pictures, or of another spacing.

    Raises:
        ModelError: It is.
    """
    if plan.reads is not Reads.VOLUMES:
        raise _unreadable("volumes in millimeters", "pictures without millimeters")
    if plan.spacing_mm is None:
        return
    finest, coarsest = plan.spacing_mm
    spacing = shared_grid(study).spacing_mm
    if spacing.min() < finest or spacing.max() > coarsest:
        raise _unreadable(
            f"voxels of {' x '.join(f'{step:.2f}' for step in spacing)} mm", f"voxels of {finest:g} to {coarsest:g} mm"
        )


def _unreadable(seen: str, allowed: str) -> ModelError:
    return ModelError(
        "The model does not read such images",
        seen=seen,
        allowed=allowed,
        remedy="choose a model that reads what you have",
        code="model.other_images",
    )


def prepare_labels(labels: Labels, trail: ArrayTrail) -> UInt8[NDArray[np.uint8], "k j i"]:
    """Return class numbers on the model's grid for training: 0 background, then NCR, ED, ET as 1, 2, 3.

    Raises:
        GridError: The labels are on another grid than the study that was prepared.
    """
    if isinstance(labels, LabelMap) and isinstance(trail, Trail):
        require_same_grid(labels.grid, trail.grid, what="the label map", expected_of="the study")
    shares = [_forward(to_canonical(labels.mask(tissue), trail.order).astype(np.float32), trail) for tissue in CLASSES]
    stacked = np.stack([1.0 - np.sum(shares, axis=0), *shares])
    return np.ascontiguousarray(stacked.argmax(axis=0).astype(np.uint8))


def restore(probabilities: Probabilities, trail: ArrayTrail) -> Float32[_Array, "region a b c"]:
    """Return probabilities of the model's grid in the axes that they came from, `[region, i, j, k]` of a volume's.

    Pictures' are `[region, slice, row, column]`. Outside the crop they are 0.
    """
    weights = trail.axes[2].backward(), trail.axes[1].backward(), trail.axes[0].backward()
    restored = np.empty((len(probabilities), *trail.shape), np.float32)
    for region, values in enumerate(probabilities):
        restored[region] = from_canonical(resample(values, weights).transpose(2, 1, 0), trail.order)
    return restored


def _channels(images: Iterable[tuple[Sequence, _Array]], trail: ArrayTrail, plan: Plan, box: Box = _ALL) -> Slices:
    """The images on the model's grid, one channel per sequence of the plan; beyond the box they are 0."""
    extents = tuple(axis.count for axis in reversed(trail.axes))
    array = np.zeros((len(plan.sequences), *extents), np.float32)  # a sequence that is not given stays 0, as air is
    for sequence, image in images:  # one at a time: a head is large
        array[plan.sequences.index(sequence)] = _forward(image, trail, box)
    return array


def _forward(canonical: _Array, trail: ArrayTrail, box: Box = _ALL) -> Float32[_Array, "k j i"]:
    i, j, k = (axis.forward()[:, within] for axis, within in zip(trail.axes, box, strict=True))
    return resample(canonical, (i, j, k)).transpose(2, 1, 0)


def _brain_box(brain: Mask) -> Box:
    box = bounding_box(brain)
    if box is None:
        raise _empty()
    return box


def _empty() -> StudyError:
    return StudyError(
        "The images are empty",
        seen="every voxel is 0",
        allowed="a brain-extracted head: air 0, brain above 0",
        remedy="export the images again",
        code="study.no_brain",
    )


def _lay_trail(grid: Grid, order: AxisOrder, box: Box, plan: Plan) -> Trail:
    canonical = canonical_grid(grid)
    axes = []
    for axis, (extent, spacing) in enumerate(zip(canonical.shape, canonical.spacing_mm, strict=True)):
        wanted, sides = plan.mm[axis], box[axis]
        if wanted is Fit.PATCH:
            axes.append(_whole(extent, plan.patch[axis]))
            continue
        step = 1.0 if isinstance(wanted, Fit) else wanted / float(spacing)
        if axis < len(plan.patch):
            needed = (sides.stop - sides.start) / step + 2  # a pixel of air on either side
            count = plan.divisor[axis] * int(np.ceil(needed / plan.divisor[axis]))
            start = (sides.start + sides.stop - 1) / 2 - step * (count - 1) / 2
        else:
            if abs(step - 1.0) < 0.01:  # noqa: PLR2004 - 1 % of a slice: interpolating would only blur
                step = 1.0
            count = max(1, int(np.ceil((sides.stop - sides.start) / step)))
            start = float(sides.start)
        axes.append(AxisMap(source_count=extent, count=count, start=start, step=step))
    return Trail(grid=grid, shape=grid.shape, order=order, axes=(axes[0], axes[1], axes[2]))


def _whole(extent: int, count: int) -> AxisMap:
    """All of an axis in so many samples, each the middle of its share."""
    step = extent / count
    return AxisMap(source_count=extent, count=count, start=(step - 1) / 2, step=step)


def _padded(extent: int, divisor: int) -> AxisMap:
    """All of an axis as it is, with air on either side up to a multiple of the divisor."""
    count = divisor * int(np.ceil(extent / divisor))
    return AxisMap(source_count=extent, count=count, start=float((extent - count) // 2), step=1.0)


def normalize(
    image: Shaped[NDArray[np.generic], "*space"], brain: Bool[NDArray[np.bool_], "*space"], plan: Plan
) -> Float32[_Array, "*space"]:
    """Return intensities clipped and z-scored as planned; `brain` is where the image is not air."""
    values = np.asarray(image, dtype=np.float32)
    if not brain.any():
        return np.zeros_like(values)
    if plan.clip_percentiles is not None:
        low, high = np.percentile(values[brain], plan.clip_percentiles)
        values = np.where(brain, np.clip(values, low, high), values)
    measured = values if plan.normalization is Normalization.ZSCORE_VOLUME else values[brain]
    mean, deviation = float(measured.mean(dtype=np.float64)), float(measured.std(dtype=np.float64))
    normalized = (values - mean) / max(deviation, 1e-6)
    if plan.normalization is Normalization.ZSCORE_BRAIN:
        normalized[~brain] = 0.0
    return normalized.astype(np.float32)
