"""The plot of a comparison: what each later result has more than the first, patient by patient."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.evaluation.compare import Comparison, paired_values
from neuroinsight.evaluation.plots import COLORS, INK, legend, new_figure, plain, to_png
from neuroinsight.metrics.catalogue import METRICS

_METRICS = ("dice", "lesionwise_dice", "hd95_mm")


def draw_differences(comparison: Comparison) -> bytes:
    """Return a panel per metric: one point per case and later result, and the mean with its interval, by region."""
    there = {name for pair in comparison.pairs for name in pair.differences}
    metrics = [metric for metric in METRICS if metric.name in _METRICS and metric.name in there]
    figure = new_figure(4.6 * max(1, len(metrics)) + 0.6, 4.8)
    first, later = comparison.results[0], comparison.results[1:]
    figure.suptitle(f"Difference to {first.name}, case by case", color=INK, fontsize=12)
    for number, metric in enumerate(metrics, start=1):
        axes = figure.add_subplot(1, len(metrics), number)
        for place, result in enumerate(later):
            pair = next(pair for pair in comparison.pairs if (pair.first, pair.second) == (first.name, result.name))
            for column, region in enumerate(NESTED_REGIONS):
                found = pair.differences.get(metric.name, {}).get(region.value)
                if found is None:
                    continue
                cases = paired_values(first, result, metric.name, region=region.value, cases=comparison.shared)
                x = column + (place - (len(later) - 1) / 2) * 0.8 / len(later)
                _draw(axes, x, [one.second - one.first for one in cases], mean=found.mean, ci95=found.ci95, place=place)
        axes.axhline(0.0, color=INK, linewidth=0.8)
        axes.set_xticks(range(len(NESTED_REGIONS)), [region.value for region in NESTED_REGIONS])
        axes.set_title(
            f"{metric.title}{' (mm)' if metric.unit == 'mm' else ''}: {metric.better.value} is better", fontsize=11
        )
        if metric.unit == "mm":
            axes.set_yscale("symlog", linthresh=1.0, linscale=0.4)
            ticks = [sign * tick for tick in (1, 10, 100) for sign in (-1, 1)]
            axes.set_yticks(sorted([0, *ticks]), [f"{tick:+d}" if tick else "0" for tick in sorted([0, *ticks])])
            axes.minorticks_off()
        plain(axes)
    legend(figure, [(one.name, COLORS[place % len(COLORS)]) for place, one in enumerate(later)])
    return to_png(figure)


def _draw(
    axes: Axes, x: float, values: Sequence[float], *, mean: float, ci95: tuple[float, float] | None, place: int
) -> None:
    offsets = np.random.default_rng(0).uniform(-0.1, 0.1, len(values))  # for points beside one another
    axes.scatter(x + offsets, values, s=16, color=COLORS[place % len(COLORS)], alpha=0.6, linewidths=0)
    axes.plot([x - 0.14, x + 0.14], [mean, mean], color=INK, linewidth=2.0, zorder=4)
    if ci95 is not None:
        axes.plot([x, x], ci95, color=INK, linewidth=1.2, zorder=4)
