"""A follow-up in words: everything that its views say, in their order, without layout."""

from dataclasses import dataclass

from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.report.context import Language
from neuroinsight.report.follow_up.impression import Runs, impression, rule_text
from neuroinsight.report.follow_up.speech import SUM, Speech, speech_in
from neuroinsight.report.follow_up.tables import Table, change_table, examination_table, lesion_table
from neuroinsight.report.notes import Note, caution_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The words of a follow-up."""

    title: str
    header: tuple[tuple[str, str], ...]
    cautions: tuple[Note, ...]
    impression: tuple[Runs, ...]
    change: Table
    response: str  # the heading
    boxes: tuple[tuple[str, str, str], ...]  # by diameters and by volume: title, category, rule
    lesions: Table | None
    examinations: Table
    rules: tuple[str, ...]
    limits: tuple[str, ...]
    foot: str


def page_of(record: FollowUp, language: Language) -> Page:
    """Return the words of a follow-up in a language."""
    speech = speech_in(language)
    labels, sentences = speech.labels, speech.sentences
    basis = speech.reason(record.basis) if isinstance(record.basis, NotMeasured) else labels.bases[record.basis]
    return Page(
        title=labels.title,
        header=_header(record, speech),
        cautions=tuple(caution_note(one, speech.words) for one in record.cautions),
        impression=impression(record, speech),
        change=change_table(record, speech),
        response=labels.response.format(basis=basis),
        boxes=_boxes(record, speech),
        lesions=lesion_table(record, speech),
        examinations=examination_table(record, speech),
        rules=sentences.rules_list,
        limits=sentences.limits_list,
        foot=speech.words.frame.device,
    )


def _header(record: FollowUp, speech: Speech) -> tuple[tuple[str, str], ...]:
    labels, dates = speech.labels, {one.study_date: one.day for one in record.examinations}
    first, last = record.examinations[0].study_date, record.examinations[-1].study_date
    nadir = record.courses[SUM].from_nadir[-1]
    smallest = speech.reason(nadir) if isinstance(nadir, NotMeasured) else _on(nadir.since, dates, speech)
    return (
        (labels.patient, record.patient_id or speech.words.labels.not_supplied),
        (labels.baseline, _on(first, dates, speech)),
        (labels.nadir, smallest),
        (labels.this, _on(last, dates, speech)),
    )


def _on(study_date: str, days: dict[str, int], speech: Speech) -> str:
    return speech.labels.day.format(date=study_date, day=days[study_date])


def _boxes(record: FollowUp, speech: Speech) -> tuple[tuple[str, str, str], ...]:
    response, labels = record.responses[-1], speech.labels
    boxes = []
    for title, one, way in (
        (labels.by_diameters, response.by_diameters, "diameters"),
        (labels.by_volume, response.by_volume, "volume"),
    ):
        if isinstance(one.category, NotMeasured):
            boxes.append((title, "–", speech.reason(one.category)))
        else:
            boxes.append((title, labels.categories[one.category.code], rule_text(record, speech, way)))
    return tuple(boxes)
