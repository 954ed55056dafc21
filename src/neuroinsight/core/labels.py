"""What the numbers of a segmentation mean, by data set, and masks of regions from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import LabelError
from neuroinsight.core.grid import Grid, require_array_on

Mask = NDArray[np.bool_]


class Region(StrEnum):
    """A part of the tumor: four disjoint tissues, and the nested regions that they add up to."""

    NCR = "NCR"  # necrotic and non-enhancing core
    ED = "ED"  # edema and infiltration
    ET = "ET"  # enhancing tumor
    CAVITY = "CAVITY"  # resection cavity of post-operative data sets
    TC = "TC"  # tumor core: NCR + ET
    WT = "WT"  # whole tumor: NCR + ED + ET

    @property
    def tissues(self) -> tuple["Region", ...]:
        """The disjoint tissues that the region consists of."""
        return _TISSUES_OF.get(self, (self,))

    @property
    def title(self) -> str:  # type: ignore[override]  # in place of str's method
        """The name for people."""
        return _TITLES[self]


_TISSUES_OF = {Region.TC: (Region.NCR, Region.ET), Region.WT: (Region.NCR, Region.ED, Region.ET)}
_TITLES = {
    Region.NCR: "Necrotic or non-enhancing",
    Region.ED: "Edema or infiltration",
    Region.ET: "Enhancing",
    Region.CAVITY: "Resection cavity",
    Region.TC: "Tumor core",
    Region.WT: "Whole tumor",
}

CLASSES = (Region.NCR, Region.ED, Region.ET)
NESTED_REGIONS = (Region.WT, Region.TC, Region.ET)
MEASURED_REGIONS = (Region.WT, Region.ED, Region.TC, Region.ET, Region.NCR)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScheme:
    """A data set's numbers and the tissues they stand for; 0 is always background."""

    name: str
    tissue_of: Mapping[int, Region]

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "tissue_of", MappingProxyType(dict(self.tissue_of)))

    def number_of(self, tissue: Region) -> int:
        """Return the number that stands for a tissue; `LabelError` if the scheme has none."""
        for number, known in self.tissue_of.items():
            if known is tissue:
                return number
        raise LabelError(
            f"The label scheme {self.name} has no number for {tissue}",
            seen=tissue.value,
            allowed=", ".join(known.value for known in self.tissue_of.values()),
            remedy="choose another scheme",
        )

    def numbers_of(self, region: Region) -> tuple[int, ...]:
        """Return the numbers that make up a region."""
        return tuple(n for n, tissue in self.tissue_of.items() if tissue in region.tissues)

    def __str__(self) -> str:
        """Return the table, as in `1 NCR, 2 ED, 4 ET`."""
        return ", ".join(f"{number} {tissue.value}" for number, tissue in self.tissue_of.items())


BRATS_2017 = LabelScheme(name="brats2017", tissue_of={1: Region.NCR, 2: Region.ED, 4: Region.ET})
BRATS_2023 = LabelScheme(name="brats2023", tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET})
BRATS_2024 = LabelScheme(name="brats2024", tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET, 4: Region.CAVITY})
DECATHLON = LabelScheme(name="decathlon", tissue_of={1: Region.ED, 2: Region.NCR, 3: Region.ET})
SCHEMES = (BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelMap:
    """Label numbers `[i, j, k]` on their grid, with the scheme that explains them.

    `outlined` are the regions that its maker tells apart: of any other one nothing is known, which is not the same as
    none of it.
    """

    array: NDArray[np.uint8]
    grid: Grid
    scheme: LabelScheme
    outlined: tuple[Region, ...] = NESTED_REGIONS

    def __post_init__(self) -> None:
        """Check shape and numbers."""
        require_array_on(self.grid, self.array)
        seen = np.flatnonzero(np.bincount(self.array.ravel(), minlength=1))
        unknown = sorted(set(seen.tolist()) - {0, *self.scheme.tissue_of})
        if unknown:
            raise LabelError(
                "The label map holds a number that its scheme does not know",
                seen=", ".join(str(number) for number in unknown),
                allowed=f"0 background, {self.scheme} ({self.scheme.name})",
                remedy="name the scheme that the labels were written in, or repair the label map",
            )

    def mask(self, region: Region) -> Mask:
        """Return where the region is, `[i, j, k]`."""
        mask: Mask = np.isin(self.array, self.scheme.numbers_of(region))
        return mask

    def in_scheme(self, scheme: LabelScheme) -> "LabelMap":
        """Return the same tissues written in another scheme's numbers."""
        table = np.zeros(256, np.uint8)
        for number, tissue in self.scheme.tissue_of.items():
            if (self.array == number).any():
                table[number] = scheme.number_of(tissue)
        return replace(self, array=table[self.array], scheme=scheme)
