"""Prepared slices of all training cases, built once and memory-mapped afterwards.

A folder per plan and set of files: `<case>.npy` holds normalized slices `[k, sequence, j, i]` as float16 and
`<case>.labels.npy` class numbers `[k, j, i]`. Nothing is decompressed or resampled again while training.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.preprocess.plan import Plan
from neuroinsight.preprocess.prepare import prepare, prepare_labels

_FORMAT = 1  # raised when the content of the arrays changes for the same plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CachedCase:
    """One case on the model's grid; `first_slice` is the file's slice number (from its lower end) of the first one."""

    key: str
    images: NDArray[np.float16]  # [k, sequence, j, i]
    labels: NDArray[np.uint8]  # [k, j, i]
    first_slice: int


def build_cache(
    cases: Iterable[Case], plan: Plan, folder: Path, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[CachedCase, ...]:
    """Return the cached cases, preparing those that are not in `folder` yet."""
    return tuple(_cached(case, plan, folder, progress) for case in cases)


def _cached(case: Case, plan: Plan, folder: Path, progress: Callable[[str], None]) -> CachedCase:
    home = folder / _digest(case, plan)
    stamp = home / "case.json"
    if not stamp.exists():
        progress(case.key)
        home.mkdir(parents=True, exist_ok=True)
        prepared = prepare(load_study(case, plan.sequences), plan)
        labels = prepare_labels(load_labels(case), prepared.trail)
        width, height = plan.slice_shape
        images = _fit(prepared.array.transpose(1, 0, 2, 3), height, width).astype(np.float16)
        np.save(home / "images.npy", images)
        np.save(home / "labels.npy", _fit(labels, height, width))
        first = {"key": case.key, "first_slice": round(prepared.trail.axes[2].start)}
        stamp.write_text(json.dumps(first), encoding="utf-8")  # last, so that a half-built case is built again
    return CachedCase(
        key=case.key,
        images=np.load(home / "images.npy", mmap_mode="r"),
        labels=np.load(home / "labels.npy", mmap_mode="r"),
        first_slice=int(json.loads(stamp.read_text(encoding="utf-8"))["first_slice"]),
    )


def _fit(array: NDArray[np.generic], height: int, width: int) -> NDArray[np.generic]:
    """Crop or pad the last two axes around their center."""
    for axis, wanted in ((-2, height), (-1, width)):
        have = array.shape[axis]
        if have > wanted:
            start = (have - wanted) // 2
            array = np.take(array, range(start, start + wanted), axis=axis)
        elif have < wanted:
            before = (wanted - have) // 2
            pads = [(0, 0)] * array.ndim
            pads[axis] = (before, wanted - have - before)
            array = np.pad(array, pads)
    return np.ascontiguousarray(array)


def _digest(case: Case, plan: Plan) -> str:
    files = [case.images[sequence].path for sequence in plan.sequences if sequence in case.images]
    if case.labels is not None:
        files.append(case.labels)
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    text = json.dumps([_FORMAT, asdict(plan), case.key, case.scheme.name, stats], sort_keys=True)
    return f"{case.key}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
