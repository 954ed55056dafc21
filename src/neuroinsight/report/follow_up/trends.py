"""The plots of a follow-up as data: values over time with their intervals, and the limits of the criteria."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from neuroinsight.clinical.change import nadir_of
from neuroinsight.clinical.response import BY_DIAMETERS
from neuroinsight.core.follow_up_record import Basis, FollowUp
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import ReportContext
from neuroinsight.report.follow_up.page import page_of
from neuroinsight.report.follow_up.speech import SUM, Speech, speech_in
from neuroinsight.report.glyphs import printable_tree
from neuroinsight.report.numbers import percent, plain, printed
from neuroinsight.report.tree import Tree
from neuroinsight.report.typesetting import typeset_png

_TICKS = 4  # at most, above zero
_LABELS_APART = 0.12  # of the height
_DATES_APART = 0.16  # of the width
_VOLUMES = ("volume.WT", "volume.TC", "volume.ET")


def render_over_time(
    record: FollowUp,
    visits: Sequence[Visit],  # noqa: ARG001 - the images are in another view
    *,
    context: ReportContext,
) -> bytes:
    """Return the plots as one PNG picture."""
    speech = speech_in(context.language)
    page = page_of(record, context.language)
    tree: Tree = {
        "lang": speech.words.code,
        "title": f"{page.title}. {speech.labels.over_time}",
        "trends": trends(record, speech),
        "note": speech.sentences.over_time_note,
    }
    return typeset_png("over_time.typ", printable_tree(tree), {})


def trends(record: FollowUp, speech: Speech) -> list[Tree]:
    """Return the plots that have a value: the sum of products with its limits, and the volumes."""
    sums = [printed(one) if isinstance(one, Measured) else one for one in record.courses[SUM].values]
    volumes = {name: record.courses[name].values for name in _VOLUMES}
    plots = []
    if any(isinstance(one, Measured) for one in sums):
        limits = _limits(record, sums, speech)
        plots.append(_tree(_Plot(title=speech.labels.products, series={"": sums}, limits=limits), record, speech))
    if any(isinstance(one, Measured) for values in volumes.values() for one in values):
        named = {speech.title(name).removesuffix(", ml"): values for name, values in volumes.items()}
        plots.append(_tree(_Plot(title=speech.labels.volumes, series=named), record, speech))
    return plots


def _limits(record: FollowUp, sums: Sequence[Measurement], speech: Speech) -> list[tuple[float, str]]:
    """The limits that the last date is held against."""
    if not isinstance(record.basis, Basis):
        return []
    criteria, labels = BY_DIAMETERS[record.basis], speech.labels.limit_lines
    baseline, nadir = sums[0], sums[nadir_of(sums[:-1])]
    found = []
    if isinstance(nadir, Measured) and nadir.value > 0:
        limit = percent(criteria.progression, speech.percent)
        found.append((nadir.value * (1 + criteria.progression), labels["PD"].format(limit=limit)))
    if isinstance(baseline, Measured) and baseline.value > 0:
        limit = percent(criteria.partial, speech.percent)
        found.append((baseline.value * (1 - criteria.partial), labels["PR"].format(limit=limit)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """Lines by their names, one value for each date, and lines at limits with their labels."""

    title: str
    series: Mapping[str, Sequence[Measurement]]
    limits: Sequence[tuple[float, str]] = ()


def _tree(plot: _Plot, record: FollowUp, speech: Speech) -> Tree:
    """Places from 0 to 1 along both axes; the scale begins at nothing."""
    days = [one.day for one in record.examinations]
    measured = [one for values in plot.series.values() for one in values if isinstance(one, Measured)]
    reach = max([edge for one in measured for edge in _edges(one)] + [value for value, _ in plot.limits], default=0.0)
    step = _step(reach)
    count = max(1, math.ceil(reach / step))
    top = step * count
    ends = [_last(values) / top for values in plot.series.values()]
    at = _spread([*ends, *(value / top for value, _ in plot.limits)])
    shown: list[Tree] = []
    for place, (name, values) in enumerate(plot.series.items()):
        runs: list[Tree] = [list(run) for run in _runs(values, days, top)]
        shown.append({"name": name, "dash": place == 0 and len(plot.series) > 1, "runs": runs, "at": at[place]})
    return {
        "title": plot.title,
        "ticks": [{"y": number / count, "label": _tick(number * step, step, speech)} for number in range(count + 1)],
        "limits": [
            {"y": value / top, "label": label, "at": place}
            for (value, label), place in zip(plot.limits, at[len(shown) :], strict=True)
        ],
        "series": shown,
        "dates": [
            {"x": days[place] / days[-1], "label": record.examinations[place].study_date} for place in _told(days)
        ],
        "alt": _alternative(plot, record, speech),
    }


def _edges(one: Measured) -> tuple[float, ...]:
    return (one.value,) if one.interval is None else (one.value, one.interval.high)


def _last(values: Sequence[Measurement]) -> float:
    return next((one.value for one in reversed(values) if isinstance(one, Measured)), 0.0)


def _runs(values: Sequence[Measurement], days: Sequence[int], top: float) -> Iterable[list[Tree]]:
    """Points between gaps, from 0 to 1 along both axes."""
    run: list[Tree] = []
    for one, day in zip(values, days, strict=True):
        if not isinstance(one, Measured):
            if run:
                yield run
            run = []
            continue
        point: dict[str, Tree] = {"x": day / days[-1], "y": one.value / top}
        if one.interval is not None:
            point |= {"low": max(0.0, one.interval.low) / top, "high": one.interval.high / top}
        run.append(point)
    if run:
        yield run


def _step(largest: float) -> float:
    """Distance of ticks: 1, 2 or 5 times a power of ten, so that few are needed."""
    rough = max(largest, 1e-3) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _tick(value: float, step: float, speech: Speech) -> str:
    return plain(value, speech.mark, decimals=max(0, -math.floor(math.log10(step))))


def _spread(places: Sequence[float]) -> list[float]:
    """Places of labels as near as may be to these, none upon another."""
    order = sorted(range(len(places)), key=lambda number: (places[number], -number))
    spread = list(places)
    for before, after in pairwise(order):
        spread[after] = max(spread[after], spread[before] + _LABELS_APART)
    over = max([0.0, *(place - 1 for place in spread)])
    return [place - over for place in spread]


def _told(days: Sequence[int]) -> list[int]:
    """Which dates have room for their labels; the first and the last have."""
    room, chosen = _DATES_APART * days[-1], [0]
    for place in range(1, len(days) - 1):
        if days[place] - days[chosen[-1]] >= room and days[-1] - days[place] >= room:
            chosen.append(place)
    return [*chosen, len(days) - 1]


def _alternative(plot: _Plot, record: FollowUp, speech: Speech) -> str:
    dates = [one.study_date for one in record.examinations]
    told = []
    for name, values in plot.series.items():
        listed = ", ".join(f"{date} {speech.value(one)}" for date, one in zip(dates, values, strict=True))
        told.append(f"{name or plot.title}: {listed}")
    return "; ".join(told) + "."
