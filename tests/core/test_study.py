"""Laws of studies, volumes and records."""

import numpy as np
import pytest

from neuroinsight.core.errors import GridError, StudyError
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.origin import Origin, Reading, Sides
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


@pytest.mark.parametrize("silent", list(Sequence)[:2])
def test_one_image_that_does_not_state_its_sides_leaves_the_studys_unknown(silent: Sequence) -> None:
    stated = (Reading(name="sform (code 1)", space=1, grid=grid_of("RAS", shape=(2, 3, 4), origin_mm=(1, 2, 3))),)
    volumes = {
        sequence: Volume(
            array=np.zeros(GRID.shape, np.float32),
            grid=GRID,
            origin=Origin(format="NIfTI", readings=() if sequence is silent else stated),
        )
        for sequence in list(Sequence)[:2]
    }
    assert Study(identity=Identity(case_id="a"), volumes=volumes).sides is Sides.UNKNOWN
    del volumes[silent]
    assert Study(identity=Identity(case_id="a"), volumes=volumes).sides is Sides.STATED
