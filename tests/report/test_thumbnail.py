"""The small picture of a list shows the tumor where it is."""

from io import BytesIO

import numpy as np
from PIL import Image

from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.report.thumbnail import render_thumbnail
from tests.strategies import grid_of, head, tumor


def picture(center: tuple[float, float, float], axes: str = "RAS", *, radius: float = 2.5) -> np.ndarray:
    study = head(grid_of(axes, shape=(24, 24, 20), spacing_mm=(6.0, 6.0, 6.0)))
    grid = next(iter(study.volumes.values())).grid
    array = tumor(grid.shape, center, radius, BRATS_2017) if radius else np.zeros(grid.shape, np.uint8)
    content = render_thumbnail(study, LabelMap(array=array, grid=grid, scheme=BRATS_2017))
    return np.asarray(Image.open(BytesIO(content)).convert("RGB")).astype(int)


def yellow(pixels: np.ndarray) -> np.ndarray:
    """Return where the core's outline is, [row, column]."""
    return np.argwhere((pixels[..., 0] > 150) & (pixels[..., 2] < 100))


def test_a_tumor_on_the_patients_left_is_outlined_on_the_right_whatever_the_axes() -> None:
    for axes, center in (("RAS", (7.0, 12.0, 10.0)), ("LAS", (16.0, 12.0, 10.0))):
        pixels = picture(center, axes)
        assert pixels.shape == (96, 96, 3)
        assert yellow(pixels)[:, 1].min() > 48, axes


def test_without_a_tumor_the_brain_is_shown_without_lines() -> None:
    pixels = picture((12.0, 12.0, 10.0), radius=0.0)
    assert len(yellow(pixels)) == 0
    assert pixels.max() > 60
