"""The tables of a follow-up in words."""

from dataclasses import dataclass

from neuroinsight.core.follow_up_record import Alignment, Event, FollowUp
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import Reader
from neuroinsight.report.follow_up.speech import Speech
from neuroinsight.report.numbers import plain, spacing

_GONE = (Event.ABSENT, Event.VANISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in words; each row has as many cells as the head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def change_table(record: FollowUp, speech: Speech) -> Table:
    """Return each measurement at every date, and its change to the last one."""
    labels = speech.labels
    intervals = [
        one.interval for course in record.courses.values() for one in course.values if isinstance(one, Measured)
    ]
    confidence = next((speech.confidence(one) for one in intervals if one is not None), "")
    dates = tuple(one.study_date for one in record.examinations)
    rows = []
    for name, course in record.courses.items():
        baseline, nadir = course.from_baseline[-1], course.from_nadir[-1]
        rows.append(
            (
                speech.title(name),
                *(speech.value(one) for one in course.values),
                speech.share(baseline),
                speech.share(nadir),
                speech.interval(nadir),
                speech.per_month(nadir),
                speech.beyond(nadir),
            )
        )
    return Table(
        title=labels.change,
        head=(
            "",
            *dates,
            labels.against_baseline,
            labels.against_nadir,
            labels.interval.format(confidence=confidence).strip(),
            labels.per_month,
            labels.beyond_error,
        ),
        rows=tuple(rows),
        note=speech.sentences.change_note,
    )


def lesion_table(record: FollowUp, speech: Speech) -> Table | None:
    """Return each lesion's numbers at every date and what became of it; None where lesions were not followed."""
    if isinstance(record.tracks, NotMeasured):
        return None
    labels = speech.labels
    rows = []
    for track in record.tracks:
        cells = []
        for parts, event in zip(track.parts, track.events, strict=True):
            numbers = "" if event in _GONE else f"{', '.join(parts)}: "
            cells.append(f"{numbers}{labels.events[event]}")
        rows.append((track.id, *cells))
    return Table(
        title=labels.lesions,
        head=(labels.lesion, *(one.study_date for one in record.examinations)),
        rows=tuple(rows),
        note=speech.sentences.lesions_note,
    )


def examination_table(record: FollowUp, speech: Speech) -> Table:
    """Return what was given at each date, and how its brain was laid onto that of the last."""
    labels = speech.labels
    rows = []
    for place, one in enumerate(record.examinations):
        author = one.outline.author
        outlines = author.name if isinstance(author, Reader) else f"{author.name} {author.version}"
        is_last = place == len(record.examinations) - 1
        rows.append(
            (
                one.study_date,
                " ".join(sequence.title for sequence in one.sequences),
                spacing(one.spacing_mm, speech.mark),
                outlines,
                labels.reference if is_last else _alignment(record.alignments[place], speech),
            )
        )
    return Table(title=labels.examinations, head=labels.examination_columns, rows=tuple(rows))


def _alignment(alignment: Alignment | NotMeasured, speech: Speech) -> str:
    if isinstance(alignment, NotMeasured):
        return speech.reason(alignment)
    return speech.labels.alignment.format(
        turn=plain(alignment.turn_deg, speech.mark),
        shift=plain(alignment.shift_mm, speech.mark),
        overlap=plain(alignment.overlap, speech.mark, decimals=2),
    )
