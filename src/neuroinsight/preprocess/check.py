"""The first station of the main road: is this a study that a model may be asked about?

What a model cannot answer for is refused with the reason; what a reader should know is returned as cautions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import require_same_grid
from neuroinsight.core.record import Caution, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study, require_sequences
from neuroinsight.preprocess.alignment import align, surely_apart
from neuroinsight.preprocess.check_header import contradictions
from neuroinsight.preprocess.check_volume import require_usable
from neuroinsight.preprocess.extraction import face_shares, show_heads, signs_of_head
from neuroinsight.preprocess.plan import Plan
from neuroinsight.preprocess.suspicion import mirror_images, require_brighter_than_air, suspicions
from neuroinsight.preprocess.thumbnail import Thumbnail, thumbnail

_SAME_IMAGE_CORRELATION = 0.9995  # T1 before and after contrast agent: up to 0.88 in 49 BraTS cases
_LEAST_COVERAGE = 0.97
_HARDLY_COVERED = 0.5  # of the brain that another sequence shows: not the same examination
_SMALLEST_BRAIN_ML = 800.0  # 49 BraTS cases: 1084 to 1731
_NO_BRAIN_ML = 100.0  # a slab of 10 mm has more
_CUT_OFF_SHARE = 0.10  # of a side of the image
Thumbnails = Mapping[Sequence, Thumbnail]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passed:
    """A study that nothing is held against: what was noticed of it, and its images at 2 mm for who looks closer."""

    cautions: tuple[Caution, ...]
    small: Thumbnails


def check(study: Study, plan: Plan) -> tuple[Caution, ...]:
    """Return what a reader should know of the study before trusting a result.

    All images of the study are checked, also those that the plan's model does not read, for the report shows them.

    Raises:
        StudyError: A sequence is missing, or an image is not a brain-extracted, co-registered image of its own.
        GridError: The images do not share a grid.
    """
    passed = require_sound(study, plan)
    return (
        *suspicions(study, passed.small),
        *_not_given(study, plan),
        *_alignment(plan, passed.small),
        *passed.cautions,
    )


def require_sound(study: Study, plan: Plan) -> Passed:
    """Refuse what `check` refuses, and notice what is seen on the way: a fifth of its time, without what only doubts.

    Raises:
        StudyError: A sequence is missing, or an image is not a brain-extracted, co-registered image of its own.
        GridError: The images do not share a grid.
    """
    require_sequences(study, plan.required)
    for sequence, volume in study.volumes.items():
        require_usable(sequence, volume)
        require_brighter_than_air(sequence, volume)
    small = {sequence: thumbnail(volume) for sequence, volume in study.volumes.items()}
    sign_of_head = _require_brain(study, small)
    _require_one_grid(study, plan)
    _require_different_images(study, small)
    _require_registered(plan, small)
    cautions = (
        *sign_of_head,
        *contradictions(study),
        *mirror_images(small),
        *_single_sequence(study),
        *_coverage(study, plan),
        *_extent(study),
    )
    return Passed(cautions=cautions, small=small)


def _require_brain(study: Study, small: Thumbnails) -> tuple[Caution, ...]:
    """Refuse a whole head; a single sign, in one of several images, is a caution: clipped gray values can look so."""
    signs = {s: signs_of_head(volume, small[s], s) for s, volume in study.volumes.items()}
    with_signs = [sequence for sequence, found in signs.items() if found]
    if with_signs and not show_heads(signs):
        return (Caution(code="brain.sign_of_head", values={"sequence": with_signs[0].value}),)
    if with_signs:
        seen = [f"{sequence.title}: {found[0]}" for sequence, found in signs.items() if found]
        first, *others = (volume.grid for volume in study.volumes.values())
        if any(not grid.is_same_as(first) for grid in others):
            seen.append("besides, the sequences lie on different grids")
        raise StudyError(
            "The images show the whole head, not the extracted brain",
            seen="; ".join(seen),
            allowed="the brain alone, sequences registered to each other; air, scalp and skull exactly 0",
            remedy="have them prepared here as raw images (registered, brain extracted), or with another program, as"
            " HD-BET or SynthStrip",
            code="study.whole_head",
        )
    return ()


def _require_one_grid(study: Study, plan: Plan) -> None:
    first, *others = study.volumes.items()
    for sequence, volume in others:
        require_same_grid(
            volume.grid,
            first[1].grid,
            what=sequence.title,
            expected_of=first[0].title,
            or_else=_or_without(sequence, plan),
        )


def _require_different_images(study: Study, small: Thumbnails) -> None:
    for one, other in combinations(study.volumes, 2):
        if np.array_equal(small[one].values, small[other].values) and np.array_equal(
            study.volumes[one].array, study.volumes[other].array
        ):
            seen = "equal voxels"
        elif _correlation(small[one], small[other]) > _SAME_IMAGE_CORRELATION:
            seen = "the same image up to the scale of its gray values"
        else:
            continue
        names = " and ".join(study.sources[s].file_name for s in (one, other) if s in study.sources)
        raise StudyError(
            f"{one.title} and {other.title} are the same image",
            seen=f"{seen} ({names})" if names else seen,
            allowed="an image of its own for each sequence",
            remedy=f"give the true {one.title} or {other.title} file; a copy cannot stand in for a missing sequence",
            code="study.same_image",
        )


def _correlation(one: Thumbnail, other: Thumbnail) -> float:
    either = one.brain | other.brain
    a, b = one.values[either].astype(np.float64), other.values[either].astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm > 0 else 0.0


def _or_without(sequence: Sequence, plan: Plan) -> str:
    """The second way out, where the model does without the sequence."""
    return "" if sequence in plan.required else f"; or leave {sequence.title} out: name the other files one by one"


def _not_given(study: Study, plan: Plan) -> tuple[Caution, ...]:
    missing = tuple(sequence.value for sequence in plan.optional if sequence not in study.volumes)
    if not missing:
        return ()
    return (Caution(code="sequences.optional_missing", values={"sequences": missing}, severity=Severity.NOTE),)


def _single_sequence(study: Study) -> tuple[Caution, ...]:
    if len(study.volumes) > 1:
        return ()
    return (Caution(code="sequences.single", values={"sequence": next(iter(study.volumes)).value}),)


def _require_registered(plan: Plan, small: Thumbnails) -> None:
    anchor = plan.required[0]
    for sequence in small:
        found = None if sequence is anchor else surely_apart(small[anchor], small[sequence])
        if found is not None:
            better = "; they would fit better some millimeters aside" if found.is_better_aside else ""
            raise StudyError(
                f"{anchor.title} and {sequence.title} are not registered to each other",
                seen=f"{found.overlap:.0%} of the smaller brain lies in the larger{better}",
                allowed="the same head in the same place: nearly all of one brain in the other",
                remedy=f"register {sequence.title} to {anchor.title}; both must be of the same patient and date"
                + _or_without(sequence, plan),
                code="study.not_registered",
            )


def _alignment(plan: Plan, small: Thumbnails) -> Iterator[Caution]:
    anchor = plan.required[0]
    for sequence in small:
        found = None if sequence is anchor else align(small[anchor], small[sequence])
        if found is not None and found.is_doubtful:
            yield Caution(
                code="registration.would_fit_better" if found.is_better_aside else "registration.doubtful",
                values={"sequence": sequence.value, "anchor": anchor.value, "overlap": found.overlap},
            )


def _coverage(study: Study, plan: Plan) -> tuple[Caution, ...]:
    covered = {sequence: int(np.count_nonzero(volume.array)) for sequence, volume in study.volumes.items()}
    most = max(covered.values())
    for sequence, count in covered.items():
        if count < _HARDLY_COVERED * most:
            raise StudyError(
                f"{sequence.title} shows hardly any of the brain",
                seen=f"{count / most:.0%} of what another sequence shows",
                allowed="the whole brain in each sequence",
                remedy=f"give the whole {sequence.title} image, extracted with the same brain mask as the others"
                + _or_without(sequence, plan),
                code="study.hardly_covered",
            )
    return tuple(
        Caution(code="coverage.partial", values={"sequence": sequence.value, "share": count / most})
        for sequence, count in covered.items()
        if count < _LEAST_COVERAGE * most
    )


def _extent(study: Study) -> tuple[Caution, ...]:
    """Cautions on a brain that is cut off, or too small to be whole."""
    largest = max(study.volumes.values(), key=lambda volume: int(np.count_nonzero(volume.array)))
    volume_ml = np.count_nonzero(largest.array) * largest.grid.voxel_volume_ml
    if volume_ml < _NO_BRAIN_ML:
        raise StudyError(
            "The images show no brain",
            seen=f"{volume_ml:.0f} ml above 0",
            allowed="a brain, or a slab of it with at least 100 ml",
            remedy="look at the images; if they show a brain, correct the spacing in their header",
            code="study.no_brain",
        )
    cautions = []
    if volume_ml < _SMALLEST_BRAIN_ML:
        cautions.append(Caution(code="brain.small", values={"volume_ml": float(volume_ml)}))
    elif max(face_shares(largest)) > _CUT_OFF_SHARE:
        cautions.append(Caution(code="brain.cut_off", severity=Severity.NOTE))
    return tuple(cautions)
