"""From a study to normalized slices on the model's grid, and probabilities back onto the patient's grid."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Shaped, UInt8
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid, require_same_grid
from neuroinsight.core.labels import CLASSES, LabelMap
from neuroinsight.core.study import Study, require_sequences, shared_grid
from neuroinsight.imaging.boxes import Box, Mask, bounding_box
from neuroinsight.imaging.orientation import AxisOrder, canonical_grid, canonical_order, from_canonical, to_canonical
from neuroinsight.imaging.resampling import AxisMap, resample
from neuroinsight.preprocess.plan import Fit, Normalization, Plan

_Array = NDArray[np.float32]
Slices = Float32[_Array, "sequence k j i"]
Probabilities = Float32[_Array, "region k j i"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The way from the patient's grid to the model's, to be walked back."""

    grid: Grid
    order: AxisOrder
    axes: tuple[AxisMap, AxisMap, AxisMap]  # canonical i, j, k


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Normalized slices, one channel per sequence of the plan, and the trail they came along."""

    array: Slices
    trail: Trail


def prepare(study: Study, plan: Plan) -> Prepared:
    """Return the study as the plan's network reads it: every slice of the brain, cropped to it in plane.

    Raises:
        StudyError: The study lacks a sequence that the plan requires, or its images are empty.
        GridError: The images do not share a grid.
    """
    require_sequences(study, plan.required)
    grid = shared_grid(study)
    order = canonical_order(grid)
    given = tuple(sequence for sequence in plan.sequences if sequence in study.volumes)
    images = {sequence: to_canonical(study.volumes[sequence].array, order) for sequence in given}
    brain = np.logical_or.reduce([image != 0 for image in images.values()])
    trail = _lay_trail(grid, order, _brain_box(brain), plan)
    weights = trail.axes[0].forward(), trail.axes[1].forward(), trail.axes[2].forward()
    extents = tuple(axis.count for axis in reversed(trail.axes))
    array = np.zeros((len(plan.sequences), *extents), np.float32)  # a sequence that is not given stays 0, as air is
    for channel, sequence in enumerate(plan.sequences):
        if sequence in images:
            array[channel] = resample(normalize(images[sequence], brain, plan), weights).transpose(2, 1, 0)
    return Prepared(array=array, trail=trail)


def prepare_labels(label_map: LabelMap, trail: Trail) -> UInt8[NDArray[np.uint8], "k j i"]:
    """Return class numbers on the model's grid for training: 0 background, then NCR, ED, ET as 1, 2, 3.

    Raises:
        GridError: The labels are on another grid than the study that was prepared.
    """
    require_same_grid(label_map.grid, trail.grid, what="the label map", expected_of="The study")
    weights = trail.axes[0].forward(), trail.axes[1].forward(), trail.axes[2].forward()
    shares = [
        resample(np.ascontiguousarray(to_canonical(label_map.mask(tissue), trail.order), dtype=np.float32), weights)
        for tissue in CLASSES
    ]
    stacked = np.stack([1.0 - np.sum(shares, axis=0), *shares])
    return np.ascontiguousarray(stacked.argmax(axis=0).astype(np.uint8).transpose(2, 1, 0))


def restore(
    probabilities: Probabilities, trail: Trail
) -> Float32[_Array, "region {trail.grid.shape[0]} {trail.grid.shape[1]} {trail.grid.shape[2]}"]:
    """Return probabilities of the model's grid on the patient's, `[region, i, j, k]`; 0 outside the crop."""
    weights = trail.axes[2].backward(), trail.axes[1].backward(), trail.axes[0].backward()
    shape = canonical_grid(trail.grid).shape
    restored = np.empty((len(probabilities), *trail.grid.shape), np.float32)
    for region, values in enumerate(probabilities):
        canonical = resample(values, weights).transpose(2, 1, 0)
        if canonical.shape != shape:  # pragma: no cover - a fault of ours, not of the input
            raise AssertionError(f"restored {canonical.shape}, expected {shape}")
        restored[region] = from_canonical(canonical, trail.order)
    return restored


def _brain_box(brain: Mask) -> Box:
    box = bounding_box(brain)
    if box is None:
        raise StudyError(
            "The images are empty",
            seen="every voxel is 0",
            allowed="a brain-extracted head: air 0, brain above 0",
            remedy="export the images again",
        )
    return box


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
    return Trail(grid=grid, order=order, axes=(axes[0], axes[1], axes[2]))


def _whole(extent: int, count: int) -> AxisMap:
    """All of an axis in so many samples, each the middle of its share."""
    step = extent / count
    return AxisMap(source_count=extent, count=count, start=(step - 1) / 2, step=step)


def normalize(
    image: Shaped[NDArray[np.generic], "*space"], brain: Bool[NDArray[np.bool_], "*space"], plan: Plan
) -> Float32[_Array, "*space"]:
    """Return intensities clipped and z-scored as planned; `brain` is where the image is not air."""
    values = np.asarray(image, dtype=np.float32)
    if plan.clip_percentiles is not None:
        low, high = np.percentile(values[brain], plan.clip_percentiles)
        values = np.where(brain, np.clip(values, low, high), values)
    measured = values if plan.normalization is Normalization.ZSCORE_VOLUME else values[brain]
    mean, deviation = float(measured.mean(dtype=np.float64)), float(measured.std(dtype=np.float64))
    normalized = (values - mean) / max(deviation, 1e-6)
    if plan.normalization is Normalization.ZSCORE_BRAIN:
        normalized[~brain] = 0.0
    return normalized.astype(np.float32)
