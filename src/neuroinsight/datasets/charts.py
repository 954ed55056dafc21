"""A description as charts: grades, tumor volumes, intensities and grids of a data set, as PNG."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter

from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.description import CaseDescription, Description

_COLORS = {Region.NCR: "#d8381b", Region.ED: "#2f9fff", Region.ET: "#ffd83d", Region.WT: "#8a97a3"}
_GRADE_COLORS = {"HGG": "#0a6861", "LGG": "#7cc4bc", "unknown": "#c3ccd4"}
_TEXT, _FAINT = "#12181e", "#d3dae0"
_MOST_NAMED_CASES = 70  # more names than this cannot be read
_DPI = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of a description: its file name and how it is drawn."""

    name: str
    draw: Callable[[Description], Figure]


def to_png(chart: Chart, description: Description) -> bytes:
    """Return the chart as PNG; the same description gives the same bytes."""
    figure = chart.draw(description)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=_DPI, metadata={"Software": None})
    return content.getvalue()


def draw_grades(description: Description) -> Figure:
    """Draw how many cases of each grade come from each source."""
    sources = sorted({one.case.source for one in description.cases})
    counts = Counter((one.case.source, _grade(one)) for one in description.cases)
    figure, axes = _canvas(width=8, height=1.6 + 0.42 * len(sources))
    left = np.zeros(len(sources))
    for grade, color in _GRADE_COLORS.items():
        widths = np.array([counts[(source, grade)] for source in sources], dtype=np.float64)
        if widths.any():
            bars = axes.barh(
                sources, widths, left=left, color=color, label=f"{grade} ({int(widths.sum())})", height=0.7
            )
            names = [f"{int(width)}" if width else "" for width in widths]
            axes.bar_label(bars, names, label_type="center", fontsize=9, color="white" if grade == "HGG" else _TEXT)
            left += widths
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("cases")
    _finish(axes, f"Grades by source: {len(description.cases)} cases", legend=True)
    return figure


def draw_volumes(description: Description) -> Figure:
    """Draw each case's tissues in ml, the largest tumor first; gray where only the whole tumor is known."""
    shown = sorted(
        (one for one in description.cases if Region.WT in one.volumes_ml), key=lambda one: -one.volumes_ml[Region.WT]
    )
    figure, axes = _canvas(width=9, height=_height_for(len(shown)))
    places = np.arange(len(shown))
    left = np.zeros(len(shown))
    for region in (Region.NCR, Region.ET, Region.ED, Region.WT):  # from the core outward
        alone = region is Region.WT
        widths = np.array(
            [0.0 if alone and len(one.volumes_ml) > 1 else one.volumes_ml.get(region, 0.0) for one in shown]
        )
        if widths.any():
            title = "Whole tumor, tissues unknown" if alone else region.title
            axes.barh(places, widths, left=left, color=_COLORS[region], height=0.8, label=title)
            left += widths
    _name_cases(axes, shown)
    axes.set_xlabel("volume (ml)")
    _finish(axes, "Tumor volumes", legend=bool(shown))
    return figure


def draw_intensities(description: Description) -> Figure:
    """Draw each image's range in the brain: thin to the maximum, thick from median to 99th percentile."""
    figure = Figure(figsize=(11, _height_for(len(description.cases))), layout="constrained")
    panels = figure.subplots(1, len(Sequence), sharey=True)
    places = np.arange(len(description.cases))
    for axes, sequence in zip(panels, Sequence, strict=True):
        for place, described in zip(places, description.cases, strict=True):
            measured = described.intensities.get(sequence)
            if measured is None:
                continue
            axes.hlines(place, measured.minimum, measured.maximum, color=_FAINT, linewidth=1.2)
            axes.hlines(place, measured.median, measured.percentile_99, color="#0a6861", linewidth=3)
            axes.plot(measured.maximum, place, "o", markersize=2.6, color="#78858f")
        axes.set_xscale("symlog", linthresh=100)
        axes.xaxis.set_major_locator(FixedLocator([0, 100, 1000, 10000]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        _finish(axes, sequence.title)
    _name_cases(panels[0], list(description.cases))
    figure.suptitle(
        "Intensities in the brain: line minimum to maximum, bar median to 99th percentile",
        fontsize=11,
        color=_TEXT,
    )
    return figure


def draw_grids(description: Description) -> Figure:
    """Draw how many cases have each shape, spacing and orientation."""
    counts = Counter(str(one.grid) if one.grid else "unreadable" for one in description.cases)
    ordered = counts.most_common()
    figure, axes = _canvas(width=8, height=1.5 + 0.42 * len(ordered))
    bars = axes.barh([name for name, _ in ordered], [count for _, count in ordered], color="#0a6861", height=0.7)
    axes.bar_label(bars, padding=4, fontsize=9, color=_TEXT)
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("cases")
    _finish(axes, "Shape, spacing and orientation")
    return figure


CHARTS = (
    Chart(name="grades.png", draw=draw_grades),
    Chart(name="volumes.png", draw=draw_volumes),
    Chart(name="intensities.png", draw=draw_intensities),
    Chart(name="grids.png", draw=draw_grids),
)


def _canvas(*, width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _height_for(cases: int) -> float:
    return 1.7 + 0.16 * min(max(cases, 4), _MOST_NAMED_CASES)


def _name_cases(axes: Axes, cases: list[CaseDescription]) -> None:
    if len(cases) <= _MOST_NAMED_CASES:
        axes.set_yticks(np.arange(len(cases)), [one.case.key for one in cases], fontsize=7)
    else:
        axes.set_yticks([])
        axes.set_ylabel(f"{len(cases)} cases")
    axes.set_ylim(max(len(cases), 1) - 0.4, -0.6)


def _finish(axes: Axes, title: str, *, legend: bool = False) -> None:
    axes.set_title(title, fontsize=10.5, color=_TEXT, loc="left", pad=24 if legend else 8)
    axes.xaxis.label.set(fontsize=9, color=_TEXT)
    axes.tick_params(colors=_TEXT, labelsize=8, length=0)
    axes.grid(axis="x", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    if legend:
        # between title and bars, where it hides none
        axes.legend(
            frameon=False, fontsize=8.5, loc="lower left", bbox_to_anchor=(-0.008, 1), borderaxespad=0.2, ncols=4
        )


def _grade(described: CaseDescription) -> str:
    return described.case.grade.value if described.case.grade else "unknown"
