"""Laws of studies, volumes and records."""

import numpy as np
import pytest

from neuroinsight.core.errors import GridError, StudyError
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.record import Analysis, ModelIdentity, Outline
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from tests.strategies import grid_of

GRID = grid_of("RAS", shape=(2, 3, 4))


def test_a_study_without_images_is_refused() -> None:
    with pytest.raises(StudyError):
        Study(identity=Identity(case_id="empty"), volumes={})


def test_an_image_that_does_not_fit_its_grid_is_refused() -> None:
    with pytest.raises(GridError):
        Volume(array=np.zeros((4, 3, 2), np.float32), grid=GRID)


def test_a_study_does_not_change_with_the_table_that_it_was_made_from() -> None:
    volume = Volume(array=np.zeros(GRID.shape, np.float32), grid=GRID)
    table = {Sequence.T1CE: volume}
    study = Study(identity=Identity(case_id="a"), volumes=table)
    table[Sequence.FLAIR] = volume
    assert list(study.volumes) == [Sequence.T1CE]


def test_the_tables_of_a_record_cannot_be_changed() -> None:
    record = Analysis(
        software_version="0",
        identity=Identity(case_id="a"),
        grid=GRID,
        sources={},
        outline=Outline(
            author=ModelIdentity(name="m", version="0", sha256="0"), regions=(), scheme="brats2017", sha256="0"
        ),
        measurements={},
    )
    with pytest.raises(TypeError):
        record.measurements["volume.WT"] = NotMeasured("no")  # type: ignore[index]
