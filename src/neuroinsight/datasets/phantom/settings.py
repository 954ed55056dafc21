"""What can be chosen of a synthetic patient."""

from dataclasses import dataclass, field
from enum import StrEnum

from neuroinsight.core.errors import DatasetError

Triple = tuple[float, float, float]

FIELD_OF_VIEW_MM = (240.0, 240.0, 155.0)  # of BraTS: right to left, front to back, bottom to top
_LARGEST_TUMOR_MM = 80.0
_LARGEST_SPACING_MM = 20.0
_SMALLEST_SPACING_MM = 0.4
_LARGEST_TILT_DEG = 45.0
_LARGEST_SHIFT_MM = 40.0
_LARGEST_MIDDLE_MM = 15.0  # beyond, tissue would be folded


class Side(StrEnum):
    """Of the patient, not of the picture."""

    LEFT = "left"
    RIGHT = "right"


class Place(StrEnum):
    """Where in the brain the tumor's center is."""

    FRONTAL = "frontal"
    PARIETAL = "parietal"
    TEMPORAL = "temporal"
    OCCIPITAL = "occipital"
    INSULAR = "insular"
    THALAMIC = "thalamic"
    CEREBELLAR = "cerebellar"

    def center_mni_mm(self, side: Side) -> Triple:
        """Return the position in MNI space, RAS+ mm."""
        x, y, z = _CENTERS_RIGHT[self]
        return (x if side is Side.RIGHT else -x, y, z)


_CENTERS_RIGHT: dict[Place, Triple] = {
    Place.FRONTAL: (30.0, 32.0, 22.0),
    Place.PARIETAL: (34.0, -38.0, 28.0),
    Place.TEMPORAL: (44.0, -20.0, -8.0),
    Place.OCCIPITAL: (28.0, -72.0, 12.0),
    Place.INSULAR: (38.0, 4.0, 6.0),
    Place.THALAMIC: (20.0, -18.0, 12.0),
    Place.CEREBELLAR: (26.0, -64.0, -34.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TumorSettings:
    """A ring-enhancing tumor: necrosis within an enhancing rim within edema."""

    center_mni_mm: Triple = _CENTERS_RIGHT[Place.PARIETAL]  # RAS+ in MNI space
    size_mm: float = 40.0  # diameter of the sphere that has the volume of the core
    rim_mm: float = 6.0  # mean thickness of the enhancing rim; a core that is thinner than two rims has no necrosis
    edema_ratio: float = 1.8  # volume of edema over volume of core

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require("size", self.size_mm, 4.0, _LARGEST_TUMOR_MM, unit="mm")
        _require("rim", self.rim_mm, 0.5, _LARGEST_TUMOR_MM, unit="mm")
        _require("edema ratio", self.edema_ratio, 0.0, 20.0, unit="times the core")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomSettings:
    """A synthetic patient: the seed decides brain, shape of the tumor and noise; the rest is chosen.

    >>> from neuroinsight import PhantomSettings
    >>> settings = PhantomSettings(seed=3, spacing_mm=(1.0, 1.0, 3.0), orientation="RAS")
    >>> settings.case_id
    'phantom-0001'
    """

    case_id: str = "phantom-0001"
    seed: int = 0
    tumor: TumorSettings | None = field(default_factory=TumorSettings)  # None: a healthy brain
    further: tuple[TumorSettings, ...] = ()  # more tumors, which do not touch the first one or each other
    spacing_mm: Triple = (1.0, 1.0, 1.0)  # left to right, back to front, bottom to top, in any orientation
    orientation: str = "LPS"  # which way i, j and k point, as in nibabel's axis codes; BraTS has LPS
    tilt_deg: Triple = (0.0, 0.0, 0.0)  # turn of the head about the axes to the right (nod), front (tilt), top (turn)
    shift_mm: Triple = (0.0, 0.0, 0.0)  # of the head in the field of view: right, front, top
    middle_mm: float = 0.0  # by which septum and third ventricle are pushed to the right, or to the left if negative
    noise_fraction: float = 0.03  # standard deviation of the noise in each of the two channels, of the mean intensity
    bias_fraction: float = 0.08  # how far the receive field strays from 1 in the brain

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if sorted("RAS".index(_POSITIVE.get(code, "?")) for code in self.orientation if code in _POSITIVE) != [0, 1, 2]:
            raise DatasetError(
                "The phantom cannot be written in this orientation",
                seen=self.orientation or "nothing",
                allowed="three axis codes, one of L or R, one of P or A, one of I or S, in any order",
                remedy="choose one of the 48, as in LPS or RAS",
                code="phantom.orientation",
            )
        for value in self.spacing_mm:
            _require("spacing", value, _SMALLEST_SPACING_MM, _LARGEST_SPACING_MM, unit="mm")
        for value in self.tilt_deg:
            _require("tilt", value, -_LARGEST_TILT_DEG, _LARGEST_TILT_DEG, unit="degrees")
        for value in self.shift_mm:
            _require("shift", value, -_LARGEST_SHIFT_MM, _LARGEST_SHIFT_MM, unit="mm")
        _require("midline shift", self.middle_mm, -_LARGEST_MIDDLE_MM, _LARGEST_MIDDLE_MM, unit="mm")
        _require("noise", self.noise_fraction, 0.0, 0.5, unit="of the mean intensity")
        _require("bias", self.bias_fraction, 0.0, 0.5, unit="of the intensity")
        _require("seed", self.seed, 0, 2**32, unit="")
        if not self.case_id or not set(self.case_id) <= _NAME_CHARACTERS:
            raise DatasetError(
                "The phantom's id cannot be a file name",
                seen=repr(self.case_id),
                allowed="letters, digits, dot, hyphen and underscore",
                remedy="choose another id",
                code="phantom.id",
            )


_POSITIVE = {"R": "R", "L": "R", "A": "A", "P": "A", "S": "S", "I": "S"}
_NAME_CHARACTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def _require(what: str, value: float, low: float, high: float, *, unit: str) -> None:
    if not low <= value <= high:
        raise DatasetError(
            f"The phantom cannot have this {what}",
            seen=f"{value:g} {unit}".strip(),
            allowed=f"{low:g} to {high:g} {unit}".strip(),
            remedy=f"choose a {what} within these bounds",
            code="phantom.value",
        )
