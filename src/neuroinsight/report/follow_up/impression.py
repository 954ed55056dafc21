"""The sentences of a follow-up: what changed, the category with its rule, and what no one may conclude."""

from neuroinsight.clinical.response import BY_DIAMETERS, BY_VOLUME, Category, Criteria
from neuroinsight.clinical.verdicts import SUM, VOLUME
from neuroinsight.core.follow_up_record import Basis, Change, Course, Event, FollowUp, Verdict
from neuroinsight.core.measurement import NotMeasured, Stated
from neuroinsight.report.follow_up.speech import Speech
from neuroinsight.report.numbers import percent, printed

Runs = tuple[str, ...]  # plain, bold, plain, …


def impression(record: FollowUp, speech: Speech) -> tuple[Runs, ...]:
    """Return the numbered sentences, each as alternating plain and bold runs."""
    dates = [one.study_date for one in record.examinations]
    told = [_changed(name, record.courses[name], dates, speech) for name in _leading(record)]
    response = record.responses[-1]
    told += [verdict_text(record, speech, "diameters"), verdict_text(record, speech, "volume")]
    told += _conditions(record, speech)
    if isinstance(response.agreement, Stated):
        told.append(speech.sentences.agree if response.agreement.code == "yes" else speech.sentences.disagree)
    told += [lesions_text(record, speech), overall_text(record, speech)]
    return tuple(tuple(text.split("|")) for text in told)


def verdict_text(record: FollowUp, speech: Speech, way: str) -> str:
    """Return the category of the last date by "diameters" or "volume", with its rule and its doubts."""
    said, response = speech.sentences, record.responses[-1]
    verdict = response.by_diameters if way == "diameters" else response.by_volume
    if isinstance(verdict.category, NotMeasured):
        title = speech.labels.by_diameters if way == "diameters" else speech.labels.by_volume
        return said.no_category.format(way=title, reason=speech.reason(verdict.category))
    template = said.by_diameters if way == "diameters" else said.by_volume
    told = [
        template.format(category=speech.labels.categories[verdict.category.code], rule=rule_text(record, speech, way))
    ]
    if verdict.near:
        told.append(said.near.format(categories=", ".join(verdict.near)))
    return " ".join(told)


def _conditions(record: FollowUp, speech: Speech) -> list[str]:
    """Whether the categories stand already: once where both ways need the same, else each by its way."""
    labels, response = speech.labels, record.responses[-1]
    texts = {
        labels.by_diameters: speech.sentences.confirmations[response.by_diameters.confirmation],
        labels.by_volume: speech.sentences.confirmations[response.by_volume.confirmation],
    }
    if len(set(texts.values())) == 1:
        return [text for text in set(texts.values()) if text]
    return [f"{way}: {text}" for way, text in texts.items() if text]


def rule_text(record: FollowUp, speech: Speech, way: str) -> str:
    """Return the rule that gave the category of the last date, with its numbers."""
    response, basis = record.responses[-1], record.basis
    verdict = response.by_diameters if way == "diameters" else response.by_volume
    if isinstance(basis, NotMeasured):
        return ""
    criteria = (BY_DIAMETERS if way == "diameters" else BY_VOLUME)[basis]
    course = record.courses[SUM if way == "diameters" else VOLUME[basis]]
    return speech.sentences.rules[verdict.rule].format(
        nadir=speech.share(course.from_nadir[-1]),
        baseline=speech.share(course.from_baseline[-1]),
        limit=percent(_limit(criteria, verdict), speech.percent),
    )


def lesions_text(record: FollowUp, speech: Speech) -> str:
    """Return how many lesions of the last date are new, or why that is not known."""
    if isinstance(record.tracks, NotMeasured):
        return speech.sentences.lesions_unknown.format(reason=speech.reason(record.tracks))
    count = sum(track.events[-1] is Event.NEW for track in record.tracks)
    return speech.sentences.new_lesions.format(count=count) if count else speech.sentences.no_new_lesion


def overall_text(record: FollowUp, speech: Speech) -> str:
    """Return the overall response by the table, or why there is none."""
    overall, said = record.responses[-1].overall, record.circumstances
    if isinstance(overall, NotMeasured) or said.steroids is None or said.clinical is None:
        return speech.sentences.no_overall.format(reason=speech.reason(overall))
    return speech.sentences.overall.format(
        category=speech.labels.categories[overall.code],
        steroids=speech.sentences.steroids[said.steroids],
        clinical=speech.sentences.clinical[said.clinical],
    )


def _limit(criteria: Criteria, verdict: Verdict) -> float:
    code = verdict.category.code if isinstance(verdict.category, Stated) else ""
    limits = {Category.PARTIAL: criteria.partial, Category.MINOR: criteria.minor or 0.0}
    return next((limit for category, limit in limits.items() if category == code), criteria.progression)


def _leading(record: FollowUp) -> tuple[str, ...]:
    return (SUM, VOLUME[record.basis] if isinstance(record.basis, Basis) else "volume.WT")


def _changed(name: str, course: Course, dates: list[str], speech: Speech) -> str:
    said, what = speech.sentences, speech.labels.subjects[name]
    change = course.from_nadir[-1]
    if isinstance(change, NotMeasured):
        return said.changes["unknown"].format(what=what, reason=speech.reason(change))
    difference = change.difference.value
    kind = "same" if difference == 0 else "more" if difference > 0 else "less"
    told = [
        said.changes[kind].format(
            what=what,
            before=speech.value(course.values[dates.index(change.since)]),
            after=speech.value(course.values[-1]),
            unit=printed(change.difference).unit,
            share=speech.share(change),
            interval=_interval(change, speech),
            date=change.since,
        )
    ]
    if isinstance(change.beyond_error, NotMeasured):
        told.append(said.maybe_error.format(reason=speech.reason(change.beyond_error)))
    elif change.beyond_error.code == "no":
        told.append(said.within_error)
    return " ".join(told)


def _interval(change: Change, speech: Speech) -> str:
    if isinstance(change.share, NotMeasured) or change.share.interval is None:
        return ""
    low, high = speech.signed(change.share.interval.low), speech.signed(change.share.interval.high)
    return speech.sentences.interval.format(confidence=speech.confidence(change.share.interval), low=low, high=high)
