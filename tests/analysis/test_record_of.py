"""A record names what it was made with and made from."""

import hashlib

import pytest

from neuroinsight.analysis.analyze import record_of
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, LabelMap, LabelScheme
from neuroinsight.core.record import ModelIdentity
from neuroinsight.core.version import VERSION
from tests.strategies import grid_of, head, tumor


@pytest.mark.parametrize("scheme", [BRATS_2017, BRATS_2023])
def test_a_record_names_version_model_scheme_and_labels(scheme: LabelScheme) -> None:
    study = head(grid_of("LPS", shape=(12, 12, 10), spacing_mm=(8.0, 8.0, 8.0)))
    grid = next(iter(study.volumes.values())).grid
    labels = LabelMap(array=tumor(grid.shape, (6.0, 6.0, 5.0), 3.0, scheme), grid=grid, scheme=scheme)
    author = ModelIdentity(name="m", version="7", sha256="0")
    record = record_of(Evidence(study=study, label_map=labels), author=author).record
    assert record.software_version == VERSION
    assert (record.outline.author, record.outline.scheme) == (author, scheme.name)
    assert record.outline.sha256 == hashlib.sha256(labels.array.tobytes()).hexdigest()
