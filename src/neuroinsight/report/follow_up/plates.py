"""The pictures of a follow-up: each date's measured slice on its own grid, with its lines."""

from collections.abc import Sequence

from neuroinsight.clinical.change import nadir_of
from neuroinsight.core.follow_up_record import Basis, FollowUp
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.sequences import Sequence as Contrast
from neuroinsight.core.visit import Visit
from neuroinsight.report.figures.choice import choose_slices
from neuroinsight.report.figures.picture import OUTLINED_REGIONS, View, slice_of, take_picture
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.figures.scene import Scene, make_scene
from neuroinsight.report.follow_up.speech import SUM, Speech
from neuroinsight.report.gallery import Plate, calipers_of, position_text
from neuroinsight.report.impression import diameters_text
from neuroinsight.report.sentences import is_present

_LEADING = (Contrast.T1CE, Contrast.FLAIR, Contrast.T2, Contrast.T1)


def shown_dates(record: FollowUp) -> tuple[int, ...]:
    """Return the places of baseline, nadir and this date, each once: what the first page has room for."""
    last = len(record.examinations) - 1
    return tuple(sorted({0, nadir_of(record.courses[SUM].values[:last]), last}))


def plates_of(record: FollowUp, visits: Sequence[Visit], speech: Speech) -> tuple[Plate, ...]:
    """Return one picture for each shown date whose images are at hand; each has its own grid and field."""
    by_date = {visit.study_date: visit for visit in visits}
    found = []
    for place in shown_dates(record):
        visit = by_date.get(record.examinations[place].study_date)
        if visit is not None and visit.study is not None:
            found.append(_plate(record, place, visit, speech))
    return tuple(found)


def _plate(record: FollowUp, place: int, visit: Visit, speech: Speech) -> Plate:
    scene = make_scene(visit.study, visit.label_map)  # type: ignore[arg-type]  # it has images
    regions = tuple(one for one in OUTLINED_REGIONS if is_present(visit.record, one))
    order = _LEADING if record.basis is Basis.ENHANCING else (Contrast.FLAIR, *_LEADING)
    sequence = next(one for one in order if one in scene.images)
    shown = regions if sequence is Contrast.T1CE else tuple(one for one in regions if one is Region.WT)
    index = _slice(visit, scene, regions)
    view = View(sequence, Plane.AXIAL, index)
    calipers = calipers_of(visit.record.measurements, speech.words)
    picture = take_picture(scene, view, scene.field([(Plane.AXIAL, index)]), regions=shown, calipers=calipers)
    caption = _caption(record, place, visit, speech)
    where = speech.words.pictures.at.format(
        plane=speech.words.pictures.planes[Plane.AXIAL],
        sequence=speech.words.pictures.sequences[sequence],
        position=position_text(picture.position, speech.words),
    )
    return Plate(picture=picture, caption=caption, alternative=f"{where}. {caption}.")


def _slice(visit: Visit, scene: Scene, regions: tuple[Region, ...]) -> int:
    longest = visit.record.measurements.get("rano.longest")
    if isinstance(longest, Measured) and longest.along is not None:
        index = slice_of(longest.along, scene.grid, Plane.AXIAL)
        if index is not None:
            return index
    leading = next((one for one in (Region.TC, Region.WT) if one in regions), None)
    return choose_slices(scene, leading, most=1).axial


def _caption(record: FollowUp, place: int, visit: Visit, speech: Speech) -> str:
    labels, one = speech.labels, record.examinations[place]
    names = []
    if place == len(record.examinations) - 1:
        names.append(labels.here)
    if place == 0:
        names.append(labels.baseline.lower())
    if place == nadir_of(record.courses[SUM].values[:-1]):
        names.append(labels.lowest)
    told = f"{labels.day.format(date=one.study_date, day=one.day)}, {', '.join(names)}"
    diameters = diameters_text(visit.record.measurements, speech.words)
    return f"{told}: {diameters}" if diameters else told
