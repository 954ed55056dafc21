"""What the numbers of a segmentation mean, by data set, and masks of regions from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import LabelError
from neuroinsight.core.grid import Grid, require_array_on

Mask = NDArray[np.bool_]


class Region(StrEnum):
    """A part of the tumor: disjoint tissues, and the nested regions that they add up to.

    >>> from neuroinsight import Region
    >>> Region.TC.title, Region.ET in Region.WT.tissues
    ('Tumor core', True)
    """

    NCR = "NCR"  # necrotic and non-enhancing core, cysts included
    ED = "ED"  # edema and infiltration
    ET = "ET"  # enhancing tumor
    CYST = "CYST"  # cystic part of the core, which the data set of children tells apart
    CAVITY = "CAVITY"  # resection cavity of post-operative data sets: no tumor
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


# BraTS-PEDs counts cysts to the core, and its 2023 release had them in one class with the non-enhancing tumor
# (arXiv 2404.15009, 2305.17033); so does every data set that has no number for them.
_TISSUES_OF = {
    Region.NCR: (Region.NCR, Region.CYST),
    Region.TC: (Region.NCR, Region.CYST, Region.ET),
    Region.WT: (Region.NCR, Region.CYST, Region.ED, Region.ET),
}
_TITLES = {
    Region.NCR: "Necrotic or non-enhancing",
    Region.ED: "Edema or infiltration",
    Region.ET: "Enhancing",
    Region.CYST: "Cystic",
    Region.CAVITY: "Resection cavity",
    Region.TC: "Tumor core",
    Region.WT: "Whole tumor",
}

CLASSES = (Region.NCR, Region.ED, Region.ET)
NESTED_REGIONS = (Region.WT, Region.TC, Region.ET)
_OUTLINES = "outlines"
MEASURED_REGIONS = (Region.WT, Region.ED, Region.TC, Region.ET, Region.NCR)

# What must have been outlined for a region to be known; a cyst or a cavity is known where the scheme has a number.
_KNOWN_FROM = {
    Region.WT: (Region.WT,),
    Region.TC: (Region.TC,),
    Region.ET: (Region.ET,),
    Region.ED: (Region.WT, Region.TC),
    Region.NCR: (Region.TC, Region.ET),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScheme:
    """A data set's numbers and the tissues they stand for; 0 is always background.

    A mask of the whole tumor names no tissue: its numbers stand for `WT`, and of the regions within nothing is known.
    """

    name: str
    tissue_of: Mapping[int, Region]
    source: str = ""  # where the numbers are used, and who defines them

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "tissue_of", MappingProxyType(dict(self.tissue_of)))

    @property
    def outlines(self) -> tuple[Region, ...]:
        """The nested regions that the numbers tell apart."""
        return (Region.WT,) if Region.WT in self.tissue_of.values() else NESTED_REGIONS

    def number_of(self, tissue: Region) -> int:
        """Return the first number that stands for a tissue; a scheme without a number for cysts counts them to NCR.

        Raises:
            LabelError: The scheme has no number for the tissue.
        """
        wanted = (tissue, Region.NCR) if tissue is Region.CYST else (tissue,)
        numbers = [n for region in wanted for n, known in self.tissue_of.items() if known is region]
        if numbers:
            return numbers[0]
        raise LabelError(
            f"The label scheme {self.name} has no number for {tissue}",
            seen=tissue.value,
            allowed=", ".join(known.value for known in self.tissue_of.values()),
            remedy="choose another scheme",
            code="labels.no_number",
        )

    def numbers_of(self, region: Region) -> tuple[int, ...]:
        """Return the numbers that make up a region."""
        return tuple(n for n, tissue in self.tissue_of.items() if tissue in (region, *region.tissues))

    def __str__(self) -> str:
        """Return the table, as in `1 NCR, 2 ED, 4 ET`."""
        return ", ".join(f"{number} {tissue.value}" for number, tissue in self.tissue_of.items())


BRATS_2015 = LabelScheme(
    name="brats2015",
    tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.NCR, 4: Region.ET},
    source="BraTS 2012 to 2016: 1 necrosis, 3 non-enhancing core (doi:10.1109/TMI.2014.2377694)",
)
BRATS_2017 = LabelScheme(
    name="brats2017",
    tissue_of={1: Region.NCR, 2: Region.ED, 4: Region.ET},
    source="BraTS 2017 to 2021 (arXiv 2107.02314)",
)
BRATS_2023 = LabelScheme(
    name="brats2023",
    tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET},
    source="BraTS since 2023: adult glioma before treatment, Africa; children in 2023 alone (arXiv 2305.17033)",
)
BRATS_2024 = LabelScheme(
    name="brats2024",
    tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET, 4: Region.CAVITY},
    source="BraTS 2024 and 2025: adult glioma after treatment (arXiv 2405.18368)",
)
BRATS_PEDS = LabelScheme(
    name="brats-peds",
    tissue_of={1: Region.ET, 2: Region.NCR, 3: Region.CYST, 4: Region.ED},
    source="BraTS-PEDs since 2024: 2 non-enhancing, 3 cystic, both of the core (arXiv 2404.15009)",
)
BRATS_MEN = LabelScheme(
    name="brats-men",
    tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET},
    source="BraTS-MEN 2023: meningioma before treatment (arXiv 2305.07642)",
)
BRATS_MET = LabelScheme(
    name="brats-met",
    tissue_of={1: Region.NCR, 2: Region.ED, 3: Region.ET, 4: Region.CAVITY},
    source="BraTS-METS: metastases; 4 since treated patients are among them, 2025 (arXiv 2306.00838, 2504.12527)",
)
DECATHLON = LabelScheme(
    name="decathlon",
    tissue_of={1: Region.ED, 2: Region.NCR, 3: Region.ET},
    source="Medical Segmentation Decathlon, Task01; nnU-Net's conversions of BraTS (arXiv 2106.05735)",
)
WHOLE_TUMOR = LabelScheme(
    name="whole-tumor",
    tissue_of={1: Region.WT, 255: Region.WT},
    source="masks of the whole tumor, 0 and 1 or 0 and 255",
)
SCHEMES = (
    BRATS_2015,
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    BRATS_PEDS,
    BRATS_MEN,
    BRATS_MET,
    DECATHLON,
    WHOLE_TUMOR,
)


def scheme_called(name: str) -> LabelScheme:
    """Return the scheme of a name; `LabelError` if there is none."""
    for scheme in SCHEMES:
        if scheme.name == name:
            return scheme
    raise LabelError(
        "There is no label scheme of this name",
        seen=name,
        allowed=", ".join(scheme.name for scheme in SCHEMES),
        remedy="choose one of these",
        code="labels.unknown_scheme",
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labels:
    """Label numbers of any array, as of pictures `[slice, row, column]`, with the scheme that explains them.

    `outlined` are the regions that its maker tells apart: of any other one nothing is known, which is not the same as
    none of it.
    """

    array: NDArray[np.uint8]
    scheme: LabelScheme
    outlined: tuple[Region, ...] = NESTED_REGIONS

    def __post_init__(self) -> None:
        """Check the numbers; a scheme of the whole tumor outlines no more than that."""
        known = tuple(region for region in self.outlined if region in self.scheme.outlines)
        object.__setattr__(self, "outlined", known)
        seen = np.flatnonzero(np.bincount(self.array.ravel(), minlength=1))
        unknown = sorted(set(seen.tolist()) - {0, *self.scheme.tissue_of})
        if unknown:
            raise LabelError(
                "The label map holds a number that its scheme does not know",
                seen=", ".join(str(number) for number in unknown),
                allowed=f"0 background, {self.scheme} ({self.scheme.name})",
                remedy="name the scheme that the labels were written in, or repair the label map",
                code="labels.unknown_number",
            )

    def knows(self, region: Region) -> bool:
        """Say whether the map tells where the region is, and where it is not."""
        if region in _KNOWN_FROM:
            return all(outlined in self.outlined for outlined in _KNOWN_FROM[region])
        return region in self.scheme.tissue_of.values()

    def mask(self, region: Region) -> Mask:
        """Return where the region is, in the axes of the array."""
        mask: Mask = np.isin(self.array, self.scheme.numbers_of(region))
        return mask

    def in_scheme(self, scheme: LabelScheme) -> Self:
        """Return the same tissues written in another scheme's numbers."""
        table = np.zeros(256, np.uint8)
        for number, tissue in self.scheme.tissue_of.items():
            if (self.array == number).any():
                table[number] = scheme.number_of(tissue)
        return replace(self, array=table[self.array], scheme=scheme)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelMap(Labels):
    """Labels `[i, j, k]` on their grid: what can be measured in millimeters.

    >>> import numpy as np
    >>> from neuroinsight import LabelMap, Region
    >>> from neuroinsight.core.grid import Grid
    >>> from neuroinsight.core.labels import BRATS_2017
    >>> grid = Grid(shape=(2, 2, 1), affine=np.eye(4))
    >>> numbers = np.array([[[0], [1]], [[2], [4]]], np.uint8)
    >>> label_map = LabelMap(array=numbers, grid=grid, scheme=BRATS_2017)
    >>> int(label_map.mask(Region.TC).sum()), label_map.scheme.numbers_of(Region.ET)
    (2, (4,))
    """

    grid: Grid

    def __post_init__(self) -> None:
        """Check shape and numbers."""
        require_array_on(self.grid, self.array)
        Labels.__post_init__(self)


def outlines_to_text(outlined: tuple[Region, ...]) -> str:
    """Return the regions that a label map tells apart, as in `outlines WT`; nothing where it is all of them."""
    return "" if outlined == NESTED_REGIONS else f"{_OUTLINES} {','.join(outlined)}"


def outlines_from_text(text: str) -> tuple[Region, ...]:
    """Return what `outlines_to_text` wrote; all regions from any other text."""
    said, _, names = text.partition(" ")
    known = tuple(region for region in NESTED_REGIONS if region in names.split(","))
    return known if said == _OUTLINES and known else NESTED_REGIONS
