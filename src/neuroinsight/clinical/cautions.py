"""What a reader should doubt of a result, judged from the study and its measurements."""

from collections.abc import Mapping

from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study

_LARGEST_TUMOR_ML = 400.0  # larger than any whole tumor of BraTS 2017 to 2021
_COARSE_MM = 1.5


def judge(study: Study, label_map: LabelMap, measurements: Mapping[str, Measurement]) -> tuple[Caution, ...]:
    """Return the cautions that belong beside these measurements."""
    cautions: list[Caution] = []
    whole = measurements.get("volume.WT")
    if isinstance(whole, Measured) and whole.value == 0:
        cautions.append(
            Caution(
                cause="No tumor was found",
                consequence="finding nothing is not proof of absence: small or faint lesions are missed",
            )
        )
    if isinstance(whole, Measured) and whole.value > _LARGEST_TUMOR_ML:
        cautions.append(
            Caution(
                cause=f"The whole tumor measures {whole.value:.0f} ml, more than any case the model was trained on",
                consequence="check the outline before using any number",
            )
        )
    if _touches_border(label_map.mask(Region.WT)):
        cautions.append(
            Caution(
                cause="The tumor reaches the edge of the images",
                consequence="part of it may lie outside the field of view: volumes are lower bounds",
            )
        )
    if Sequence.FLAIR not in study.volumes and Sequence.T2 not in study.volumes:
        cautions.append(
            Caution(cause="Neither FLAIR nor T2 was supplied", consequence="edema and the whole tumor are unsure")
        )
    thickest = float(label_map.grid.spacing_mm.max())
    if thickest > _COARSE_MM:
        cautions.append(
            Caution(
                cause=f"Voxels measure up to {thickest:.1f} mm; the model was trained on 1 mm",
                consequence="outlines and volumes are coarser than stated",
            )
        )
    return tuple(cautions)


def _touches_border(mask: Mask) -> bool:
    ends = (mask[0], mask[-1], mask[:, 0], mask[:, -1], mask[:, :, 0], mask[:, :, -1])
    return any(bool(end.any()) for end in ends)
