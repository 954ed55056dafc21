"""A small patient with a tumor on the right, in front and above, and the record of its analysis."""

import hashlib
from dataclasses import replace

import numpy as np

from neuroinsight.core.labels import BRATS_2017, MEASURED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Interval, Measured, Measurement, NotMeasured
from neuroinsight.core.record import Analysis, Caution, ModelIdentity, Outline
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume
from tests.strategies import ellipsoid, grid_of, permuted, tumor

SHAPE = (50, 60, 44)  # canonical: right, front, top
SPACING_MM = (3.0, 2.5, 2.0)
ALL = tuple(Sequence)


def make_patient(codes: str = "RAS", *, sequences: tuple[Sequence, ...] = ALL) -> tuple[Study, LabelMap]:
    """Return the patient as a program might have stored it that writes its axes as `codes`."""
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=SPACING_MM, origin_mm=(-75.0, -75.0, -44.0))
    brain = ellipsoid(SHAPE, (24.5, 29.5, 21.5), (21.0, 26.0, 18.0))
    labels = tumor(SHAPE, (35.0, 42.0, 29.0), 7.0)
    random = np.random.default_rng(7)
    volumes = {}
    for number, sequence in enumerate(sequences):
        tissue = random.normal(300 + 50 * number, 30, SHAPE) + 500 * (labels > 0)
        image, turned = permuted(np.where(brain, tissue.clip(1), 0).astype(np.float32), grid, codes)
        volumes[sequence] = Volume(array=image.astype(np.float32), grid=turned)
    numbers, turned = permuted(labels, grid, codes)
    label_map = LabelMap(array=numbers.astype(np.uint8), grid=turned, scheme=BRATS_2017)
    sources = {
        one: Source(file_name=f"patient_{one}.nii.gz", sha256=hashlib.sha256(one.encode()).hexdigest())
        for one in sequences
    }
    identity = Identity(case_id="patient", patient_id="P-17", study_id="S-4", study_date="2026-10-14")
    return Study(identity=identity, volumes=volumes, sources=sources), label_map


def make_record(study: Study, label_map: LabelMap) -> Analysis:
    """Return the record with the volumes counted; without contrast only the whole tumor has one."""
    measurements: dict[str, Measurement] = {}
    for region in MEASURED_REGIONS:
        value_ml = float(label_map.mask(region).sum() * label_map.grid.voxel_volume_ml)
        known = Sequence.T1CE in study.volumes or region is Region.WT
        absent = NotMeasured("sequences.no_contrast")
        measurements[f"volume.{region.value}"] = Measured(value=value_ml, unit="ml") if known else absent
    return Analysis(
        software_version="0.1.0",
        identity=study.identity,
        grid=label_map.grid,
        sources=study.sources,
        outline=Outline(
            author=ModelIdentity(name="glioma", version="1.0", sha256="4f" * 32),
            regions=label_map.outlined,
            scheme=label_map.scheme.name,
            sha256=hashlib.sha256(label_map.array.tobytes()).hexdigest(),
        ),
        measurements=measurements,
    )


def without_tumor(label_map: LabelMap) -> LabelMap:
    """Return an empty label map on the same grid."""
    return LabelMap(array=np.zeros_like(label_map.array), grid=label_map.grid, scheme=label_map.scheme)


def full_record(record: Analysis) -> Analysis:
    """Return the record with all that a later version may add: intervals, other measures, gaps and cautions."""
    measurements = dict(record.measurements)
    whole = measurements["volume.WT"]
    assert isinstance(whole, Measured)
    interval = Interval(low=whole.value * 0.9, high=whole.value * 1.12, confidence=0.9)
    measurements["volume.WT"] = replace(whole, interval=interval)
    measurements["volume.NCR"] = NotMeasured("text", {"reason": "the rim is open"})
    measurements["rano.longest"] = Measured(
        value=58.3, unit="mm", interval=Interval(low=54.0, high=62.0, confidence=0.9)
    )
    measurements["mass_effect.midline_shift"] = NotMeasured("text", {"reason": "no midline in the field of view"})
    cautions = (
        Caution(code="grid.coarse", values={"spacing_mm": 5.0}),
        Caution(code="text", values={"cause": "An unseen scanner made the images.", "consequence": "Look twice."}),
    )
    return replace(record, measurements=measurements, cautions=cautions)
