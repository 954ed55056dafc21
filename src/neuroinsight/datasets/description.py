"""What is in a data set, as values: of volumes, of slices, and of all cases together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.duplicates import same_patients
from neuroinsight.datasets.slices import SlicePatient

DESCRIBED_REGIONS = (Region.NCR, Region.ED, Region.ET, Region.TC, Region.WT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensities:
    """An image's values inside the brain: whatever differs from the air, that is from the value of the corners."""

    minimum: float
    median: float
    percentile_99: float
    maximum: float
    brain_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDescription:
    """What one case's files hold; `problems` make it unfit or doubtful, `notes` are worth knowing."""

    case: Case
    grid: Grid | None  # of the first image; None when none could be read
    volumes_ml: Mapping[Region, float]  # empty without readable labels; without tissues the whole tumor alone
    intensities: Mapping[Sequence, Intensities]
    digests: Mapping[Sequence, str]  # of the values in the brain
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ("volumes_ml", "intensities", "digests"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def images(self) -> frozenset[str]:
        """The digests of all images."""
        return frozenset(self.digests.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceDescription:
    """What one patient's slices hold; `size` is width and height in pixels, None when none could be read."""

    case: SlicePatient
    size: tuple[int, int] | None = None
    areas_pixels: tuple[int, ...] = ()  # of the mask, slice by slice
    copies_of_flair: frozenset[Sequence] = frozenset()  # channels that are no image of their own
    digests: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def images(self) -> frozenset[str]:
        """The digests of all pictures that are not blank."""
        return self.digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """All cases of a data set, in the order they were described, and what was noticed when they were found."""

    everything: tuple[CaseDescription | SliceDescription, ...]
    notices: tuple[str, ...] = ()

    @property
    def cases(self) -> tuple[CaseDescription, ...]:
        """The cases that are volumes."""
        return tuple(one for one in self.everything if isinstance(one, CaseDescription))

    @property
    def slices(self) -> tuple[SliceDescription, ...]:
        """The patients whose images are slices."""
        return tuple(one for one in self.everything if isinstance(one, SliceDescription))

    @property
    def examined(self) -> tuple[Examined, ...]:
        """All cases, volumes and slices."""
        return tuple(one.case for one in self.everything)

    @property
    def patients(self) -> frozenset[str]:
        """The patients, those who share an image counted as one."""
        one_with = same_patients((one.case.patient, one.images) for one in self.everything)
        return frozenset(one_with.get(case.patient, case.patient) for case in self.examined)

    @property
    def repeated_patients(self) -> Mapping[str, tuple[str, ...]]:
        """Patients with more than one case, and the keys of these: a split must keep them together."""
        return repeated((case.patient, case.key) for case in self.examined)

    @property
    def repeated_images(self) -> tuple[tuple[str, ...], ...]:
        """Keys of cases that hold the same image, whatever its header, under different names."""
        shared = repeated((digest, one.case.key) for one in self.everything for digest in sorted(one.images))
        return tuple(sorted(set(shared.values())))

    @property
    def with_problems(self) -> tuple[CaseDescription | SliceDescription, ...]:
        """The cases that have problems."""
        return tuple(described for described in self.everything if described.problems)


def repeated(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Group names by what they share, and keep the groups of two and more."""
    groups: dict[str, list[str]] = {}
    for shared, name in pairs:
        groups.setdefault(shared, []).append(name)
    return {shared: tuple(names) for shared, names in groups.items() if len(names) > 1}
