"""The road of raw heads to the main road: register, extract the brain, set the air to 0, resample once.

Registration comes before extraction: the whole head tells where it is, a mask of the brain is a guess. The images are
brought onto a grid of 1 mm along the reference's own axes, for the model, and onto the reference's own grid, where
results are measured and shown: probabilities go there, labels are never resampled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from jaxtyping import Float32
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.record import Caution, Step
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study, require_sequences
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.registration import Matrix, Registration, laid_onto, register
from neuroinsight.inference.weights import BRAIN_EXTRACTOR
from neuroinsight.preprocess import raw
from neuroinsight.preprocess.admission import Admitted, admit
from neuroinsight.preprocess.check_volume import require_usable
from neuroinsight.preprocess.plan import Plan

_EVEN = 0.5
_ON_ITSELF = np.eye(4)
_Likely = Float32[NDArray[np.float32], "i j k"]
_Progress = Callable[[float], None]


class Extractor(Protocol):
    """Whatever finds the brain in a head."""

    def outline(self, volume: Volume) -> _Likely:
        """Return how likely each voxel is brain, on the volume's own grid."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedHead:
    """A raw study made ready, and how.

    `working` is for a model, on 1 mm, as `mask` (1 in the brain); `shown` for measuring and for people, on the
    reference's own grid, as `brain`. `ways` lead from points of the reference to those of each sequence (RAS+ mm).
    """

    reference: Sequence
    working: Study
    mask: Volume
    shown: Study
    brain: Volume
    ways: Mapping[Sequence, Matrix]
    steps: tuple[Step, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ready:
    """A study as a model is asked about it, and as its answer is measured and shown.

    Both are the same study where the images came prepared; else `brain` is the mask that was used, on the shown grid.
    """

    admitted: Admitted
    shown: Study
    brain: Volume | None = None


def make_ready(
    study: Study,
    plan: Plan,
    *,
    kind: raw.Kind = raw.Kind.AUTO,
    brain_mask: Volume | None = None,
    progress: _Progress = lambda _: None,
) -> Ready:
    """Return the study ready for a model: prepared images as they are, whole heads by the road of this file.

    A mask of the brain says that the images are raw.

    Raises:
        StudyError: A sequence is missing, or the images cannot be prepared or analyzed; the message says why.
        GridError: Images that are taken for prepared ones do not share a grid.
    """
    require_sequences(study, plan.required)
    told_raw = kind is raw.Kind.RAW or brain_mask is not None
    if kind is raw.Kind.PREPARED or not (told_raw or raw.is_raw(study)):
        admitted = admit(study, plan)
        return Ready(admitted=admitted, shown=admitted.study)
    head = prepare_head(study, brain_mask=brain_mask, progress=progress)
    admitted = admit(head.working, plan)
    told = replace(admitted, cautions=head.cautions + admitted.cautions, preparation=head.steps + admitted.preparation)
    return Ready(admitted=told, shown=head.shown, brain=head.brain)


def prepare_head(
    study: Study,
    *,
    extractor: Extractor | None = None,
    brain_mask: Volume | None = None,
    progress: _Progress = lambda _: None,
) -> PreparedHead:
    """Return raw images of one examination as registered, brain-extracted ones, in the space of one of them.

    A given mask of the brain, on the grid of one of the images, takes the place of the extraction.

    Raises:
        StudyError: An image is no usable head, cannot be registered, or shows no believable brain.
    """
    for sequence, volume in study.volumes.items():
        require_usable(sequence, volume)
    anchor = raw.reference_of(study)
    fixed = study.volumes[anchor]
    steps = [Step(code="raw.reference", values={"sequence": anchor.value, "grid": str(fixed.grid)})]
    ways: dict[Sequence, Matrix] = {anchor: _ON_ITSELF}
    moved = {}
    for number, (sequence, volume) in enumerate(study.volumes.items(), start=1):
        if sequence is not anchor:
            found = register(volume, fixed)
            ways[sequence], moved[sequence] = found.matrix, found
        progress(0.5 * number / len(study.volumes))
    if brain_mask is None:
        likely = _extracted(study, extractor or _shipped_extractor(), lambda done: progress(0.5 + 0.4 * done))
    else:
        likely = _given(study, brain_mask)
    first = next(iter(likely))
    grid = raw.working_grid(
        fixed.grid, laid_onto(likely[first], study.volumes[first].grid, fixed.grid, ways[first]) > _EVEN
    )
    at_work = {
        sequence: laid_onto(values, study.volumes[sequence].grid, grid, ways[sequence])
        for sequence, values in likely.items()
    }
    brain = raw.agreed_brain(at_work)
    volume_ml = float(np.count_nonzero(brain) * grid.voxel_volume_ml)
    cautions = list(raw.judged_volume(volume_ml))
    center_mm = grid.to_world_mm(np.argwhere(brain).mean(axis=0))
    for sequence, found in moved.items():
        overlap = None
        if brain_mask is None:  # else it is of all images together, and nothing is known of each one's own
            overlap = raw.overlap_of(at_work[sequence] > _EVEN, at_work[anchor] > _EVEN)
            cautions += raw.judged_overlap(sequence, anchor, overlap)
        steps.append(_of_registration(sequence, anchor, found, center_mm=center_mm, overlap=overlap))
    steps.append(_of_brain(volume_ml, tuple(likely), given=brain_mask is not None))
    steps.append(Step(code="raw.resampled", values={"spacing_mm": raw.WORKING_MM}))
    shown_brain = laid_onto(brain, grid, fixed.grid, _ON_ITSELF) > _EVEN
    return PreparedHead(
        reference=anchor,
        working=_on(study, grid, brain, ways),
        mask=Volume(array=brain.astype(np.uint8), grid=grid),
        shown=_on(study, fixed.grid, shown_brain, ways),
        brain=Volume(array=shown_brain.astype(np.uint8), grid=fixed.grid),
        ways=ways,
        steps=tuple(steps),
        cautions=tuple(cautions),
    )


def _extracted(study: Study, extractor: Extractor, progress: _Progress) -> dict[Sequence, _Likely]:
    """How likely each voxel of each image is brain, on its own grid."""
    likely = {}
    for number, (sequence, volume) in enumerate(study.volumes.items(), start=1):
        if raw.is_extracted(volume, sequence):
            likely[sequence] = (volume.array != 0).astype(np.float32)
        else:
            likely[sequence] = extractor.outline(volume)
        progress(number / len(study.volumes))
    return likely


def _given(study: Study, mask: Volume) -> dict[Sequence, _Likely]:
    for sequence, volume in study.volumes.items():
        if mask.grid.is_same_as(volume.grid):
            return {sequence: (mask.array != 0).astype(np.float32)}
    raise StudyError(
        "The mask of the brain lies on none of the images' grids",
        seen=str(mask.grid),
        allowed="; ".join(f"{sequence.title} {volume.grid}" for sequence, volume in study.volumes.items()),
        remedy="draw or save the mask on one of the images",
        code="study.other_brain_mask",
    )


def _of_registration(
    sequence: Sequence,
    anchor: Sequence,
    found: Registration,
    *,
    center_mm: NDArray[np.float64],
    overlap: float | None,
) -> Step:
    shift_mm, turn_deg = round(found.shift_mm(center_mm), 1), round(found.turn_deg, 1)
    if overlap is None:
        return Step(
            code="raw.moved",
            values={"sequence": sequence.value, "anchor": anchor.value, "shift_mm": shift_mm, "turn_deg": turn_deg},
        )
    return Step(
        code="raw.registered",
        values={
            "sequence": sequence.value,
            "anchor": anchor.value,
            "shift_mm": shift_mm,
            "turn_deg": turn_deg,
            "overlap": round(overlap, 3),
        },
    )


def _shipped_extractor() -> Extractor:
    from neuroinsight.inference.brain_extraction import open_brain_extractor  # noqa: PLC0415 - torch, for raw heads alone

    return open_brain_extractor()


def _of_brain(volume_ml: float, sequences: tuple[Sequence, ...], *, given: bool) -> Step:
    if given:
        return Step(code="brain.given", values={"volume_ml": volume_ml})
    seen_on = tuple(sequence.value for sequence in sequences)
    return Step(
        code="brain.extracted", values={"method": BRAIN_EXTRACTOR, "sequences": seen_on, "volume_ml": volume_ml}
    )


def _on(study: Study, grid: Grid, brain: Mask, ways: Mapping[Sequence, Matrix]) -> Study:
    """The brain in every sequence on a grid; an image that lies on it already keeps its voxels."""
    volumes = {}
    for sequence, volume in study.volumes.items():
        same = volume.grid.is_same_as(grid) and np.array_equal(ways[sequence], _ON_ITSELF)
        image = volume.array.astype(np.float32) if same else laid_onto(volume.array, volume.grid, grid, ways[sequence])
        volumes[sequence] = Volume(array=raw.only_brain(image, brain), grid=grid, origin=volume.origin)
    return replace(study, volumes=volumes)
