"""The VASARI features of a glioma, one line each: the guide's codes, and how each is measured or why it is not.

The VASARI MRI visual feature guide (Rembrandt project, TCIA; RSNA RadElement RDES221) defines 30 features that readers
grade by eye: F1 to F25 before surgery, F26 to F28 after it, F29 and F30 the size. Proportions are of the ENTIRE
abnormality: enhancing, non-enhancing, necrotic and edematous. What a mask and four sequences cannot tell says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from neuroinsight.clinical.cortex import cortical_involvement
from neuroinsight.clinical.crossing import crossing
from neuroinsight.clinical.cysts import cysts
from neuroinsight.clinical.enhancement import enhancement_quality
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.foci import multifocal, satellites
from neuroinsight.clinical.margin import margin_thickness
from neuroinsight.clinical.shares import NO_TUMOR, proportion
from neuroinsight.clinical.volumes import gap
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measurement, NotMeasured, Stated

_PROPORTIONS = {
    "1": "not applicable",
    "2": "none (0%)",
    "3": "under 5%",
    "4": "6 to 33%",
    "5": "34 to 67%",
    "6": "68 to 95%",
    "7": "over 95%",
    "8": "all (100%)",
}
_NO_YES = {"1": "no", "2": "yes"}
_CROSSES = {"1": "not applicable", "2": "no", "3": "yes"}

_READER = NotMeasured("vasari.needs_reader")
_MIXED = NotMeasured("vasari.labels_mixed")
_SUSCEPTIBILITY = NotMeasured("vasari.needs_susceptibility")
_DIFFUSION = NotMeasured("vasari.needs_diffusion")
_FUNCTIONS = NotMeasured("vasari.needs_functions")
_TRACTS = NotMeasured("vasari.needs_tracts")
_VENTRICLES = NotMeasured("vasari.needs_ventricles")
_T1_OUTLINE = NotMeasured("vasari.needs_t1_outline")
_PIA = NotMeasured("vasari.pia_cut")
_SKULL = NotMeasured("vasari.skull_cut")
_PAIR = NotMeasured("vasari.needs_pair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One of the guide's features.

    `take` returns one of its codes or why there is none, or is why there never is; it is the name of a measurement
    where that is the feature.
    """

    number: str
    name: str
    title: str
    codes: Mapping[str, str]
    how: str = ""  # how it is measured; empty where it never is
    of: Region = Region.WT  # what must be known before it is taken
    take: Callable[[Evidence], str | NotMeasured] | NotMeasured | str

    @property
    def measurement(self) -> str:
        """The name of its measurement in a record."""
        return self.take if isinstance(self.take, str) else f"appearance.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a patient's table: a feature, and what a record says of it."""

    feature: Feature
    found: Measurement


FEATURES = (
    Feature(
        number="F1",
        name="location",
        title="Tumor location",
        codes={},
        how="the main lobe, from an atlas",
        take="place.lobe",
    ),
    Feature(
        number="F2",
        name="side",
        title="Side of the tumor's center",
        codes={"1": "right", "2": "center or both sides", "3": "left"},
        how="the side of two thirds of the whole tumor or more, against the patient's own midline; else both",
        take="place.side",
    ),
    Feature(
        number="F3",
        name="eloquent_brain",
        title="Eloquent brain",
        codes={"1": "none", "2": "speech motor", "3": "speech receptive", "4": "motor", "5": "vision"},
        take=_FUNCTIONS,
    ),
    Feature(
        number="F4",
        name="enhancement_quality",
        title="Enhancement quality",
        codes={"1": "none", "2": "mild or minimal", "3": "marked or avid"},
        how="T1 after and before contrast agent, each divided by its median in the normal-appearing brain (farther "
        "than 10 mm from the tumor): the median difference over the enhancing part. None: within the 84th percentile "
        "of the normal-appearing brain's own differences; marked: from 0.4 of its signal",
        of=Region.ET,
        take=enhancement_quality,
    ),
    Feature(
        number="F5",
        name="proportion_enhancing",
        title="Proportion enhancing",
        codes=_PROPORTIONS,
        how="enhancing voxels of all voxels of the whole tumor",
        of=Region.ET,
        take=partial(proportion, region=Region.ET),
    ),
    Feature(
        number="F6",
        name="proportion_nonenhancing",
        title="Proportion of non-enhancing tumor",
        codes=_PROPORTIONS,
        take=_MIXED,
    ),
    Feature(
        number="F7",
        name="proportion_necrosis",
        title="Proportion of necrosis",
        codes=_PROPORTIONS,
        how="necrotic or non-enhancing voxels (one label) of all voxels of the whole tumor: an upper bound of necrosis",
        of=Region.NCR,
        take=partial(proportion, region=Region.NCR),
    ),
    Feature(
        number="F8",
        name="cysts",
        title="Cysts",
        codes=_NO_YES,
        how="where the outline has a label of its own for cysts; else it shares one with necrosis",
        of=Region.NCR,
        take=cysts,
    ),
    Feature(
        number="F9",
        name="multifocal",
        title="Multifocal or multicentric",
        codes={"1": "focal", "2": "multifocal", "3": "multicentric", "4": "gliomatosis"},
        how="2 where lesions lie apart on FLAIR, and 1 where one abnormality holds all of them; 3 and 4 need a reader, "
        "who knows how tumors spread",
        of=Region.TC,
        take=multifocal,
    ),
    Feature(
        number="F10",
        name="t1_flair_ratio",
        title="T1/FLAIR ratio",
        codes={"1": "expansive", "2": "mixed", "3": "infiltrative"},
        take=_T1_OUTLINE,
    ),
    Feature(
        number="F11",
        name="margin_thickness",
        title="Thickness of the enhancing margin",
        codes={"1": "not applicable", "2": "none", "3": "thin (under 3 mm)", "4": "thick or nodular", "5": "solid"},
        how="thick where a ball of 3 mm fits into half of the enhancing part or more, by distance transforms in mm; "
        "solid where less than 5% of the core does not enhance",
        of=Region.ET,
        take=margin_thickness,
    ),
    Feature(
        number="F12",
        name="enhancing_margin_definition",
        title="Definition of the enhancing margin",
        codes={"1": "not applicable", "2": "well defined", "3": "poorly defined"},
        take=_READER,
    ),
    Feature(
        number="F13",
        name="nonenhancing_margin_definition",
        title="Definition of the non-enhancing margin",
        codes={"1": "not applicable", "2": "smooth", "3": "irregular"},
        take=_READER,
    ),
    Feature(
        number="F14",
        name="proportion_edema",
        title="Proportion of edema",
        codes=_PROPORTIONS,
        how="voxels of edema or infiltration of all voxels of the whole tumor",
        of=Region.ED,
        take=partial(proportion, region=Region.ED),
    ),
    Feature(
        number="F15",
        name="edema_crosses_midline",
        title="Edema crosses the midline",
        codes=_CROSSES,
        how="a connected part of the edema with 0.1 ml beyond 3 mm on both sides of the patient's own midline",
        of=Region.ED,
        take=partial(crossing, region=Region.ED),
    ),
    Feature(
        number="F16",
        name="hemorrhage",
        title="Hemorrhage",
        codes=_NO_YES,
        take=_SUSCEPTIBILITY,
    ),
    Feature(
        number="F17",
        name="diffusion",
        title="Diffusion",
        codes={"1": "no images", "2": "facilitated", "3": "restricted", "4": "neither or mixed"},
        take=_DIFFUSION,
    ),
    Feature(
        number="F18",
        name="pial_invasion",
        title="Pial invasion",
        codes=_NO_YES,
        take=_PIA,
    ),
    Feature(
        number="F19",
        name="ependymal_extension",
        title="Ependymal extension",
        codes=_NO_YES,
        take=_VENTRICLES,
    ),
    Feature(
        number="F20",
        name="cortical_involvement",
        title="Cortical involvement",
        codes=_NO_YES,
        how="core of 0.1 ml or more within 5 mm of the brain's outer surface; gray matter in the depth of sulci is "
        "farther away and not seen",
        of=Region.TC,
        take=cortical_involvement,
    ),
    Feature(
        number="F21",
        name="deep_white_matter_invasion",
        title="Deep white matter invasion",
        codes=_NO_YES,
        take=_TRACTS,
    ),
    Feature(
        number="F22",
        name="nonenhancing_crosses_midline",
        title="Non-enhancing tumor crosses the midline",
        codes=_CROSSES,
        how="the same of the necrotic or non-enhancing part, which share one label",
        of=Region.NCR,
        take=partial(crossing, region=Region.NCR),
    ),
    Feature(
        number="F23",
        name="enhancing_crosses_midline",
        title="Enhancing tumor crosses the midline",
        codes=_CROSSES,
        how="the same of the enhancing part",
        of=Region.ET,
        take=partial(crossing, region=Region.ET),
    ),
    Feature(
        number="F24",
        name="satellites",
        title="Satellites",
        codes=_NO_YES,
        how="an enhancing part of 0.1 to 0.5 ml within 20 mm of a lesion's core, or a second enhancing lesion in one "
        "FLAIR abnormality",
        of=Region.TC,
        take=satellites,
    ),
    Feature(
        number="F25",
        name="calvarial_remodeling",
        title="Calvarial remodeling",
        codes=_NO_YES,
        take=_SKULL,
    ),
    Feature(
        number="F26",
        name="resected_enhancing",
        title="Extent of resection of enhancing tumor",
        codes=_PROPORTIONS,
        take=_PAIR,
    ),
    Feature(
        number="F27",
        name="resected_nonenhancing",
        title="Extent of resection of non-enhancing tumor",
        codes=_PROPORTIONS,
        take=_PAIR,
    ),
    Feature(
        number="F28",
        name="resected_edema",
        title="Extent of resection of edema",
        codes=_PROPORTIONS,
        take=_PAIR,
    ),
    Feature(
        number="F29",
        name="longest",
        title="Lesion size, longest",
        codes={},
        how="longest diameter in mm of the largest lesion's FLAIR abnormality over all axial slices",
        take="extent.longest",
    ),
    Feature(
        number="F30",
        name="perpendicular",
        title="Lesion size, across it",
        codes={},
        how="the longest one at a right angle to it in the same slice",
        take="extent.perpendicular",
    ),
)


def appearance(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `appearance.<feature>`: the guide's code with its title, or why there is none.

    Location, side and size are among the features, and are measured under names of their own.
    """
    return {one.measurement: _found(one, evidence) for one in FEATURES if not isinstance(one.take, str)}


def table(measurements: Mapping[str, Measurement]) -> tuple[Row, ...]:
    """Return a patient's table in the guide's order, from a record's measurements by name."""
    absent = NotMeasured("record.absent")
    return tuple(Row(feature=one, found=measurements.get(one.measurement, absent)) for one in FEATURES)


def _found(feature: Feature, evidence: Evidence) -> Measurement:
    if isinstance(feature.take, NotMeasured):
        return feature.take
    absent = gap(evidence, feature.of)
    if absent is not None:
        return absent
    if not evidence.voxels[Region.WT]:
        return NO_TUMOR
    take = feature.take
    code = NotMeasured("record.absent") if isinstance(take, str) else take(evidence)
    return code if isinstance(code, NotMeasured) else Stated(code=code, title=feature.codes[code])
