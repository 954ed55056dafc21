"""Names of files that contradict what they are given as, and pixels that say the same."""

import numpy as np
import pytest

from neuroinsight.analysis.analyze import named_otherwise
from neuroinsight.core.grid import Grid
from neuroinsight.core.measurement import Value
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume

EXCHANGED = {Sequence.T1CE: "case_flair.nii.gz", Sequence.FLAIR: "case_t1ce.nii.gz"}
VOLUME = Volume(array=np.ones((2, 2, 2)), grid=Grid(shape=(2, 2, 2), affine=np.eye(4)))
STUDY = Study(
    identity=Identity(case_id="case"),
    volumes=dict.fromkeys(EXCHANGED, VOLUME),
    sources={sequence: Source(file_name=name, sha256="0") for sequence, name in EXCHANGED.items()},
)


def seen(sequence: str, looks_like: str) -> Caution:
    values: dict[str, Value] = {"sequence": sequence, "looks_like": looks_like, "probability": 0.98}
    return Caution(code="image.looks_like", values=values)


@pytest.mark.parametrize(
    ("checked", "left"),
    [
        ((), {"t1ce", "flair"}),
        ((seen("t1ce", "flair"),), {"flair"}),
        ((seen("t1ce", "t2"),), {"t1ce", "flair"}),
        ((seen("t1ce", "flair"), seen("flair", "t1ce")), set()),
    ],
)
def test_what_pixels_say_of_an_image_is_not_said_again_by_its_name(
    checked: tuple[Caution, ...], left: set[str]
) -> None:
    assert {caution.values["sequence"] for caution in named_otherwise(STUDY, checked)} == left
