"""The examinations of one patient that are compared: whether they may be, and what a reader must hear of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from neuroinsight.core.errors import StudyError
from neuroinsight.core.record import Caution, Reader, Severity
from neuroinsight.core.visit import Visit

_FEWEST = 2
_SPACING_DIFFERS = 0.1  # from a tenth on, voxels count as of another size
_DOUBTED_SPACING = frozenset({"brain.small", "header.two_spacings"})
_THINNEST_MM = 40.0  # no examination of a brain covers less; headers that lost their spacing do


def in_order(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """Return the visits by date.

    Raises:
        StudyError: There are fewer than two, one date stands twice, or they are of two patients.
    """
    if len(visits) < _FEWEST:
        raise StudyError(
            "A follow-up compares two dates or more",
            seen=f"{len(visits)} examination" + ("" if len(visits) == 1 else "s"),
            allowed="two or more examinations of one patient",
            remedy="name the results, or the images, of another date",
            code="follow_up.too_few",
        )
    ordered = sorted(visits, key=lambda visit: day_of(visit.study_date))
    for earlier, later in pairwise(ordered):
        if day_of(earlier.study_date) == day_of(later.study_date):
            raise StudyError(
                "One date stands twice",
                seen=f"{earlier.record.identity.case_id} and {later.record.identity.case_id}, both {later.study_date}",
                allowed="one examination for each date",
                remedy="leave one out, or state the date on which each was made",
                code="follow_up.date_twice",
            )
    patients = {visit.record.identity.patient_id: visit for visit in ordered if visit.record.identity.patient_id}
    if len(patients) > 1:
        raise StudyError(
            "The examinations are of different patients",
            seen=", ".join(f"{patient} ({visit.study_date})" for patient, visit in patients.items()),
            allowed="examinations of one patient",
            remedy="compare each patient's own; if they are one patient, analyze them again under one id",
            code="follow_up.two_patients",
        )
    return tuple(ordered)


def day_of(study_date: str) -> date:
    """Return a date from its text.

    Raises:
        StudyError: The text is no date.
    """
    try:
        return date.fromisoformat(study_date)
    except ValueError as problem:
        raise StudyError(
            "This is no date",
            seen=study_date,
            allowed="year, month and day, as in 2026-05-06",
            remedy="state the date on which the examination was made",
            code="follow_up.no_date",
        ) from problem


def doubts_spacing(visit: Visit) -> bool:
    """Say whether the header's millimeters are doubtful: by the record, or because no head is as thin as they say."""
    grid = visit.record.grid
    thinnest_mm = min(float(count * step) for count, step in zip(grid.shape, grid.spacing_mm, strict=True))
    return thinnest_mm < _THINNEST_MM or any(caution.code in _DOUBTED_SPACING for caution in visit.record.cautions)


def compare(visits: Sequence[Visit]) -> tuple[Caution, ...]:
    """Return what makes the dates of a patient less comparable than their numbers look."""
    return tuple(_differences(visits))


def _differences(visits: Sequence[Visit]) -> Iterator[Caution]:
    if all(visit.record.identity.patient_id is None for visit in visits):
        yield Caution(code="follow_up.no_patient_id")
    if len({_author(visit) for visit in visits}) > 1:
        yield Caution(code="follow_up.other_author", values={"given": _by_date(visits, _author)})
    if len({visit.record.outline.scheme for visit in visits}) > 1:
        schemes = _by_date(visits, lambda visit: visit.record.outline.scheme)
        yield Caution(code="follow_up.other_scheme", values={"given": schemes}, severity=Severity.NOTE)
    if len({visit.sequences for visit in visits}) > 1:
        yield Caution(code="follow_up.other_sequences", values={"given": _by_date(visits, _sequences)})
    first = np.sort(visits[0].record.grid.spacing_mm)
    if any(np.abs(np.sort(visit.record.grid.spacing_mm) / first - 1).max() > _SPACING_DIFFERS for visit in visits):
        yield Caution(code="follow_up.other_spacing", values={"given": _by_date(visits, _spacing)})
    doubted = [visit.study_date for visit in visits if doubts_spacing(visit)]
    if doubted:
        yield Caution(code="follow_up.spacing_doubted", values={"dates": ", ".join(doubted)})
    withheld = [visit.study_date for visit in visits if visit.record.quality and visit.record.quality.withheld]
    if withheld:
        yield Caution(code="follow_up.quality_withheld", values={"dates": ", ".join(withheld)})


def _by_date(visits: Sequence[Visit], say: Callable[[Visit], str]) -> str:
    return "; ".join(f"{visit.study_date}: {say(visit)}" for visit in visits)


def _author(visit: Visit) -> str:
    author = visit.record.outline.author
    return author.name if isinstance(author, Reader) else f"{author.name} {author.version} ({author.sha256[:8]})"


def _sequences(visit: Visit) -> str:
    return ", ".join(sequence.title for sequence in visit.sequences)


def _spacing(visit: Visit) -> str:
    return " x ".join(f"{value:.2g}" for value in visit.record.grid.spacing_mm) + " mm"
