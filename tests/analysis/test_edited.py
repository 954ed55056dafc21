"""An edited label map: measured like any other, and without what only the model knew."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.analysis.edited import measure_edited
from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.measurement import Measured
from neuroinsight.core.record import Caution
from tests.analyzed import analyzed

_WHEN = "2026-11-20T14:00:00Z"


def test_cautions_of_the_images_stay_and_those_of_the_outline_are_judged_anew() -> None:
    first = analyzed()
    of_images, of_outline = Caution(code="brain.cut_off"), Caution(code="outline.parts_left_out")
    doubted = replace(first.record, cautions=(of_images, of_outline, Caution(code="tumor.at_border")))
    emptied = replace(first.label_map, array=np.zeros_like(first.label_map.array))
    told = measure_edited(first.study, emptied, edited=doubted, reader="R", time=_WHEN).record.cautions
    assert of_images in told
    assert {one.code for one in told} & {"outline.parts_left_out", "tumor.at_border"} == set()
    assert "tumor.none" in {one.code for one in told}


def test_an_edit_is_measured_without_an_interval_and_names_what_was_edited() -> None:
    first = analyzed()
    record = measure_edited(first.study, first.label_map, edited=first.record, reader="Reader A", time=_WHEN).record
    whole = record.measurements["volume.WT"]
    assert isinstance(whole, Measured)
    assert whole.interval is None
    assert (record.outline.author.name, record.outline.model) == ("Reader A", first.record.outline.model)


def test_a_label_map_of_another_grid_is_refused() -> None:
    first = analyzed()
    shifted = first.label_map.grid.affine.copy()
    shifted[0, 3] += 5
    elsewhere = LabelMap(
        array=first.label_map.array,
        grid=Grid(shape=first.label_map.grid.shape, affine=shifted),
        scheme=first.label_map.scheme,
    )
    with pytest.raises(GridError):
        measure_edited(first.study, elsewhere, edited=first.record, reader="R", time=_WHEN)
