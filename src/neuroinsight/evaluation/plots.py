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
from neuroinsight.metrics.catalogue import METRICS

# Okabe and Ito's colors, told apart by color-blind readers too
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999")
_TRUTH, _PREDICTION = "#F0E442", "#56B4E9"
_INK, _FAINT = "#333333", "#DDDDDD"
_DPI = 130
_REGIONS = (*NESTED_REGIONS, *(tissue for tissue in CLASSES if tissue not in NESTED_REGIONS))
_DISTRIBUTIONS = ("dice", "surface_dice", "lesionwise_dice", "hd95_mm")
_DISTANCE_TICKS_MM = (0, 1, 2, 5, 10, 20, 50, 100, 374)
_SMALLEST_ML = 0.01  # stands for nothing on a logarithmic axis
_VOLUME_TICKS_ML = {0.01: "none", 0.1: "0.1", 1.0: "1", 10.0: "10", 100.0: "100"}


def draw_distributions(cases: Sequence[CaseScores]) -> bytes:
    """Return boxes and one point per case of the main metrics by region; points are colored by source."""
    figure = _figure(12.0, 8.0)
    colors = _colors(cases)
    for number, name in enumerate(_DISTRIBUTIONS, start=1):
        axes = figure.add_subplot(2, 2, number)
        _draw_distribution(axes, cases, name, colors=colors)
    _legend(figure, [(source, color) for source, color in colors.items()])
    return _png(figure)


def draw_volumes(cases: Sequence[CaseScores]) -> bytes:
    """Return the predicted over the true volume of each nested region, in ml on logarithmic axes."""
    figure = _figure(12.0, 4.6)
    colors = _colors(cases)
    for number, region in enumerate(NESTED_REGIONS, start=1):
        axes = figure.add_subplot(1, len(NESTED_REGIONS), number)
        for source, color in colors.items():
            found = [case.scores.regions[region] for case in cases if case.source == source]
            axes.scatter(
                [max(scores.truth_ml, _SMALLEST_ML) for scores in found],
                [max(scores.predicted_ml, _SMALLEST_ML) for scores in found],
                s=22,
                color=color,
                alpha=0.75,
                linewidths=0,
            )
        axes.set(xscale="log", yscale="log", xlabel="truth (ml)", title=f"{region.title} ({region.value})")
        axes.set_ylabel("prediction (ml)" if number == 1 else "")
        bounds = (_SMALLEST_ML * 0.7, 500.0)
        axes.plot(bounds, bounds, color=_FAINT, zorder=0)
        axes.set(xlim=bounds, ylim=bounds, aspect="equal")
        axes.set_xticks(list(_VOLUME_TICKS_ML), list(_VOLUME_TICKS_ML.values()))
        axes.set_yticks(list(_VOLUME_TICKS_ML), list(_VOLUME_TICKS_ML.values()))
        axes.minorticks_off()
        _plain(axes)
    _legend(figure, [(source, color) for source, color in colors.items()])
    return _png(figure)


def draw_pictures(pictures: Sequence[Snapshot], *, title: str) -> bytes:
    """Return a row per case with WT, TC and ET on the slice of the largest difference, both masks outlined."""
    figure = _figure(9.0, 3.2 * len(pictures) + 0.7)
    figure.suptitle(
        f"{title}: the slice of the largest difference, the patient's right on the left", color=_INK, fontsize=12
    )
    for row, picture in enumerate(pictures):
        for column, panel in enumerate(picture.panels):
            axes = figure.add_subplot(len(pictures), len(picture.panels), row * len(picture.panels) + column + 1)
            _draw_panel(axes, panel, picture.pixel_aspect)
            if column == 0:
                axes.set_ylabel(f"{picture.key}\nslice {picture.level}", fontsize=8, color=_INK)
    _legend(figure, [("truth", _TRUTH), ("prediction", _PREDICTION)])
    return _png(figure)


def _draw_distribution(axes: Axes, cases: Sequence[CaseScores], name: str, *, colors: dict[str, str]) -> None:
    metric = next(metric for metric in METRICS if metric.name == name)
    regions = [region for region in _REGIONS if region in metric.regions]
    random = np.random.default_rng(0)  # for the points' places beside one another
    for place, region in enumerate(regions):
        values = [(case.source, value) for case in cases if (value := _value(case, name, region)) is not None]
        axes.boxplot(
            [[value for _, value in values]],
            positions=[place],
            widths=0.55,
            showfliers=False,
            medianprops={"color": _INK, "linewidth": 1.6},
            boxprops={"color": "#888888"},
            whiskerprops={"color": "#888888"},
            capprops={"color": "#888888"},
        )
        offsets = random.uniform(-0.2, 0.2, len(values))
        shades = [colors[source] for source, _ in values]
        axes.scatter(
            place + offsets, [value for _, value in values], s=16, c=shades, alpha=0.75, linewidths=0, zorder=3
        )
    axes.set_xticks(range(len(regions)), [region.value for region in regions])
    axes.set_title(metric.title + (f" ({metric.unit})" if metric.unit != "1" else ""), fontsize=11, color=_INK)
    if metric.unit == "mm":
        axes.set_yscale("symlog", linthresh=1.0, linscale=0.4)
        axes.set_yticks(_DISTANCE_TICKS_MM, [str(tick) for tick in _DISTANCE_TICKS_MM])
        axes.set_ylim(-0.1, 500.0)
        axes.minorticks_off()
    else:
        axes.set_ylim(-0.03, 1.03)
    _plain(axes)


def _draw_panel(axes: Axes, panel: Panel, pixel_aspect: float) -> None:
    axes.imshow(panel.image, cmap="gray", vmin=0, vmax=255, aspect=pixel_aspect, interpolation="nearest")
    for mask, color in ((panel.truth, _TRUTH), (panel.prediction, _PREDICTION)):
        if mask.any():
            axes.contour(mask.astype(float), levels=[0.5], colors=[color], linewidths=1.2)
    dice = "undefined" if panel.dice is None else f"{panel.dice:.2f}"
    axes.set_title(f"{panel.region.value}, Dice {dice}", fontsize=9, color=_INK)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _value(case: CaseScores, name: str, region: Region) -> float | None:
    value = case.scores.regions[region].values[name]
    return value.value if isinstance(value, Measured) else None


def _colors(cases: Sequence[CaseScores]) -> dict[str, str]:
    sources = sorted({case.source for case in cases})
    return {source: _COLORS[min(place, len(_COLORS) - 1)] for place, source in enumerate(sources)}


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, labelsize=9)


def _legend(figure: Figure, entries: Sequence[tuple[str, str]]) -> None:
    marks = [Line2D([], [], color=color, marker="o", linestyle="", label=name) for name, color in entries]
    figure.legend(handles=marks, loc="outside lower center", ncols=min(7, len(marks)), frameon=False, fontsize=9)


def _figure(width_in: float, height_in: float) -> Figure:
    figure = Figure(figsize=(width_in, height_in), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, bbox_inches="tight", pad_inches=0.15, metadata={"Software": None})
    return buffer.getvalue()
