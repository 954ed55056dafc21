"""The record of an analysis of pictures: areas in pixels, and not a millimeter."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measurement
from neuroinsight.core.record import Caution, Outline
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity

PICTURES_FORMAT = "pictures-1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAnalysis:
    """Inputs, outline, measurements and cautions of one patient's analyzed pictures."""

    format_version: str = PICTURES_FORMAT
    software_version: str
    identity: Identity
    shape: tuple[int, int, int]  # slices, rows, columns
    channels: tuple[Sequence, ...]
    copies: tuple[Sequence, ...]  # channels that hold a copy of another one: treated as missing
    sources: Mapping[str, str]  # a picture's file name -> SHA-256 of its bytes
    outline: Outline
    measurements: Mapping[str, Measurement]  # as in "area.WT", in pixels
    areas_pixels: Mapping[Region, tuple[int, ...]]  # by slice, in the order of the stack
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ("sources", "measurements", "areas_pixels"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
