"""Every word that a report says by itself, as fields that each language fills.

Templates take their values with `str.format`; values are text, never templates or markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from neuroinsight.core.findings import Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.reading import ReadingStatus
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.figures.solid import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Title, status, head and foot of the pages."""

    title: str
    paper: str  # as typst names it
    decimal_mark: str
    conjunction: str  # between the last two of several
    percent_sign: str
    status: str
    status_short: str
    device: str
    record: str  # {digest}
    format_version: str  # {version}
    page: str
    of: str
    signed_right: str
    hidden_characters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names of fields, sections and columns."""

    case: str
    patient_id: str
    study_id: str
    study_date: str
    sequences: str
    voxel_size: str
    mask: str
    made_at: str
    not_supplied: str
    impression: str
    volumes: str
    volume_columns: tuple[str, str, str, str]  # region, ml, scale with {top}, share
    accuracy_column: str
    interval_column: str  # {confidence}
    images: str
    model: str
    weights: str
    weights_digest: str
    software: str
    record_format: str
    label_map: str
    label_map_digest: str
    grid: str
    unassessed: str
    quality: str
    limits: str
    method: str
    versions: str
    inputs: str
    preparation: str
    input_columns: tuple[str, str, str]
    size: str
    place: str
    appearance: str
    judged: str
    further: str
    further_columns: tuple[str, str]
    key_slice: str
    key_slice_value: str  # {number}, {count}
    voxels: str  # {shape}, {codes}
    sides_unknown: str  # in place of the codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Sentences about volumes; bold parts stand between pairs of bars, as in `Whole tumor |41 ml|`."""

    found: str
    enhancing_and_necrotic: str
    enhancing_only: str
    necrotic_only: str
    no_core: str
    whole_volume: str  # {whole}
    whole_and_core: str  # {whole}, {core}
    whole_core_and_enhancing: str  # {whole}, {core}, {enhancing}
    first_interval: str  # {confidence}, {low}, {high}
    later_interval: str  # {low}, {high}
    unknown_enhancement: str
    nothing_found: str  # {sequences}
    no_statement: str
    unassessed: str  # {topics}
    whole_not_assessed: str  # {reason}
    withheld: str  # {dice}, {bound}
    one_lesion: str  # {where}
    one_abnormality: str  # {where}
    in_hemisphere: Mapping[str, str]  # by the code of place.side
    in_lobe: str  # {lobe}
    several_lesions: str  # {number}, {pattern}, {places}
    numbers: Mapping[int, str]  # in words, as far as they are shorter than a table
    crosses: Mapping[str, str]  # by the code of place.crosses_midline
    diameters: str  # {diameters}; what follows it ends the sentence
    diameters_on_flair: str  # {diameters}
    several_diameters: str  # {lesions}
    product: str  # {product}
    sum_of_products: str  # {product}
    measurable: Mapping[str, str]  # by the code of rano.measurable
    shift: str  # {shift}, {interval}, {side}
    no_shift: str  # {interval}
    within_mm: str  # {low}, {high}
    to_side: Mapping[str, str]  # by the code of mass_effect.shift_to
    grade: Mapping[Resemblance, str]  # {probability}
    grade_undetermined: str  # {probability}
    accuracy: str  # {such}, {median}, {ninetieth}, {count}, {cases}
    such: Mapping[Region, str]  # several of a region
    accuracy_unknown: str
    read_the_images: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stands beside the volumes on the first page, below them, and in front of everything."""

    title: str
    lesions_title: str
    diameters: str
    slice: str
    longest_3d: str
    side: str
    lobes: str
    midline: str
    surface: str
    shift: str
    ventricles: str
    lesion_number: str
    lesion_columns: Mapping[str, str]  # by the name of a measurement
    size_of: str  # {lesion}
    place_of: str  # {lesion}
    crossing: Mapping[str, str]  # by the code of place.crosses_midline
    question: str  # before what was declared
    nothing_declared: str
    treated: Mapping[bool, str]
    steroids: Mapping[bool, str]
    age: str  # {years}
    predicted: str  # {dice}


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The scale of the two classes, and what must stand beside every display of them."""

    title: str
    low: str
    middle: str
    high: str
    scale: str  # for those who hear it: {probability}, {low}, {high}
    meaning: str
    alike: str  # {patients}, {low}, {high}, {hgg}
    moved: str
    features: Mapping[str, str]  # by the name of a contribution
    moved_columns: tuple[str, str, str]
    moved_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Sentences for the codes of the record; a record's values fill them."""

    cautions: Mapping[str, tuple[str, str]]  # cause, then consequence
    reasons: Mapping[str, str]  # why a value is absent, to stand in a sentence
    steps: Mapping[str, str]  # what was done to the images
    limits: Mapping[str, str]  # what a model is known not to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """How a missing value is told."""

    not_assessed: str  # {reason}
    topics: Mapping[str, str]  # what this version never measures, by the first word of the measurement's name
    topics_reason: str  # {topics}
    missing_sequences: str  # {sequences}
    features: str  # {count}
    intervals: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Headings, captions and alternative texts of pictures."""

    sequences: Mapping[Sequence, str]  # in words, for captions and alternative texts
    planes: Mapping[Plane, str]
    outlines: Mapping[Region, str]  # for the legend
    whole_without_contrast: str
    slice_number: str  # {number}, {count}
    at: str  # {plane}, {sequence}, {position}
    outlined: str  # {regions}
    not_outlined: str
    drawn: str  # {diameters}
    key_caption: str  # {sequence}, {region}
    measured_caption: str  # {sequence}, {region}
    measured_outlined: str
    lesion_caption: str  # {lesion}
    through_lesion: str  # {plane}, {lesion}
    same_slice: str  # {sequence}
    same_slice_outlined: str
    unmarked: str
    through_center: str  # {plane}, {sequence}
    plain_plane: str  # {plane}, {sequence}
    thick: str  # {spacing}
    note: str
    note_without_sides: str
    clean_title: str
    through_title: str  # {step}, {sequence}
    other_title: str
    other_and_solid_title: str
    seen: Mapping[Seen, str]
    seen_somehow: str
    solid: str  # {regions}
    solid_note: str
    levels_title: str  # {sequence}
    gray_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """Method, quality and limits."""

    volume_note: str
    volume_note_whole_only: str
    accuracy_note: str
    present: str  # {sequences}
    checks_passed: str
    checks_cautions: str
    method: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """What is said of pictures that have no millimeters."""

    total: str  # {pixels}, {slices}, {of}
    slice: str  # {number}, {pixels}
    no_millimeters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorship:
    """What is said of who made the outlines: a model, a reader who edited a model's, or a reader on a blank page."""

    status: str
    mask: str  # {reader}, {time}
    method: str  # {reader}
    repeatable: str
    signed: str  # {reader}
    overlay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is said of a result that was read as far as a status says; {reader} and {time} are its reader's."""

    title: str
    detail: str
    short: str  # on later pages
    signed: str  # on the left of the line for the signature: {outlines}
    overlay: str | None = None  # of automatic outlines; None: what nobody checked


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWords:
    """What a reader adds to a record, in words."""

    stages: Mapping[ReadingStatus, Stage]
    outlines_edited: str  # behind the detail of a status
    outlines: str  # of a model, in front of who read
    outlines_by: str  # {reader}
    signature: str  # {reader}, {time}, {digest}
    number: str  # {number}
    replaces: str  # {number}
    impression: str  # {reader}
    note: str
    addendum: str  # {number}, {time}, {author}
    unchanged_below: str
    hidden: str  # in place of what a pseudonym stands for
    no_intervals: str
    title: str
    status: str
    read_by: str
    read: str  # {reader}, {time}
    words: str
    words_own: str
    words_made: str
    digest: str
    addenda: str
    no_addenda: str
    made_sentences: str
    compared: str  # head of the column that has the automatic volumes
    edited: str  # {automatic}
    not_edited: str  # {automatic}
    beside: str  # {automatic}, behind a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a page on a screen says of itself."""

    hide: str
    close: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language's whole catalogue."""

    code: str
    regions: Mapping[Region, str]
    frame: Frame
    labels: Labels
    findings: Findings
    summary: Summary
    classes: Classes
    notes: Notes
    gaps: Gaps
    pictures: Pictures
    statements: Statements
    pixels: Pixels
    screen: Screen
    automatic: Authorship
    edited: Authorship
    drawn: Authorship
    reading: ReadingWords
    overlay_sides: str
    overlay_sides_unknown: str
    overlay_smoothed: str
    measures: Mapping[str, str]  # titles of measurements by name; volumes have those of their regions
    terms: Mapping[str, Mapping[str, str]]  # by name: codes of what is stated, and their words
