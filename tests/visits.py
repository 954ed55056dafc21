"""Dates of a patient that never was: records with the numbers that a test wants, and an empty label map beside each."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from neuroinsight.core.labels import BRATS_2017, MEASURED_REGIONS, NESTED_REGIONS, LabelMap
from neuroinsight.core.measurement import Interval, Measured, Measurement, Stated
from neuroinsight.core.record import Analysis, ModelIdentity, Outline
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source
from neuroinsight.core.visit import Visit
from neuroinsight.io import nifti
from neuroinsight.report.json import to_json
from tests.strategies import grid_of

GRID = grid_of("RAS", shape=(4, 4, 3), spacing_mm=(20.0, 20.0, 20.0))
EMPTY = LabelMap(array=np.zeros(GRID.shape, np.uint8), grid=GRID, scheme=BRATS_2017)
MODEL = ModelIdentity(name="glioma", version="1.0", sha256="4f" * 32)


def measured(value: float, unit: str, off: float | None = None) -> Measured:
    """Return a value, with a 90 % interval of this share to both sides."""
    interval = None if off is None else Interval(low=value * (1 - off), high=value * (1 + off), confidence=0.9)
    return Measured(value=value, unit=unit, interval=interval)


def visit(  # every field of a date that a test may want otherwise
    study_date: str,
    *,
    product_mm2: float = 1000.0,
    volume_ml: float = 10.0,
    off: float | None = 0.1,
    basis: str = "core-enhancing",
    measurable: str = "yes",
    patient_id: str | None = "P-17",
    without: tuple[str, ...] = (),
) -> Visit:
    """Return a date whose regions all have one volume."""
    measurements: dict[str, Measurement] = {
        "rano.sum_of_products": measured(product_mm2, "mm2", off),
        "rano.basis": Stated(code=basis, title=basis),
        "rano.measurable": Stated(code=measurable, title=measurable),
    }
    measurements |= {f"volume.{region.value}": measured(volume_ml, "ml", off) for region in MEASURED_REGIONS}
    record = Analysis(
        software_version="0.1.0",
        identity=Identity(case_id=f"at-{study_date}", patient_id=patient_id, study_date=study_date),
        grid=GRID,
        sources={one: Source(file_name=f"{one}.nii.gz", sha256="0" * 64) for one in (Sequence.T1CE, Sequence.FLAIR)},
        outline=Outline(
            author=MODEL,
            regions=NESTED_REGIONS,
            scheme=BRATS_2017.name,
            sha256=hashlib.sha256(EMPTY.array.tobytes()).hexdigest(),
        ),
        measurements={name: one for name, one in measurements.items() if name not in without},
    )
    return Visit(study_date=study_date, record=record, label_map=EMPTY)


def changed(one: Visit, **fields: object) -> Visit:
    """Return the date with other fields in its record."""
    return replace(one, record=replace(one.record, **fields))  # type: ignore[arg-type]  # of the record's own fields


def write_results(one: Visit, folder: Path, *, dated: bool = True) -> Path:
    """Write record and segmentation of a date as an analysis does."""
    folder.mkdir(parents=True)
    identity = one.record.identity if dated else replace(one.record.identity, study_date=None)
    (folder / "analysis.json").write_text(to_json(replace(one.record, identity=identity)), encoding="utf-8")
    nifti.write_label_map(folder / "segmentation.nii.gz", one.label_map)
    return folder
