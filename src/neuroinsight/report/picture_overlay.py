"""One PNG of a patient's pictures: the slices with the largest areas, the outline on each, areas in pixels."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from neuroinsight.core.labels import Labels, Region
from neuroinsight.core.picture_record import PictureAnalysis
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.context import Language
from neuroinsight.report.languages.catalogue import WORDS

_MOST, _ACROSS = 12, 4
_PAPER, _INK, _DIM, _OUTLINE = "#0e1216", "#f2f5f7", "#a9b4bc", "#2f9fff"
_SHOWN_FIRST = (Sequence.FLAIR, Sequence.T1CE, Sequence.T2, Sequence.T1)
_WINDOW_PERCENT = (1.0, 99.5)


def render_picture_overlay(
    record: PictureAnalysis, pictures: Pictures, labels: Labels, *, language: Language = Language.ENGLISH
) -> bytes:
    """Return the PNG; slices stand in the order of the stack, numbered from 1."""
    words = WORDS[language]
    areas = record.areas_pixels[Region.WT]
    chosen = sorted(sorted(range(len(areas)), key=lambda k: (-areas[k], k))[:_MOST])
    sequence = next(one for one in _SHOWN_FIRST if one in pictures.given)
    images, mask = pictures.of(sequence), labels.mask(Region.WT)
    rows = -(-len(chosen) // _ACROSS)
    across = min(_ACROSS, len(chosen))
    figure = Figure(figsize=(2.6 * max(across, 2), 2.9 * rows + 0.9), layout="constrained", facecolor=_PAPER)
    FigureCanvasAgg(figure)
    total = words.pixels.total.format(pixels=f"{sum(areas):,}", slices=sum(area > 0 for area in areas), of=len(areas))
    figure.suptitle(f"{record.identity.case_id} · {sequence.title} · {total}", color=_INK, fontsize=10)
    for place, k in enumerate(chosen, start=1):
        axes = figure.add_subplot(rows, across, place)
        axes.imshow(_gray(images[k]), cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        if mask[k].any():
            axes.contour(mask[k], levels=[0.5], colors=[_OUTLINE], linewidths=1.2)
        axes.set_title(words.pixels.slice.format(number=k + 1, pixels=f"{areas[k]:,}"), color=_DIM, fontsize=8)
        axes.set_axis_off()
    figure.supxlabel(f"{words.pixels.no_millimeters} {words.frame.device}", color=_DIM, fontsize=8)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()


def _gray(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    values = image.astype(np.float32)
    inside = values[values > 0]
    low, high = np.percentile(inside, _WINDOW_PERCENT) if inside.size else (0.0, 1.0)
    return (np.clip((values - low) / max(float(high - low), 1e-6), 0, 1) * 255).astype(np.uint8)
