"""What the pixels of a study say against it: exchanged, inverted or mirrored images, and slices that are lost.

A study is refused where no outline of it could mean anything; else a reader is told what to look at.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from neuroinsight.core.errors import StudyError
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.core.volume import Volume
from neuroinsight.preprocess.appearance import Doubt, doubts
from neuroinsight.preprocess.completeness import Flaw, Gap, gaps
from neuroinsight.preprocess.mirroring import mirrored
from neuroinsight.preprocess.thumbnail import Thumbnail

_DARKER_SHARE = 0.95  # of the brain's voxels below the air's 0: half of them where a brain was normalized
_LOOKED_AT = 3  # every third voxel each way
_SUREST = 0.99
_MOST_RUNS = 4


def require_brighter_than_air(sequence: Sequence, volume: Volume) -> None:
    """Refuse an image whose gray values are turned over together with the air.

    Raises:
        StudyError: Nearly all of the brain is darker than the air, which is 0.
    """
    looked_at = volume.array[::_LOOKED_AT, ::_LOOKED_AT, ::_LOOKED_AT]
    darker, all_of_it = np.count_nonzero(looked_at < 0), np.count_nonzero(looked_at)
    if darker > _DARKER_SHARE * all_of_it:
        raise StudyError(
            f"The brain is darker than the air in {sequence.title}",
            seen=f"{darker / all_of_it:.0%} of the brain below 0, the value of the air",
            allowed="an image as scanned: air dark, brain brighter",
            remedy=f"give the image of {sequence.title} before its gray values were inverted",
            code="study.darker_than_air",
        )


def suspicions(study: Study, small: Mapping[Sequence, Thumbnail]) -> tuple[Caution, ...]:
    """Return what to look at before trusting a result; the images share a grid."""
    return (
        *map(_doubted, doubts(small)),
        *(_incomplete(sequence, gap) for sequence, gap in gaps(study.volumes, small)),
    )


def _doubted(doubt: Doubt) -> Caution:
    sequence, probability = doubt.given.value, min(doubt.probability, _SUREST)
    if doubt.looks_like is None:
        return Caution(code="image.inverted", values={"sequence": sequence, "probability": probability})
    looks_like = doubt.looks_like.value
    return Caution(
        code="image.looks_like",
        values={"sequence": sequence, "looks_like": looks_like, "probability": probability},
    )


def mirror_images(small: Mapping[Sequence, Thumbnail]) -> Iterator[Caution]:
    """Yield a caution on images that may be mirrored left to right against the others.

    Raises:
        StudyError: An image clearly is.
    """
    found = mirrored(small)
    if found is None:
        return
    if found.is_clear:
        titles = " and ".join(sequence.title for sequence in found.sequences)
        pair = len(small) == len(found.sequences)
        raise StudyError(
            f"{titles} are mirror images of each other" if pair else f"{titles} is mirrored against the other images",
            seen=f"mirrored left to right, they have {1 / found.ratio:.1f} times as much in common as where they lie",
            allowed="the patient's left on the same side in all images",
            remedy="convert the images again from their DICOM files, and compare a side that is known",
            code="study.mirrored",
        )
    yield Caution(code="image.mirrored", values={"sequences": tuple(sequence.value for sequence in found.sequences)})


def _incomplete(sequence: Sequence, gap: Gap) -> Caution:
    runs = [str(first) if first == last else f"{first}–{last}" for first, last in gap.slices]
    slices = ", ".join(runs[:_MOST_RUNS]) + (", …" if len(runs) > _MOST_RUNS else "")
    values = {"sequence": sequence.value, "plane": gap.plane, "slices": slices}
    match gap.flaw:
        case Flaw.EMPTY:
            return Caution(code="slices.empty", values=values)
        case Flaw.CONSTANT:
            return Caution(code="slices.constant", values=values)
        case Flaw.REPEATED:
            return Caution(code="slices.repeated", values=values)
        case Flaw.CUT:
            return Caution(code="slices.cut", values=values)
        case Flaw.HOLE:
            return Caution(code="slices.hole", values=values)
