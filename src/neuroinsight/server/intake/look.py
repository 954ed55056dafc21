"""What a foreign file shows when it is opened. Runs in the child process: here lies, bombs and damage are met."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neuroinsight.core.errors import NeuroInsightError, explained
from neuroinsight.core.labels import LabelScheme
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.catalogue import parse_volume
from neuroinsight.io.content import printable, read_content
from neuroinsight.preprocess.air import clear_air
from neuroinsight.preprocess.appearance import classifier, features
from neuroinsight.preprocess.extraction import signs_of_head
from neuroinsight.preprocess.thumbnail import Thumbnail, thumbnail
from neuroinsight.server.intake.detail import finest_mm
from neuroinsight.server.intake.kinds import head_of, kind_of
from neuroinsight.server.intake.values import Kind, Look, Told

_LARGEST_LABEL = 255
_MOST_LABELS = 12
_ENOUGH_VOXELS = 200_000  # among which labels are told from gray values; then all are looked at
_SIDE = 96  # pixels of a picture
_WINDOW = (1.0, 99.5)  # percentiles
_FEWEST_BRAIN_VOXELS = 1000  # at 2 mm: below, there is nothing to describe


def look_at(path: Path, name: str) -> Look:
    """Return what a file is; never raises for what is in it: what cannot be read is `refused` in words."""
    kind = kind_of(head_of(path), name)
    if kind is not Kind.IMAGE:
        return Look(kind=kind)
    try:
        volume = parse_volume(read_content(path), printable(Path(name).name))
    except (NeuroInsightError, MemoryError) as error:
        return Look(kind=Kind.DAMAGED, refused=Told.of(explained(error)))
    spacing = volume.grid.spacing_mm
    where = {
        "shape": volume.grid.shape,
        "spacing_mm": (float(spacing[0]), float(spacing[1]), float(spacing[2])),
    }
    if labels := labels_in(volume.array):
        marked_ml = float(np.count_nonzero(volume.array) * volume.grid.voxel_volume_ml)
        return Look(kind=Kind.MASK, labels=labels, marked_ml=marked_ml, **where)  # type: ignore[arg-type]  # mypy knows no tables of fields
    cleared = clear_air(volume)
    volume = cleared.volume if cleared is not None else volume
    small = thumbnail(volume)
    if np.count_nonzero(small.brain) < _FEWEST_BRAIN_VOXELS or not np.isfinite(small.values).all():
        return Look(kind=Kind.IMAGE, **where)  # type: ignore[arg-type]
    is_head = bool(signs_of_head(volume, small, Sequence.T2))  # T2: without the sign that fluid at the rim gives
    return Look(
        kind=Kind.IMAGE,
        likeness=None if is_head else classifier().likeness(features(small)),
        is_head=is_head,
        detail_mm=finest_mm(volume),
        picture=picture_of(small),
        **where,  # type: ignore[arg-type]
    )


def labels_in(array: NDArray[np.floating] | NDArray[np.integer]) -> tuple[int, ...]:
    """Return the numbers but 0 of what is a mask: a few whole numbers up to 255; none of an image, or of emptiness."""
    every = max(1, round((array.size / _ENOUGH_VOXELS) ** (1 / 3)))
    if not _few_whole(array[::every, ::every, ::every]):
        return ()
    return _few_whole(array)


def picture_of(small: Thumbnail) -> bytes:
    """Return a slice through the middle as PNG, front up, the patient's left on the right, as radiologists have it."""
    per_slice = small.brain.sum(axis=(0, 1))
    shown = np.flatnonzero(per_slice)
    k = int(shown[len(shown) * 11 // 20])  # a little above the middle: the ventricles
    low, high = np.percentile(small.values[small.brain], _WINDOW)
    gray = ((small.values[:, :, k] - low) / max(float(high - low), 1e-6) * 255).clip(0, 255)
    gray = np.where(small.brain[:, :, k], gray, 0).astype(np.uint8)[::-1, ::-1].T  # [front to back, right to left]
    image = Image.fromarray(np.ascontiguousarray(gray))
    mm = (gray.shape[1] * small.spacing_mm[0], gray.shape[0] * small.spacing_mm[1])
    scale = _SIDE / max(mm)
    size = (max(1, round(mm[0] * scale)), max(1, round(mm[1] * scale)))
    square = Image.new("L", (_SIDE, _SIDE))
    square.paste(image.resize(size, Image.Resampling.BILINEAR), ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    buffer = BytesIO()
    square.save(buffer, format="PNG")
    return buffer.getvalue()


def schemes_of(labels: tuple[int, ...], schemes: tuple[LabelScheme, ...]) -> tuple[LabelScheme, ...]:
    """Return the schemes that know all of these numbers, in the order given."""
    return tuple(scheme for scheme in schemes if set(labels) <= set(scheme.tissue_of))


def _few_whole(array: NDArray[np.generic]) -> tuple[int, ...]:
    values = np.unique(array)
    if len(values) > _MOST_LABELS or not np.isfinite(values).all():
        return ()
    numbers = [float(value) for value in values]
    if any(number < 0 or number > _LARGEST_LABEL or number != int(number) for number in numbers):
        return ()
    return tuple(int(number) for number in numbers if number)
