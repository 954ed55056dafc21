"""Lesion by lesion, by the rule of the BraTS 2023 adult glioma challenge.

1. Lesions of the truth and of the prediction are 26-connected components.
2. The truth is dilated three times with the 18-neighborhood; its components whose dilations join are one lesion, whose
   own voxels stay as they were.
3. Every predicted component that meets a lesion's dilation is matched to it, whole; one component may be matched to
   several lesions. Dice and HD95 (area-weighted) compare the lesion with its matches together. A lesion without match
   is missed: Dice 0, HD95 374 mm.
4. Lesions of at most 50 mm3 are left out, found or missed; what was matched to them is not invented.
5. A predicted component without lesion is invented, however small: Dice 0, HD95 374 mm.
6. The scores are means over the lesions that are left and the invented ones; 1 and 0 mm if there are none of either.

Source: the challenge's evaluation script (github.com/rachitsaluja/BraTS-2023-Metrics). Difference to it: voxel sizes
are those of the truth's header, not of the prediction's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int32
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.imaging.boxes import Mask, bounding_box
from neuroinsight.imaging.surfaces import Spacing
from neuroinsight.metrics.policy import EMPTY_MASKS, EmptyMasks
from neuroinsight.metrics.surface import area_weighted_hd95_mm

_Labels = Int32[NDArray[np.int32], "i j k"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionRule:
    """The numbers of the rule; the defaults are those of adult glioma."""

    dilations: int = 3
    negligible_mm3: float = 50.0  # lesions of this size and smaller are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionScores:
    """Mean Dice and HD95 over lesions, and how many there were."""

    dice: float
    hd95_mm: float
    found: int
    missed: int
    invented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesion:
    dice: float
    hd95_mm: float
    volume_mm3: float
    matches: frozenset[int]


GLIOMA_RULE = LesionRule()
_NEIGHBORS_18 = ndimage.generate_binary_structure(3, 2)
_NEIGHBORS_26 = ndimage.generate_binary_structure(3, 3)


def compare_lesions(
    truth: Mask,
    prediction: Mask,
    spacing_mm: Spacing,
    *,
    rule: LesionRule = GLIOMA_RULE,
    empty: EmptyMasks = EMPTY_MASKS,
) -> LesionScores:
    """Return the scores of two masks; arrays may be cropped to `rule.dilations` voxels around both masks."""
    components, count = ndimage.label(prediction, _NEIGHBORS_26)
    lesions = list(_lesions(truth, components, spacing_mm, rule=rule, empty=empty))
    invented = count - len(frozenset[int]().union(*(lesion.matches for lesion in lesions)))
    counted = [lesion for lesion in lesions if lesion.volume_mm3 > rule.negligible_mm3]
    dice = [lesion.dice for lesion in counted] + [empty.overlap_one] * invented
    distances = [lesion.hd95_mm for lesion in counted] + [empty.distance_one_mm] * invented
    return LesionScores(
        dice=float(np.mean(dice)) if dice else empty.overlap_both,
        hd95_mm=float(np.mean(distances)) if distances else empty.distance_both_mm,
        found=sum(bool(lesion.matches) for lesion in counted),
        missed=sum(not lesion.matches for lesion in counted),
        invented=invented,
    )


def _lesions(
    truth: Mask, components: _Labels, spacing_mm: Spacing, *, rule: LesionRule, empty: EmptyMasks
) -> Iterator[_Lesion]:
    if not truth.any():
        return
    dilated = ndimage.binary_dilation(truth, _NEIGHBORS_18, iterations=rule.dilations)
    # the dilation of one lesion is one component here, because dilations of a union are unions of dilations
    lesions, _ = ndimage.label(dilated, _NEIGHBORS_26)
    sizes = np.bincount(components.ravel())
    for number, box in enumerate(ndimage.find_objects(lesions), start=1):
        around = lesions[box] == number
        lesion = around & truth[box]
        matches = np.setdiff1d(components[box][around], 0)
        volume = int(lesion.sum())
        overlap = int((components[box][lesion] > 0).sum())  # whatever is predicted inside a lesion is matched to it
        yield _Lesion(
            dice=2 * overlap / (volume + int(sizes[matches].sum())),
            hd95_mm=_hd95_mm(truth & (lesions == number), np.isin(components, matches), spacing_mm)
            if matches.size
            else empty.distance_one_mm,
            volume_mm3=volume * float(np.prod(spacing_mm)),
            matches=frozenset(matches.tolist()),
        )


def _hd95_mm(lesion: Mask, matched: Mask, spacing_mm: Spacing) -> float:
    box = bounding_box(lesion | matched)
    return area_weighted_hd95_mm(lesion[box], matched[box], spacing_mm)
