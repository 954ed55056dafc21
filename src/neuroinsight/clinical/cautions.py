"""What a reader should doubt of a result, judged from the study and its measurements: one small rule for each doubt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from neuroinsight.clinical.calibrated import calibrated, quality_of
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesion_outlines import SMALLEST_ALONE_ML
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.origin import Sides
from neuroinsight.core.record import Caution, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.orientation import canonical_grid

_LARGEST_TUMOR_ML = 400.0  # larger than any whole tumor of BraTS 2017 to 2021
_COARSE_MM = 1.5
_OBLIQUE_DEG = 15.0  # slices along the corpus callosum or the skull base are tilted by less
_CUT_ACROSS = 1.5  # times coarser in the axial plane than across it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What a rule may look at."""

    evidence: Evidence
    measurements: Mapping[str, Measurement]

    @property
    def whole_ml(self) -> float | None:
        """The whole tumor's volume; None where it was not measured."""
        whole = self.measurements.get("volume.WT")
        return whole.value if isinstance(whole, Measured) else None


class Rule(Protocol):
    """A doubt that may be there."""

    def __call__(self, findings: Findings) -> Caution | None:
        """Return the caution, or None where there is nothing to doubt."""


def no_tumor(findings: Findings) -> Caution | None:
    """Finding nothing proves nothing."""
    return Caution(code="tumor.none") if findings.whole_ml == 0 else None


def implausibly_large(findings: Findings) -> Caution | None:
    """More than any whole tumor of BraTS."""
    whole_ml = findings.whole_ml
    if whole_ml is None or whole_ml <= _LARGEST_TUMOR_ML:
        return None
    return Caution(code="tumor.implausibly_large", values={"volume_ml": whole_ml})


def at_border(findings: Findings) -> Caution | None:
    """The images may hold only a part of the tumor."""
    mask = findings.evidence.label_map.mask(Region.WT)
    ends = (mask[0], mask[-1], mask[:, 0], mask[:, -1], mask[:, :, 0], mask[:, :, -1])
    return Caution(code="tumor.at_border") if any(bool(end.any()) for end in ends) else None


def no_contrast(findings: Findings) -> Caution | None:
    """Without post-contrast T1 the core cannot be told."""
    return None if Sequence.T1CE in findings.evidence.study.volumes else Caution(code="sequences.no_contrast")


def no_fluid_sequence(findings: Findings) -> Caution | None:
    """Edema shows on FLAIR and T2."""
    given = findings.evidence.study.volumes
    return None if Sequence.FLAIR in given or Sequence.T2 in given else Caution(code="sequences.no_flair_no_t2")


def coarse(findings: Findings) -> Caution | None:
    """Thick slices make coarse outlines."""
    thickest_mm = float(findings.evidence.label_map.grid.spacing_mm.max())
    return Caution(code="grid.coarse", values={"spacing_mm": thickest_mm}) if thickest_mm > _COARSE_MM else None


def apart(findings: Findings) -> Caution | None:
    """A FLAIR abnormality that lies apart from every lesion counts to the whole tumor, and is none."""
    evidence = findings.evidence
    if not evidence.lesions:
        return None
    voxels = evidence.voxels[Region.WT] - sum(int(np.count_nonzero(lesion.whole)) for lesion in evidence.lesions)
    volume_ml = voxels * evidence.label_map.grid.voxel_volume_ml
    if volume_ml < SMALLEST_ALONE_ML:
        return None
    return Caution(code="tumor.apart", values={"volume_ml": volume_ml}, severity=Severity.NOTE)


def not_axial(findings: Findings) -> Caution | None:
    """Diameters are taken in the array's own plane that is nearest to the axial one."""
    grid = canonical_grid(findings.evidence.label_map.grid)
    normal = np.cross(grid.affine[:3, 0], grid.affine[:3, 1])
    angle_deg = float(np.degrees(np.arccos(min(1.0, abs(normal[2]) / np.linalg.norm(normal)))))
    if not findings.evidence.lesions or angle_deg <= _OBLIQUE_DEG:
        return None
    return Caution(code="diameters.oblique", values={"angle_deg": angle_deg}, severity=Severity.NOTE)


def other_plane(findings: Findings) -> Caution | None:
    """Slices that were taken in another plane are cut across: their thickness lies in the plane of the diameters."""
    along_r, along_a, along_s = canonical_grid(findings.evidence.label_map.grid).spacing_mm.tolist()
    coarse_mm = max(along_r, along_a)
    if not findings.evidence.lesions or coarse_mm <= _CUT_ACROSS * along_s:
        return None
    plane = "sagittal" if along_r > along_a else "coronal"
    return Caution(code="diameters.other_plane", values={"plane": plane, "spacing_mm": coarse_mm})


def sides_unknown(findings: Findings) -> Caution | None:
    """Left and right are never guessed."""
    return Caution(code="sides.unknown") if findings.evidence.study.sides is Sides.UNKNOWN else None


def not_calibrated(findings: Findings) -> Caution | None:
    """No case of the calibration had exactly these sequences; of coarse voxels `coarse` tells."""
    known = calibrated(findings.evidence)
    if not isinstance(known, NotMeasured) or known.code != "calibration.other_sequences":
        return None
    given = {"sequences": known.values["sequences"]}
    return Caution(code="calibration.other_sequences", values=given, severity=Severity.NOTE)


def withheld(findings: Findings) -> Caution | None:
    """The outline is expected to be so wrong that nobody should read an impression of it."""
    quality = quality_of(findings.evidence)
    if quality is None or not quality.withheld:
        return None
    return Caution(code="quality.withheld", values={"bound": quality.bound})


RULES: tuple[Rule, ...] = (
    sides_unknown,
    no_tumor,
    implausibly_large,
    at_border,
    no_contrast,
    no_fluid_sequence,
    coarse,
    other_plane,
    not_axial,
    apart,
    not_calibrated,
    withheld,
)


def judge(evidence: Evidence, measurements: Mapping[str, Measurement]) -> tuple[Caution, ...]:
    """Return the cautions that belong beside these measurements, in the order of `RULES`."""
    return tuple(_raised(Findings(evidence=evidence, measurements=measurements)))


def _raised(findings: Findings) -> Iterator[Caution]:
    for rule in RULES:
        caution = rule(findings)
        if caution is not None:
            yield caution
