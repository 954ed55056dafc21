"""The brains of all dates laid onto that of the last one, and their lesions paired there."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from neuroinsight.analysis.visits import doubts_spacing
from neuroinsight.clinical.lesion_outlines import LesionOutline, find_lesions
from neuroinsight.clinical.tracks import Spot, tracks
from neuroinsight.core.follow_up_record import Alignment, Track
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence as Contrast
from neuroinsight.core.visit import Visit
from neuroinsight.imaging.rigid import Head, align

_BEST_FIRST = (Contrast.T1CE, Contrast.T1, Contrast.T2, Contrast.FLAIR)
# One person's dates were 0.89 alike and more, two persons' 0.59 and less (experiments/0011-rigid-registration).
LEAST_LIKENESS = 0.65


def alignments(visits: Sequence[Visit]) -> tuple[Alignment | NotMeasured, ...]:
    """Return how the brain of each date but the last lies onto the last one's, or why that is not known."""
    return tuple(_alignment(visit, visits[-1]) for visit in visits[:-1])


def are_alike(found: Sequence[Alignment | NotMeasured]) -> bool:
    """Say whether nothing speaks against all brains being one person's."""
    return all(isinstance(one, NotMeasured) or one.likeness >= LEAST_LIKENESS for one in found)


def unlike(visits: Sequence[Visit], found: Sequence[Alignment | NotMeasured]) -> tuple[Caution, ...]:
    """Return a caution for each brain that does not look like the last date's."""
    return tuple(
        Caution(
            code="follow_up.brains_differ",
            values={"date": visit.study_date, "onto": one.onto, "likeness": one.likeness, "least": LEAST_LIKENESS},
        )
        for visit, one in zip(visits, found, strict=False)
        if isinstance(one, Alignment) and one.likeness < LEAST_LIKENESS
    )


def follow_lesions(
    visits: Sequence[Visit], found: Sequence[Alignment | NotMeasured]
) -> tuple[Track, ...] | NotMeasured:
    """Return the lesions through all dates; the reason where one brain could not be laid onto the last one's."""
    missing = next((one for one in found if isinstance(one, NotMeasured)), None)
    if missing is not None:
        return missing
    if not are_alike(found):
        return NotMeasured("alignment.not_alike")
    known = [one for one in found if isinstance(one, Alignment)]
    ways = chain((np.array(one.matrix) for one in known), [np.eye(4)])
    return tracks([_spots(visit, way) for visit, way in zip(visits, ways, strict=True)])


def _alignment(visit: Visit, last: Visit) -> Alignment | NotMeasured:
    if visit.study is None or last.study is None:
        return NotMeasured("alignment.no_images")
    if doubts_spacing(visit) or doubts_spacing(last):
        return NotMeasured("alignment.spacing_doubted")
    shared = [one for one in _BEST_FIRST if one in visit.study.volumes and one in last.study.volumes]
    if not shared:
        return NotMeasured("alignment.no_shared_sequence")
    volumes = [one.study.volumes[shared[0]] for one in (visit, last) if one.study is not None]
    moving, fixed = (
        Head(array=volume.array, grid=volume.grid, changing=one.label_map.array != 0)
        for volume, one in zip(volumes, (visit, last), strict=True)
    )
    rigid = align(moving, fixed)
    if rigid is None:
        return NotMeasured("alignment.little_brain")
    rows = [tuple(float(cell) for cell in row) for row in rigid.matrix]
    return Alignment(
        onto=last.study_date,
        matrix=tuple((a, b, c, d) for a, b, c, d in rows),  # type: ignore[arg-type]  # four rows
        turn_deg=rigid.turn_deg,
        shift_mm=rigid.shift_mm,
        overlap=rigid.overlap,
        likeness=rigid.likeness,
    )


def _spots(visit: Visit, way: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[Spot]:
    core_known = isinstance(visit.record.measurements.get("volume.TC"), Measured)
    return [_spot(one, way) for one in find_lesions(visit.label_map, core_known=core_known)]


def _spot(lesion: LesionOutline, way: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Spot:
    mask = lesion.core if lesion.core.any() else lesion.whole
    points = lesion.grid.to_world_mm(np.argwhere(mask).astype(np.float64))
    return Spot(
        id=lesion.id,
        points_mm=points @ way[:3, :3].T + way[:3, 3],
        reach_mm=float(lesion.grid.spacing_mm.max()) / 2,
        enhances=bool(lesion.enhancing.any()),
    )
