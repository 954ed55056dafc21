"""How strongly the enhancing part of a tumor takes up contrast agent."""

import numpy as np
from scipy import ndimage

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.boxes import bounding_box

_NONE, _MILD, _MARKED = "1", "2", "3"
_APART_MM = 10.0  # from the tumor: infiltration reaches beyond its outline
_FEWEST_VOXELS = 100  # of normal-appearing brain, for a percentile to mean something
_LOW_PERCENTILE = 5.0  # below 0 in z-scores, whose scale is lost, and not by the undershoot of resampling
# Of the normal-appearing brain's own differences, one in six is larger: what enhances less cannot be told from it.
_NOISE_PERCENTILE = 84.0
# In units of the normal-appearing brain's signal. Of 48 experts' outlines with enhancing tumor, the median of 4 lies
# within the noise (all four LGG, or called weak by who prepared the data), of 9 up to this bound, of 35 above it.
_MARKED_FROM = 0.4


def enhancement_quality(evidence: Evidence) -> str | NotMeasured:
    """Return none, mild or marked: the guide compares T1 with contrast agent to T1 without, and so do we.

    Both images are divided by their median in the normal-appearing brain, which is all brain farther than 10 mm from
    the tumor; the difference, in the median over the enhancing part, is what counts.
    """
    volumes = evidence.study.volumes
    if Sequence.T1 not in volumes:
        return NotMeasured("sequences.no_precontrast")
    enhancing, whole = (evidence.label_map.mask(region) for region in (Region.ET, Region.WT))
    if not enhancing.any():
        return _NONE
    after, before = volumes[Sequence.T1CE].array, volumes[Sequence.T1].array
    normal = (after != 0) & (before != 0) & ~_near(whole, evidence)
    if np.count_nonzero(normal) < _FEWEST_VOXELS:
        return NotMeasured("brain.none_normal")
    if min(np.percentile(image[normal], _LOW_PERCENTILE) for image in (after, before)) < 0:
        return NotMeasured("intensities.below_zero")
    gains = [float(np.median(image[normal])) for image in (after, before)]
    found, noise = (after[where] / gains[0] - before[where] / gains[1] for where in (enhancing, normal))
    contrast = float(np.median(found))
    if contrast <= np.percentile(noise, _NOISE_PERCENTILE):
        return _NONE
    return _MARKED if contrast >= _MARKED_FROM else _MILD


def _near(whole: Mask, evidence: Evidence) -> Mask:
    """Where the tumor is, and what lies near it."""
    spacing_mm = evidence.label_map.grid.spacing_mm
    box = bounding_box(whole, margin=int(np.ceil(_APART_MM / spacing_mm.min())))
    near = np.zeros_like(whole)
    if box is not None:
        near[box] = ndimage.distance_transform_edt(~whole[box], sampling=spacing_mm) <= _APART_MM
    return near
