"""The categories of all dates of a patient, by diameters and by volume, from the courses of the measurements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from neuroinsight.clinical.change import nadir_of
from neuroinsight.clinical.response import (
    BY_DIAMETERS,
    BY_VOLUME,
    WEEKS_AFTER_RADIOTHERAPY,
    WEEKS_TO_CONFIRM,
    Category,
    Criteria,
    Size,
    combine,
    decide,
    limits_within,
)
from neuroinsight.core.follow_up_record import Basis, Change, Circumstances, Confirmation, Course, Response, Verdict
from neuroinsight.core.measurement import Interval, Measured, NotMeasured, Stated

SUM = "rano.sum_of_products"
VOLUME = {Basis.ENHANCING: "volume.ET", Basis.FLAIR: "volume.WT"}
_DAYS_IN_WEEK = 7
_BEST_FIRST = list(Category)
_TO_CONFIRM = (Category.COMPLETE, Category.PARTIAL, Category.MINOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The dates of a patient, each list as long as there are dates.

    `withheld` says why no category is given at a date; `new_lesions` counts those that no earlier date had; both hold
    of that date alone.
    """

    days: tuple[int, ...]  # from the first
    names: tuple[str, ...]  # ISO 8601
    measurable: tuple[bool, ...]
    withheld: tuple[NotMeasured | None, ...]
    new_lesions: tuple[int, ...]
    radiotherapy_ended_day: int | None = None


def responses(
    dates: Dates, courses: Mapping[str, Course], basis: Basis | NotMeasured, *, circumstances: Circumstances
) -> tuple[Response, ...]:
    """Return the categories of each date after the first; the declared circumstances are those of the last."""
    if isinstance(basis, NotMeasured):
        by_diameters = by_volume = [Verdict(category=basis, rule="none")] * (len(dates.days) - 1)
    else:
        by_diameters = _verdicts(dates, courses[SUM], BY_DIAMETERS[basis], _unmeasurable)
        by_volume = _verdicts(dates, courses[VOLUME[basis]], BY_VOLUME[basis], lambda *_: None)
    found = []
    for now, (diameters, volume) in enumerate(zip(by_diameters, by_volume, strict=True), start=1):
        leading = volume.category if isinstance(diameters.category, NotMeasured) else diameters.category
        is_last = now == len(dates.days) - 1
        found.append(
            Response(
                study_date=dates.names[now],
                by_diameters=diameters,
                by_volume=volume,
                agreement=_agreement(diameters, volume),
                overall=_overall(leading, circumstances if is_last else Circumstances()),
            )
        )
    return tuple(found)


def _verdicts(
    dates: Dates, course: Course, criteria: Criteria, refuse: Callable[[Dates, int], NotMeasured | None]
) -> list[Verdict]:
    categories: list[Category | NotMeasured] = []
    found = []
    for now in range(1, len(dates.days)):
        reason = dates.withheld[now] or refuse(dates, now)
        verdict = Verdict(category=reason, rule="none") if reason else _verdict(dates, course, criteria, now)
        category = verdict.category
        categories.append(Category(category.code) if isinstance(category, Stated) else category)
        found.append(replace(verdict, confirmation=_confirmation(dates, categories)))
    return found


def _unmeasurable(dates: Dates, now: int) -> NotMeasured | None:
    """Diameters under the bar at both dates: their product follows the voxels, not the tumor."""
    if dates.measurable[0] or dates.measurable[now] or dates.new_lesions[now]:
        return None
    return NotMeasured("response.not_measurable")


def _verdict(dates: Dates, course: Course, criteria: Criteria, now: int) -> Verdict:
    places = (now, 0, nadir_of(course.values[:now]))
    measured = [course.values[place] for place in places]
    for one, place in zip(measured, places, strict=True):
        if not isinstance(one, Measured):
            return Verdict(category=NotMeasured("change.absent", {"date": dates.names[place]}), rule="none")
    sizes = [one.value for one in measured if isinstance(one, Measured)]
    size = Size(now=sizes[0], baseline=sizes[1], nadir=sizes[2])
    decision = decide(size, criteria, new_lesions=dates.new_lesions[now])
    near = limits_within(
        criteria,
        from_baseline=_interval(course.from_baseline[now - 1]),
        from_nadir=_interval(course.from_nadir[now - 1]),
    )
    category = decision.category
    return Verdict(
        category=category if isinstance(category, NotMeasured) else _stated(category),
        rule=decision.rule,
        near=tuple(one.value for one in near) if decision.rule not in {"new_lesion", "nothing"} else (),
    )


def _stated(category: Category) -> Stated:
    return Stated(code=category.value, title=category.title)


def _interval(change: Change | NotMeasured) -> Interval | None:
    if isinstance(change, NotMeasured) or isinstance(change.share, NotMeasured):
        return None
    return change.share.interval


def _confirmation(dates: Dates, categories: Sequence[Category | NotMeasured]) -> Confirmation:
    """Of the last of these categories, which begin at the second date.

    A response is confirmed by one at least as good, four weeks before or more, and by nothing worse since.
    """
    *earlier, last = categories
    day = dates.days[len(categories)]
    if last is Category.PROGRESSIVE:
        ended = dates.radiotherapy_ended_day
        if ended is None:
            return Confirmation.UNKNOWN
        early = day - ended < WEEKS_AFTER_RADIOTHERAPY * _DAYS_IN_WEEK
        return Confirmation.NEEDED if early else Confirmation.NOT_NEEDED
    if last not in _TO_CONFIRM:
        return Confirmation.NOT_NEEDED
    for place, category in reversed(list(enumerate(earlier, start=1))):
        if not isinstance(category, Category) or _BEST_FIRST.index(category) > _BEST_FIRST.index(last):
            break
        if day - dates.days[place] >= WEEKS_TO_CONFIRM * _DAYS_IN_WEEK:
            return Confirmation.CONFIRMED
    return Confirmation.NEEDED


def _agreement(diameters: Verdict, volume: Verdict) -> Stated | NotMeasured:
    if isinstance(diameters.category, NotMeasured) or isinstance(volume.category, NotMeasured):
        return NotMeasured("response.one_way_only")
    agree = diameters.category.code == volume.category.code
    return Stated(code="yes" if agree else "no", title="diameters and volume agree")


def _overall(measured: Stated | NotMeasured, circumstances: Circumstances) -> Stated | NotMeasured:
    if isinstance(measured, NotMeasured):
        return NotMeasured("response.nothing_to_combine")
    combined = combine(Category(measured.code), circumstances)
    return combined if isinstance(combined, NotMeasured) else _stated(combined)
