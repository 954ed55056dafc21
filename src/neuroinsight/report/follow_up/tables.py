"""The tables of a follow-up in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from neuroinsight.core.follow_up_record import Alignment, Event, Examination, FollowUp, Track
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import Reader
from neuroinsight.report.follow_up.speech import Speech
from neuroinsight.report.impression import diameters_text
from neuroinsight.report.numbers import plain, spacing

_THERE = (Event.FIRST, Event.STAYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in words; each row has as many cells as the head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def change_table(record: FollowUp, speech: Speech, *, places: Sequence[int] | None = None) -> Table:
    """Return each measurement at every date, or at these, and its change to the last one."""
    labels = speech.labels
    intervals = [
        one.interval for course in record.courses.values() for one in course.values if isinstance(one, Measured)
    ]
    confidence = next((speech.confidence(one) for one in intervals if one is not None), None)
    shown = range(len(record.examinations)) if places is None else places
    dates = tuple(record.examinations[place].study_date for place in shown)
    rows = []
    for name, course in record.courses.items():
        baseline, nadir = course.from_baseline[-1], course.from_nadir[-1]
        rows.append(
            (
                speech.title(name),
                *(speech.value(course.values[place]) for place in shown),
                speech.share(baseline),
                speech.share(nadir),
                *(() if confidence is None else (speech.interval(nadir),)),
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
            *(() if confidence is None else (labels.interval.format(confidence=confidence),)),
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
    rows = tuple(
        (track.id, *(_lesion_cell(one, track, place, speech) for place, one in enumerate(record.examinations)))
        for track in record.tracks
    )
    return Table(
        title=labels.lesions,
        head=(labels.lesion, *(one.study_date for one in record.examinations)),
        rows=rows,
        note=speech.sentences.lesions_note,
    )


def _lesion_cell(one: Examination, track: Track, place: int, speech: Speech) -> str:
    """The lesion's number there with its diameters, and what became of it where that is more than being there."""
    event, parts = track.events[place], []
    for lesion in one.lesions:
        if lesion.id in track.parts[place]:
            diameters = diameters_text(lesion.measurements, speech.words)
            parts.append(f"{lesion.id} ({diameters})" if diameters else lesion.id)
    numbers = ", ".join(parts or track.parts[place])
    told = "" if event in _THERE else speech.labels.events[event]
    return ": ".join(part for part in (told, numbers) if part)


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
