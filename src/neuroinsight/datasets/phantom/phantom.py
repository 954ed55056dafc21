"""A synthetic patient that looks like a brain with a tumor, and knows its true volumes and diameters.

It is what tests, demo and documentation use in place of patients. The settings decide everything: the same settings
give the same voxels, and another grid, orientation or tilt shows the same patient.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import BRATS_2017, MEASURED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom.diameters import axial_diameters
from neuroinsight.datasets.phantom.grid import Indices, brain_points, phantom_grid, seen_from_head, turn_of
from neuroinsight.datasets.phantom.head import Head, Tissues
from neuroinsight.datasets.phantom.noise import Float32
from neuroinsight.datasets.phantom.settings import PhantomSettings
from neuroinsight.datasets.phantom.signal import clean_signal, receive, texture
from neuroinsight.datasets.phantom.tumor import Shares, Tumor, class_numbers, together
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, from_canonical
from neuroinsight.io import nifti
from neuroinsight.io.atomic import new_folder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phantom:
    """A synthetic patient and the truth.

    `volumes_ml` are those of the shape itself, counted on a lattice of 1 mm in the head, so that they do not depend on
    the written grid; `counted_volumes_ml` are those of the voxels of `truth`. At 1 mm the two agree to 2 %.
    """

    settings: PhantomSettings
    study: Study
    truth: LabelMap
    volumes_ml: Mapping[Region, float]
    counted_volumes_ml: Mapping[Region, float]
    longest_axial_diameter: Measurement  # of the first core, in mm
    perpendicular_diameter: Measurement  # the longest line through the core at a right angle to it, in the same slice


def make_phantom(settings: PhantomSettings) -> Phantom:
    """Return the patient with all four sequences as 16-bit integers; air is exactly 0, brain at least 1.

    >>> import neuroinsight
    >>> made = neuroinsight.make_phantom(neuroinsight.PhantomSettings(seed=1, spacing_mm=(6.0, 6.0, 6.0)))
    >>> round(made.volumes_ml[neuroinsight.Region.TC])
    34

    Raises:
        DatasetError: The tumor's center is not in the brain.
    """
    grid = phantom_grid(settings)
    canonical = canonical_grid(grid)
    # beyond the template's 1 mm, a voxel's signal is the mean over its extent
    right, front, top = (0.42 * float(np.sqrt(max(0.0, spacing**2 - 1))) for spacing in canonical.spacing_mm)
    head = Head(settings.seed, settings.tumor, middle_mm=settings.middle_mm)
    turn = turn_of(settings)
    where, points = brain_points(seen_from_head(canonical, settings), head, turn)
    wanted = (*(() if settings.tumor is None else (settings.tumor,)), *settings.further)
    tumors = [Tumor(settings.seed + number, one, head) for number, one in enumerate(wanted)]
    tissues = head.tissues_at(points, (right, front, top))
    shares = together([tumor.at(points) for tumor in tumors]) if tumors else None
    order = canonical_order(grid)
    labels = np.zeros(canonical.shape, np.uint8)
    if shares is not None:
        labels[where] = class_numbers(shares)
    truth = LabelMap(array=np.ascontiguousarray(from_canonical(labels, order)), grid=grid, scheme=BRATS_2017)
    volumes = {}
    for sequence, intensities in _intensities(settings, tissues, shares, where=where, points_mm=points).items():
        image = np.zeros(canonical.shape, np.int16)
        image[where] = intensities
        volumes[sequence] = Volume(array=np.ascontiguousarray(from_canonical(image, order)), grid=grid)
    longest, perpendicular = axial_diameters(tumors[0] if tumors else None, turn)
    return Phantom(
        settings=settings,
        study=Study(identity=Identity(case_id=settings.case_id), volumes=volumes),
        truth=truth,
        volumes_ml=MappingProxyType(
            {one: sum((tumor.volumes_ml[one] for tumor in tumors), 0.0) for one in MEASURED_REGIONS}
        ),
        counted_volumes_ml=MappingProxyType(
            {region: float(truth.mask(region).sum()) * grid.voxel_volume_ml for region in MEASURED_REGIONS}
        ),
        longest_axial_diameter=longest,
        perpendicular_diameter=perpendicular,
    )


def write_phantom(phantom: Phantom, folder: Path, *, overwrite: bool = False) -> None:
    """Write `<id>_t1.nii.gz` … `<id>_flair.nii.gz`, `<id>_seg.nii.gz` (labels of BraTS 2017) and `truth.json`.

    Raises:
        OutputError: The folder holds something already, or cannot be written.
    """
    case_id = phantom.settings.case_id
    with new_folder(folder, overwrite=overwrite) as work:
        for sequence, volume in phantom.study.volumes.items():
            nifti.write(work / f"{case_id}_{sequence.value}.nii.gz", volume)
        nifti.write_label_map(work / f"{case_id}_seg.nii.gz", phantom.truth)
        (work / "truth.json").write_text(truth_to_json(phantom), encoding="utf-8")


def truth_to_json(phantom: Phantom) -> str:
    """Return what is true of the patient, with the definitions of the numbers, as JSON text."""
    content = {
        "case_id": phantom.settings.case_id,
        "volumes_ml": {region.value: round(volume, 3) for region, volume in phantom.volumes_ml.items()},
        "counted_volumes_ml": {region.value: round(volume, 3) for region, volume in phantom.counted_volumes_ml.items()},
        "core_diameters_mm": {
            "longest_axial": _in_mm(phantom.longest_axial_diameter),
            "perpendicular": _in_mm(phantom.perpendicular_diameter),
        },
        "definitions": {
            "volumes_ml": "of the shape itself, on a lattice of 1 mm in the head, free of the written grid",
            "counted_volumes_ml": "voxels of the written label map times the volume of a voxel",
            "core_diameters_mm": "of tumor core, in the axial slice where it is longest; null without a core",
        },
        "labels": {str(number): tissue.value for number, tissue in phantom.truth.scheme.tissue_of.items()},
        "settings": dataclasses.asdict(phantom.settings),
    }
    return json.dumps(content, indent=1) + "\n"


def _intensities(
    settings: PhantomSettings, tissues: Tissues, shares: Shares | None, *, where: Indices, points_mm: Float32
) -> dict[Sequence, NDArray[np.int16]]:
    intensities = {}
    for sequence in Sequence:
        signal = clean_signal(sequence, settings.seed, points_mm, tissues=tissues, shares=shares)
        signal += texture(sequence, settings.seed, where)
        received = receive(sequence, settings, signal, points_mm=points_mm)
        intensities[sequence] = np.clip(np.rint(received), 1, 32767).astype(np.int16)
    return intensities


def _in_mm(measurement: Measurement) -> float | None:
    return round(measurement.value, 2) if isinstance(measurement, Measured) else None
