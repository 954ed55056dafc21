"""Prepared slices of all training cases, built once and memory-mapped afterwards.

A folder per plan and set of files: `<case>.npy` holds normalized slices `[k, sequence, j, i]` as float16 and
`<case>.labels.npy` class numbers `[k, j, i]`. Nothing is decompressed or resampled again while training.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float16, UInt8
from numpy.typing import NDArray
from pydantic import TypeAdapter

from neuroinsight.core.errors import NeuroInsightError, OutputError
from neuroinsight.core.labels import BRATS_2017, Labels, Region
from neuroinsight.core.record import Caution, Step
from neuroinsight.datasets.case import Case, Examined, Grade
from neuroinsight.datasets.loading import admit_case, load_labels
from neuroinsight.datasets.slices import SlicePatient, pictures_of, read_slices
from neuroinsight.imaging.matching import labels_onto
from neuroinsight.preprocess.inputs import fit
from neuroinsight.preprocess.plan import Fit, Plan
from neuroinsight.preprocess.prepare import prepare, prepare_labels, prepare_pictures
from neuroinsight.report.json import to_tree

_STAMP = "case.json"
_CAUTIONS, _STEPS = TypeAdapter(tuple[Caution, ...]), TypeAdapter(tuple[Step, ...])
_FORMAT = 6  # raised when the content of the arrays changes for the same plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CachedCase:
    """One case on the model's grid; slice k is the file's slice `first_slice + k * slice_step`, from its lower end."""

    key: str
    digest: str  # of the files that it was prepared from
    images: Float16[NDArray[np.float16], "k sequence j i"]
    labels: UInt8[NDArray[np.uint8], "k j i"]
    first_slice: float
    slice_step: float
    cautions: tuple[Caution, ...] = ()  # of the door that it came through
    preparation: tuple[Step, ...] = ()  # what was done to its images there
    grade: Grade | None = None  # what the data set says of the patient; never stored, for tables may change
    part: tuple[int, ...] | None = None  # of a split of single slices, those that are used; never stored either


def build_cache(
    cases: Iterable[Examined], plan: Plan, folder: Path, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[CachedCase, ...]:
    """Return the cached cases, preparing those that are not in `folder` yet."""
    found = ((case, _cached(case, plan, folder, progress)) for case in cases)
    return tuple(replace(cached, grade=case.grade, part=_part_of(case)) for case, cached in found)


def _part_of(case: Examined) -> tuple[int, ...] | None:
    return case.part if isinstance(case, SlicePatient) else None


def _cached(case: Examined, plan: Plan, folder: Path, progress: Callable[[str], None]) -> CachedCase:
    home = folder / _digest(case, plan)
    if home.exists():
        try:
            return _read(home)
        except (OSError, ValueError, KeyError, EOFError):  # torn by a full disk or a power cut: made anew
            shutil.rmtree(home, ignore_errors=True)
    progress(case.key)
    arrays = _prepared(case, plan)
    work = folder / f".{home.name}-{secrets.token_hex(4)}"
    try:
        work.mkdir(parents=True)
        np.save(work / "images.npy", arrays.images)
        np.save(work / "labels.npy", arrays.labels)
        facts = {name: getattr(arrays, name) for name in ("key", "digest", "first_slice", "slice_step")}
        noticed = {name: to_tree(getattr(arrays, name)) for name in ("cautions", "preparation")}
        text = json.dumps(facts | noticed | {"slices": len(arrays.images)})
        (work / _STAMP).write_text(text, encoding="utf-8")
        work.rename(home)
    except BaseException as error:
        shutil.rmtree(work, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        if not (home / _STAMP).exists():  # else another run that shares the cache was faster
            raise OutputError(
                f"The prepared slices of {case.key} cannot be stored",
                seen=error.strerror or str(error),
                allowed=f"free space where you may write: {len(arrays.images)} slices take {_size_mb(arrays):.1f} MB",
                remedy="make room, or name another folder for the cache",
                code="training.cache_not_written",
            ) from error
    return _read(home)


def _read(home: Path) -> CachedCase:
    facts = json.loads((home / _STAMP).read_text(encoding="utf-8"))
    images = np.load(home / "images.npy", mmap_mode="r")
    labels = np.load(home / "labels.npy", mmap_mode="r")
    if not len(images) == len(labels) == facts.pop("slices"):
        raise ValueError("torn")
    cautions = _CAUTIONS.validate_python(facts.pop("cautions"))
    preparation = _STEPS.validate_python(facts.pop("preparation"))
    return CachedCase(images=images, labels=labels, cautions=cautions, preparation=preparation, **facts)


def _size_mb(case: CachedCase) -> float:
    return (case.images.nbytes + case.labels.nbytes) / 1e6


def _prepared(case: Examined, plan: Plan) -> CachedCase:
    if isinstance(case, SlicePatient):
        return _slices_of(case, plan)
    if isinstance(case, Case):
        return _volume_of(case, plan)
    raise TypeError(type(case))


def _volume_of(case: Case, plan: Plan) -> CachedCase:
    admitted = admit_case(case, plan)
    study = admitted.study
    prepared = prepare(study, plan)
    width, height = plan.patch[:2]
    try:
        labels = load_labels(case)
        labels = labels_onto(labels, prepared.trail.grid) or labels  # on a truly different grid it is refused
        classes = fit(prepare_labels(labels, prepared.trail), (height, width))
    except NeuroInsightError as error:
        raise error.about(case.key) from error
    files = {sequence.value: source.sha256 for sequence, source in study.sources.items()}
    return CachedCase(
        key=case.key,
        digest=_digest_of({**files, "labels": _digest_of_file(case.labels)} if case.labels else files),
        images=fit(prepared.array.transpose(1, 0, 2, 3), (height, width)).astype(np.float16),
        labels=classes,
        cautions=admitted.cautions,
        preparation=admitted.preparation,
        first_slice=prepared.trail.axes[2].start,
        slice_step=prepared.trail.axes[2].step,
    )


def _slices_of(patient: SlicePatient, plan: Plan) -> CachedCase:
    """Pictures without spacing, as the model will be given them; the mask marks edema, as on FLAIR."""
    stack = read_slices(patient)
    prepared = prepare_pictures(pictures_of(patient, stack), plan)
    edema = np.where(stack.masks, BRATS_2017.number_of(Region.ED), 0).astype(np.uint8)
    width, height = plan.patch[:2]
    labels = prepare_labels(Labels(array=edema, scheme=BRATS_2017, outlined=(Region.WT,)), prepared.trail)
    return CachedCase(
        key=patient.key,
        digest=_digest_of({path.name: _digest_of_file(path) for path in patient.files}),
        images=fit(prepared.array.swapaxes(0, 1), (height, width)).astype(np.float16),
        labels=fit(labels, (height, width)),
        first_slice=float(patient.slices[0].number),
        slice_step=1.0,
    )


def _digest_of(files: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def _digest_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(case: Examined, plan: Plan) -> str:
    scheme = case.scheme.name if isinstance(case, Case) else "mask"
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in case.files]
    fields = asdict(plan)
    if all(step is Fit.PATCH for step in plan.mm[: len(plan.patch)]):
        del fields["divisor"]  # nothing is padded to it: networks that ask for different ones read the same slices
    text = json.dumps([_FORMAT, fields, case.key, scheme, stats], sort_keys=True)
    return f"{case.key}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
