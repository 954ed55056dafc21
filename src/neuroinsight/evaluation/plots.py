"""Plots of an evaluation as PNG: distributions, volumes, and the worst and best cases."""

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.evaluation.evaluate import CaseScores
from neuroinsight.evaluation.snapshot import Panel, Snapshot
from neuroinsight.evaluation.summary import size_unit
from neuroinsight.metrics.catalogue import METRICS

# Okabe and Ito's colors, told apart by color-blind readers too
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999")
_TRUTH, _PREDICTION = "#F0E442", "#56B4E9"
INK, FAINT = "#333333", "#DDDDDD"
_DPI = 130
_REGIONS = (*NESTED_REGIONS, *(tissue for tissue in CLASSES if tissue not in NESTED_REGIONS))
_DISTRIBUTIONS = ("dice", "surface_dice", "lesionwise_dice", "hd95_mm")
_DISTANCE_TICKS_MM = (0, 1, 2, 5, 10, 20, 50, 100, 374)
_SIZE_TICKS = {  # by unit; the smallest stands for nothing on a logarithmic axis
    "ml": {0.01: "none", 0.1: "0.1", 1.0: "1", 10.0: "10", 100.0: "100"},
    "pixels": {1.0: "none", 10.0: "10", 100.0: "100", 1e3: "1,000", 1e4: "10,000", 1e5: "100,000"},
}
_FEWEST_FOR_A_BOX = 8  # quartiles of fewer cases are the cases themselves


def draw_distributions(cases: Sequence[CaseScores]) -> bytes:
    """Return boxes and one point per case of the main metrics by region; points are colored by source."""
    figure = new_figure(12.0, 8.0)
    colors = _colors(cases)
    for number, name in enumerate(_DISTRIBUTIONS, start=1):
        axes = figure.add_subplot(2, 2, number)
        _draw_distribution(axes, cases, name, colors=colors)
    legend(figure, [(source, color) for source, color in colors.items()])
    return to_png(figure)


def draw_volumes(cases: Sequence[CaseScores]) -> bytes:
    """Return the predicted over the true size of each nested region that was scored, on logarithmic axes."""
    figure = new_figure(12.0, 4.6)
    colors = _colors(cases)
    unit = size_unit(cases)
    ticks = _SIZE_TICKS[unit]
    bounds = (min(ticks) * 0.7, max(ticks) * 5)
    for number, region in enumerate(NESTED_REGIONS, start=1):
        sizes = [(case.source, *pair) for case in cases if (pair := _sizes(case, region)) is not None]
        if not sizes:
            continue
        axes = figure.add_subplot(1, len(NESTED_REGIONS), number)
        axes.scatter(
            [max(truth, min(ticks)) for _, truth, _ in sizes],
            [max(predicted, min(ticks)) for _, _, predicted in sizes],
            s=22,
            c=[colors[source] for source, _, _ in sizes],
            alpha=0.75,
            linewidths=0,
        )
        axes.set(xscale="log", yscale="log", xlabel=f"truth ({unit})", title=f"{region.title} ({region.value})")
        axes.set_ylabel(f"prediction ({unit})" if number == 1 else "")
        axes.plot(bounds, bounds, color=FAINT, zorder=0)
        axes.set(xlim=bounds, ylim=bounds, aspect="equal")
        axes.set_xticks(list(ticks), list(ticks.values()))
        axes.set_yticks(list(ticks), list(ticks.values()))
        axes.minorticks_off()
        plain(axes)
    legend(figure, [(source, color) for source, color in colors.items()])
    return to_png(figure)


def draw_snapshots(snapshots: Sequence[Snapshot], *, title: str) -> bytes:
    """Return a row per case with WT, TC and ET on the slice of the largest difference, both masks outlined."""
    figure = new_figure(9.0, 3.2 * len(snapshots) + 0.7)
    sides = ", the patient's right on the left" if all(one.are_sides_known for one in snapshots) else ""
    figure.suptitle(f"{title}: the slice of the largest difference{sides}", color=INK, fontsize=12)
    for row, snapshot in enumerate(snapshots):
        for column, panel in enumerate(snapshot.panels):
            axes = figure.add_subplot(len(snapshots), len(snapshot.panels), row * len(snapshot.panels) + column + 1)
            _draw_panel(axes, panel, snapshot.pixel_aspect)
            if column == 0:
                axes.set_ylabel(f"{snapshot.key}\nslice {snapshot.slice_number}", fontsize=8, color=INK)
    legend(figure, [("truth", _TRUTH), ("prediction", _PREDICTION)])
    return to_png(figure)


def _draw_distribution(axes: Axes, cases: Sequence[CaseScores], name: str, *, colors: dict[str, str]) -> None:
    metric = next(metric for metric in METRICS if metric.name == name)
    found = {region: _values(cases, name, region) for region in _REGIONS}
    regions = [region for region, values in found.items() if values]
    random = np.random.default_rng(0)  # for the points' places beside one another
    for place, region in enumerate(regions):
        values = [value for _, value in found[region]]
        if len(values) < _FEWEST_FOR_A_BOX:
            axes.hlines(float(np.median(values)), place - 0.27, place + 0.27, color=INK, linewidth=1.6)
        else:
            axes.boxplot(
                [values],
                positions=[place],
                widths=0.55,
                showfliers=False,
                medianprops={"color": INK, "linewidth": 1.6},
                boxprops={"color": "#888888"},
                whiskerprops={"color": "#888888"},
                capprops={"color": "#888888"},
            )
        offsets = random.uniform(-0.2, 0.2, len(values))
        shades = [colors[source] for source, _ in found[region]]
        axes.scatter(place + offsets, values, s=16, c=shades, alpha=0.75, linewidths=0, zorder=3)
    axes.set_xticks(range(len(regions)), [region.value for region in regions])
    axes.set_title(metric.title + (f" ({metric.unit})" if metric.unit != "1" else ""), fontsize=11, color=INK)
    if metric.unit == "mm":
        axes.set_yscale("symlog", linthresh=1.0, linscale=0.4)
        axes.set_yticks(_DISTANCE_TICKS_MM, [str(tick) for tick in _DISTANCE_TICKS_MM])
        axes.set_ylim(-0.1, 500.0)
        axes.minorticks_off()
    else:
        axes.set_ylim(-0.03, 1.03)
    plain(axes)


def _draw_panel(axes: Axes, panel: Panel, pixel_aspect: float) -> None:
    axes.imshow(panel.image, cmap="gray", vmin=0, vmax=255, aspect=pixel_aspect, interpolation="nearest")
    for mask, color in ((panel.truth, _TRUTH), (panel.prediction, _PREDICTION)):
        if mask.any():
            axes.contour(mask.astype(float), levels=[0.5], colors=[color], linewidths=1.2)
    dice = "undefined" if panel.dice is None else f"{panel.dice:.2f}"
    axes.set_title(f"{panel.region.value}, Dice {dice}", fontsize=9, color=INK)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _values(cases: Sequence[CaseScores], name: str, region: Region) -> list[tuple[str, float]]:
    """Return source and value of each case that has one."""
    scores = [(case.source, case.scores.regions[region].values) for case in cases if region in case.scores.regions]
    return [(source, value.value) for source, values in scores if isinstance(value := values.get(name), Measured)]


def _sizes(case: CaseScores, region: Region) -> tuple[float, float] | None:
    """Return the region's size in truth and prediction, if both are known."""
    scores = case.scores.regions.get(region)
    if scores is None or not (isinstance(scores.truth, Measured) and isinstance(scores.prediction, Measured)):
        return None
    return scores.truth.value, scores.prediction.value


def _colors(cases: Sequence[CaseScores]) -> dict[str, str]:
    sources = sorted({case.source for case in cases})
    return {source: COLORS[min(place, len(COLORS) - 1)] for place, source in enumerate(sources)}


def plain(axes: Axes) -> None:
    """Leave of the frame what is needed."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9)


def legend(figure: Figure, entries: Sequence[tuple[str, str]]) -> None:
    """Write names beside their colors below the axes."""
    marks = [Line2D([], [], color=color, marker="o", linestyle="", label=name) for name, color in entries]
    figure.legend(handles=marks, loc="outside lower center", ncols=min(7, len(marks)), frameon=False, fontsize=9)


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return an empty figure."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def to_png(figure: Figure) -> bytes:
    """Return the figure as PNG, without the name of what drew it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, bbox_inches="tight", pad_inches=0.15, metadata={"Software": None})
    return buffer.getvalue()
