"""What changed between the dates of one patient: order, compare, follow each measurement, judge the measured part."""

import hashlib
from collections.abc import Sequence

from neuroinsight.analysis.alignment import alignments, are_alike, follow_lesions, unlike
from neuroinsight.analysis.visits import compare, day_of, doubts_spacing, in_order
from neuroinsight.clinical.change import course
from neuroinsight.clinical.verdicts import SUM, Dates, responses
from neuroinsight.core.follow_up_record import Basis, Circumstances, Event, Examination, FollowUp, Track
from neuroinsight.core.labels import MEASURED_REGIONS
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.version import VERSION
from neuroinsight.core.visit import Visit
from neuroinsight.report.json import to_json

FOLLOWED = (SUM, *(f"volume.{region.value}" for region in MEASURED_REGIONS))
_ABSENT = NotMeasured("record.absent")
_NOTHING_SAID = Circumstances()
_NOTHING_THERE = {"lesions.none", "lesions.small", "lesions.cavity_only"}
_ENOUGH_ML = 0.1  # of enhancing tumor, where a record does not say what its diameters were taken of


def follow_up(visits: Sequence[Visit], *, circumstances: Circumstances = _NOTHING_SAID) -> FollowUp:
    """Return the record of a patient's follow-up; the first date is the baseline.

    Numbers are those of each date on its own grid. Lesions are followed where every date has its images: the brains are
    laid onto each other, and labels are moved for that alone.

    Raises:
        StudyError: There are fewer than two dates, one stands twice, or they are of two patients.
    """
    ordered = in_order(visits)
    basis = _basis(ordered)
    examinations = tuple(_examination(visit, ordered[0], basis) for visit in ordered)
    names, days = tuple(one.study_date for one in examinations), tuple(one.day for one in examinations)
    courses = {name: course([one.measurements[name] for one in examinations], names, days) for name in FOLLOWED}
    aligned = alignments(ordered)
    tracks = follow_lesions(ordered, aligned)
    alike = are_alike(aligned)
    dates = Dates(
        days=days,
        names=names,
        measurable=tuple(_is_measurable(visit) for visit in ordered),
        withheld=tuple(_withheld(ordered[: place + 1], alike=alike) for place in range(len(ordered))),
        new_lesions=tuple(_new_lesions(tracks, basis, place) for place in range(len(ordered))),
        radiotherapy_ended_day=_day(circumstances.radiotherapy_ended, ordered[0]),
    )
    return FollowUp(
        software_version=VERSION,
        patient_id=next((one.identity.patient_id for one in examinations if one.identity.patient_id), None),
        basis=basis,
        circumstances=circumstances,
        examinations=examinations,
        courses=courses,
        responses=responses(dates, courses, basis, circumstances=circumstances),
        tracks=tracks,
        alignments=aligned,
        cautions=unlike(ordered, aligned) + compare(ordered),
    )


def _basis(visits: Sequence[Visit]) -> Basis | NotMeasured:
    """Enhancing disease where it was measured at any date; the FLAIR abnormality where all dates show that none is."""
    said = [visit.record.measurements.get("rano.basis") for visit in visits]
    codes = {one.code for one in said if isinstance(one, Stated)}
    if Basis.ENHANCING in codes or (not codes and _holds(visits, "volume.ET")):
        return Basis.ENHANCING
    if any(not isinstance(visit.record.measurements.get("volume.ET"), Measured) for visit in visits):
        return NotMeasured("response.enhancement_unknown")
    if Basis.FLAIR in codes or (not codes and _holds(visits, "volume.WT")):
        return Basis.FLAIR
    return NotMeasured("response.nothing_measured")


def _holds(visits: Sequence[Visit], name: str) -> bool:
    found = [visit.record.measurements.get(name) for visit in visits]
    return any(isinstance(one, Measured) and one.value >= _ENOUGH_ML for one in found)


def _examination(visit: Visit, first: Visit, basis: Basis | NotMeasured) -> Examination:
    record = visit.record
    right, front, top = (float(value) for value in record.grid.spacing_mm)
    measurements = {name: record.measurements.get(name, _ABSENT) for name in FOLLOWED}
    return Examination(
        study_date=visit.study_date,
        day=(day_of(visit.study_date) - day_of(first.study_date)).days,
        identity=record.identity,
        sequences=visit.sequences,
        spacing_mm=(right, front, top),
        outline=record.outline,
        record_sha256=hashlib.sha256(to_json(record).encode()).hexdigest(),
        measurements={**measurements, SUM: _sum_of_products(visit, basis)},
        lesions=record.lesions,
    )


def _sum_of_products(visit: Visit, basis: Basis | NotMeasured) -> Measurement:
    """Return what is followed by diameters.

    That is 0 where no lesion is there, and where enhancing disease is followed and a date's diameters are of FLAIR. Of
    lesions that are too small for a sum it is the product of the largest: a number to grow from.
    """
    found = visit.record.measurements
    total, said, enhancing = found.get(SUM, _ABSENT), found.get("rano.basis"), found.get("volume.ET")
    if isinstance(total, NotMeasured) and total.code in _NOTHING_THERE:
        return Measured(value=0.0, unit="mm2")
    if basis is Basis.ENHANCING and isinstance(said, Stated) and said.code == Basis.FLAIR:
        return Measured(value=0.0, unit="mm2") if isinstance(enhancing, Measured) else enhancing or _ABSENT
    if isinstance(total, NotMeasured) and total.code == "rano.not_measurable":
        return found.get("rano.product", total)
    return total


def _is_measurable(visit: Visit) -> bool:
    said = visit.record.measurements.get("rano.measurable")
    return isinstance(said, Stated) and said.code == "yes"


def _withheld(visits: Sequence[Visit], *, alike: bool) -> NotMeasured | None:
    """Why the last of these dates gets no category."""
    if not alike:
        return NotMeasured("response.not_alike")
    if any(doubts_spacing(visit) for visit in visits):
        return NotMeasured("response.spacing_doubted")
    if any(visit.record.quality is not None and visit.record.quality.withheld for visit in visits):
        return NotMeasured("response.quality_withheld")
    return None


def _new_lesions(tracks: Sequence[Track] | NotMeasured, basis: Basis | NotMeasured, place: int) -> int:
    """How many lesions are new at a date; where enhancing disease is followed, those that enhance."""
    if isinstance(tracks, NotMeasured):
        return 0
    new = [track for track in tracks if track.events[place] is Event.NEW]
    return sum(basis is not Basis.ENHANCING or track.enhances[place] for track in new)


def _day(study_date: str | None, first: Visit) -> int | None:
    return None if study_date is None else (day_of(study_date) - day_of(first.study_date)).days
