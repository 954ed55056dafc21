"""The patient's own mid-sagittal plane, from the brain's symmetry: never the array's middle, nor the world's x = 0."""

from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.origin import Sides
from neuroinsight.core.study import Study
from neuroinsight.imaging.symmetry import Plane, symmetry_plane

NOT_FOUND = NotMeasured("midline.not_found")
_LEAST_OVERLAP, _LEAST_CORRELATION = 0.9, 0.3
_RIGHT, _EVERY_AXIS = (0,), (0, 1, 2)


def midline(study: Study, label_map: LabelMap, brain: Mask) -> Plane | NotMeasured:
    """Return the plane that the brain without its tumor is most symmetric about; its normal points to the right.

    Where the files do not say which way is right, it points along any axis.
    """
    axes = _RIGHT if study.sides is Sides.STATED else _EVERY_AXIS
    images = [volume.array for volume in study.volumes.values()]
    found = symmetry_plane(images, brain, label_map.mask(Region.WT), label_map.grid, axes=axes)
    if found is None or found.overlap < _LEAST_OVERLAP or found.correlation < _LEAST_CORRELATION:
        return NOT_FOUND
    return found.plane
