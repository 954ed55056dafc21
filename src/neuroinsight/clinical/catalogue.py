"""Every measure of a patient's tumor: what it is called, and the function that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from neuroinsight.clinical.volumes import volumes
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.measurement import Measurement
from neuroinsight.core.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A family of measurements; the keys of what it returns begin with its name."""

    name: str
    source: str
    take: Callable[[Study, LabelMap], Mapping[str, Measurement]]


MEASURES = (Measure(name="volume", source="voxel count times voxel volume (DICOM PS3.16, DCM 126030)", take=volumes),)


def measure(study: Study, label_map: LabelMap) -> dict[str, Measurement]:
    """Return all measurements of a study's tumor by name, as in `volume.WT`."""
    measurements: dict[str, Measurement] = {}
    for entry in MEASURES:
        measurements.update(entry.take(study, label_map))
    return measurements
