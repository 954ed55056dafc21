"""English."""

from neuroinsight.core.findings import Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.figures.solid import Seen
from neuroinsight.report.languages import follow_up_notes_english as follow_up
from neuroinsight.report.languages.measures_english import MEASURES, TERMS
from neuroinsight.report.languages.notes_english import CAUTIONS, LIMITS, REASONS, STEPS
from neuroinsight.report.languages.reading_english import READING
from neuroinsight.report.wording import (
    Authorship,
    Classes,
    Findings,
    Frame,
    Gaps,
    Labels,
    Notes,
    Pictures,
    Pixels,
    Screen,
    Statements,
    Summary,
    Words,
)

_FRAME = Frame(
    title="Brain tumor MRI report",
    paper="us-letter",
    decimal_mark=".",
    conjunction=" and ",
    percent_sign="%",
    status="PRELIMINARY",
    status_short="PRELIMINARY, not signed",
    device="Research use. Not a medical device.",
    record="Record {digest}",
    format_version="Record format {version}",
    page="Page",
    of="of",
    signed_right="Read and signed by: ______________________   Date: ____________",
    hidden_characters="stands for a character that the report's fonts cannot show; the record holds the original.",
)

_LABELS = Labels(
    case="Case",
    patient_id="Patient ID",
    study_id="Study ID",
    study_date="MRI date",
    sequences="Sequences",
    voxel_size="Voxel size",
    mask="Outlines",
    made_at="Report made",
    not_supplied="not supplied",
    impression="Impression",
    volumes="Volumes",
    volume_columns=("Region", "ml", "0 to {top} ml", "% of whole"),
    accuracy_column="off in validation by",
    interval_column="{confidence} interval",
    images="Images and model",
    model="Model",
    weights="Weights",
    weights_digest="Weights, SHA-256",
    software="Software",
    record_format="Record format",
    label_map="Label scheme",
    label_map_digest="Label map, SHA-256",
    grid="Grid",
    unassessed="Not assessed",
    quality="Quality",
    limits="Limits",
    method="How it was measured",
    versions="Versions",
    inputs="Inputs",
    preparation="What was done to the images",
    input_columns=("Sequence", "File", "SHA-256 of the file"),
    size="Lesions, size, shares",
    place="Place and mass effect",
    appearance="Appearance (VASARI)",
    judged="Class and quality",
    further="Further measurements",
    further_columns=("Measure", "Value"),
    key_slice="Key slice",
    key_slice_value="{number} of {count} from below",
    voxels="{shape} voxels, {codes}",
    sides_unknown="sides unknown",
)

_FINDINGS = Findings(
    found="|Tissue that looks like glioma was found.|",
    enhancing_and_necrotic="The core has an enhancing and a necrotic or non-enhancing part.",
    enhancing_only="The core enhances throughout.",
    necrotic_only="The core does not enhance.",
    no_core="There is no enhancing and no necrotic part.",
    whole_volume="Its volume is |{whole}|.",
    whole_and_core="Whole tumor |{whole}|, of which tumor core |{core}|.",
    whole_core_and_enhancing="Whole tumor |{whole}|, of which tumor core |{core}| and enhancing part |{enhancing}|.",
    first_interval="{confidence} interval {low} to {high}",
    later_interval="{low} to {high}",
    unknown_enhancement="|Whether any part enhances is not known.| A post-contrast T1 is needed for the tumor core.",
    nothing_found="|No region that looks like glioma was found| in the images supplied ({sequences}).",
    no_statement="No size, class or response is given. A physician must read the images.",
    unassessed="Not assessed by this version: {topics}.",
    whole_not_assessed="|The tumor was not measured|: {reason}.",
    withheld="|Withheld for reading.| The overlap with an expert’s outline is expected to be |{dice}| (mean Dice of "
    "the regions), under the bound of {bound}: read the outlines before the numbers. No impression and no class are "
    "given.",
    one_lesion="|One lesion{where}.|",
    one_abnormality="|One signal abnormality{where}.|",
    in_hemisphere={
        "right": " in the right hemisphere",
        "left": " in the left hemisphere",
        "both": " in both hemispheres",
    },
    in_lobe=", centered in the {lobe}",
    several_lesions="|{number} lesions{pattern}{places}.|",
    numbers={2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"},
    crosses={"yes": "The midline is crossed.", "no": "The midline is not crossed."},
    diameters="Largest diameters of the core in one axial slice |{diameters}|",
    diameters_on_flair="Largest diameters in one axial slice, on FLAIR, |{diameters}|",
    several_diameters="Largest diameters in one axial slice, lesion {lesions}",
    product="; product {product}",
    sum_of_products="; sum of products {product}",
    measurable={"yes": "; measurable by RANO", "no": "; not measurable by RANO"},
    shift="Midline shift |{shift}|{interval}{side}.",
    no_shift="No measurable midline shift{interval}.",
    within_mm="{low} to {high}\u00a0mm",
    to_side={"right": " to the right", "left": " to the left"},
    grade={
        Resemblance.HGG: "The imaging resembles the |HGG class| of the training data (BraTS; mostly glioblastoma), "
        "probability |{probability}|. This is not a WHO 2021 diagnosis: histology, IDH and 1p/19q are needed.",
        Resemblance.LGG: "The imaging resembles the |LGG class| of the training data (TCGA; WHO II and III), "
        "probability of HGG |{probability}|. This is not a WHO 2021 diagnosis: histology, IDH and 1p/19q are needed.",
    },
    grade_undetermined="The imaging |does not decide| between the classes HGG and LGG (probability of HGG "
    "|{probability}|). A WHO 2021 diagnosis needs histology, IDH and 1p/19q.",
    accuracy="In validation half of such {such} were off by more than |{median}|, one in ten by more than "
    "{ninetieth}; of any size, |{count} of {cases}| by more than half.",
    such={Region.TC: "cores", Region.WT: "whole tumors"},
    accuracy_unknown="|Nothing is known of this model’s accuracy.| Its volumes may be far off.",
    read_the_images="A physician must read the images.",
)

_SUMMARY = Summary(
    title="Size, place, mass effect",
    lesions_title="Lesions",
    diameters="Diameters (axial)",
    slice="Their slice",
    longest_3d="Largest in 3D",
    side="Side",
    lobes="Lobes",
    midline="To the midline",
    surface="To the surface",
    shift="Midline shift",
    ventricles="Ventricles",
    lesion_number="No.",
    lesion_columns={
        "place.side": "Side",
        "place.lobe": "Main lobe",
        "volume.WT": "Whole",
        "volume.TC": "Core",
        "volume.ET": "Enhancing",
        "rano.longest": "Longest",
        "rano.perpendicular": "Across",
        "rano.product": "Product",
        "rano.measurable": "RANO",
        "place.midline_distance": "To midline",
        "place.depth": "Depth",
        "place.center_mni": "Center, MNI",
    },
    size_of="{lesion} Size",
    place_of="{lesion} Place",
    crossing={"yes": "crossed", "no": "not crossed"},
    question="Declared:",
    nothing_declared="nothing of age, treatment or steroids.",
    treated={True: "surgery or treatment of the tumor", False: "no surgery or treatment of the tumor so far"},
    steroids={True: "steroids", False: "no steroids"},
    age="{years} years",
    predicted="predicted overlap with an expert’s outline (Dice) {dice}",
)

_CLASSES = Classes(
    title="Grade: imaging class, not a WHO grade",
    low="0  LGG",
    middle="undetermined",
    high="HGG  1",
    scale="Scale from 0 (LGG class) to 1 (HGG class): this exam {probability}; undetermined from {low} to {high}.",
    meaning="HGG and LGG are classes of a data set, not WHO grades: HGG = BraTS high-grade (mostly glioblastoma); "
    "LGG = TCGA lower-grade glioma (WHO II and III, which many call high grade).",
    alike="Of {patients} patients with a probability of {low} to {high} in validation, {hgg} were HGG. Few and "
    "confounded data.",
    moved="What moved the probability",
    features={
        "enhancing": "Enhancing volume",
        "whole": "Volume of the whole tumor",
        "necrotic_share": "Necrotic share of the whole",
        "edema_share": "Edema’s share of the whole",
        "brightness_t1ce": "Brightness after contrast, against the brain",
        "brightness_flair": "Brightness on FLAIR, against the brain",
        "from_middle": "Distance from the brain’s middle",
    },
    moved_columns=("Evidence", "Value", "← LGG   HGG →"),
    moved_note="Black bars push toward HGG, open bars toward LGG; length = change of log-odds. HGG and LGG are classes "
    "of a data set, not WHO grades.",
)

_GAPS = Gaps(
    not_assessed="not assessed: {reason}",
    topics={
        "lesions": "number of lesions",
        "place": "side and lobe",
        "rano": "diameters",
        "mass_effect": "midline shift",
        "grade": "grade",
    },
    topics_reason="{topics} (not measured by this version)",
    missing_sequences="{sequences} (not supplied)",
    features="{count} features of the VASARI guide (reasons in the table of measurements)",
    intervals="intervals of the volumes (this version has none)",
)

_PICTURES = Pictures(
    sequences={
        Sequence.T1: "T1",
        Sequence.T1CE: "post-contrast T1",
        Sequence.T2: "T2",
        Sequence.FLAIR: "FLAIR",
    },
    planes={Plane.AXIAL: "Axial", Plane.CORONAL: "Coronal", Plane.SAGITTAL: "Sagittal"},
    outlines={
        Region.WT: "whole tumor, outer edge",
        Region.TC: "tumor core, outer edge",
        Region.NCR: "necrotic or non-enhancing part",
    },
    whole_without_contrast="signal abnormality (whole tumor)",
    slice_number="slice {number}/{count}",
    at="{plane} {sequence} at {position}",
    outlined="Outlined: {regions}.",
    not_outlined="Without contours.",
    drawn="Diameters drawn: {diameters} mm.",
    key_caption="Axial {sequence}, largest cross-section of the {region}.",
    measured_caption="Axial {sequence}; largest diameters of the {region}, mm.",
    measured_outlined="Same slice with contour and largest diameters, mm.",
    lesion_caption="Lesion {lesion}; its largest diameters, mm.",
    through_lesion="{plane} through lesion {lesion}.",
    same_slice="Same slice, {sequence}.",
    same_slice_outlined="Same slice with contour.",
    unmarked="Axial {sequence}, no contour.",
    through_center="{plane} {sequence} through the center.",
    plain_plane="{plane} {sequence}.",
    thick="{plane} {sequence} from {spacing} slices: coarse by nature.",
    note="Axial and coronal: patient’s right (R) on the left of the picture. Native voxels, not resampled.",
    note_without_sides="Which side is the patient’s right is not known: the files do not say. Native voxels, not "
    "resampled.",
    clean_title="All sequences at the key slice, without contours",
    through_title="Through the lesion from bottom to top, every {step}, {sequence} with contours",
    other_title="Other planes",
    other_and_solid_title="Other planes and position in the brain",
    seen={
        Seen.RIGHT: "Seen from the right.",
        Seen.LEFT: "Seen from the left.",
        Seen.FRONT: "Seen from the front.",
    },
    seen_somehow="The tumor in the brain.",
    solid="In three dimensions, through the brain: {regions}.",
    solid_note="3D: whole tumor (blue) and core (yellow), seen through the brain; no view from above is shown, because "
    "it would put right on the right.",
    levels_title="More levels, {sequence}",
    gray_note="Gray values are the scanner’s, shown from the 0.5 to the 99.8 percentile of the brain (window W, "
    "level L). Contours follow voxel borders; line width says nothing about certainty. Positions are in mm from the "
    "file’s origin, or by slice, counted from 1, where that lies outside the head.",
)

_STATEMENTS = Statements(
    volume_note="Lines are outer edges. Whole tumor = edema + core; core = enhancing + necrotic; each value is "
    "rounded on "
    "its own. Edema and infiltrating tumor look alike on MRI.",
    volume_note_whole_only="Whole tumor here = the signal abnormality; edema and infiltrating tumor look alike.",
    accuracy_note="“Off in validation”: half of the patients with a like volume were off by more than the first "
    "figure, one in ten by more than the second.",
    present="{sequences} present",
    checks_passed="all input checks passed",
    checks_cautions="see the cautions above",
    method=(
        "Volumes count the outlined voxels on the images’ own grid, times the volume of a voxel.",
        (
            "Whole tumor = edema or infiltration + core; core = enhancing + necrotic or non-enhancing part (BraTS "
            "regions)."
        ),
        (
            "Diameters: the longest line inside the enhancing core in one axial slice, and the longest at right angles "
            "to it (RANO), from edge to edge; on FLAIR where nothing enhances."
        ),
        (
            "Sides and distances are measured from the plane about which this brain is most symmetric, not from the "
            "middle of the image."
        ),
        (
            "Intervals, where given, are conformal: of patients like those of the validation, they hold the expert’s "
            "value in the share that is stated."
        ),
    ),
    limits=(
        "Finding nothing, or no enhancing part, is not proof of absence.",
        "Images must be brain-extracted and co-registered; a physician must read them.",
    ),
)

ENGLISH = Words(
    code="en",
    regions={region: region.title for region in Region},
    frame=_FRAME,
    labels=_LABELS,
    findings=_FINDINGS,
    summary=_SUMMARY,
    classes=_CLASSES,
    notes=Notes(
        cautions={**CAUTIONS, **follow_up.CAUTIONS},
        reasons={**REASONS, **follow_up.REASONS},
        steps=STEPS,
        limits=LIMITS,
    ),
    gaps=_GAPS,
    pictures=_PICTURES,
    statements=_STATEMENTS,
    pixels=Pixels(
        total="{pixels} pixels on {slices} of {of} slices",
        slice="slice {number}: {pixels} pixels",
        no_millimeters="Areas are in pixels: the pictures say nothing of millimeters or sides.",
    ),
    screen=Screen(hide="Hide outlines and lengths", close="Close the picture"),
    automatic=Authorship(
        status="Automatic, not edited, not signed",
        mask="automatic, not edited",
        method="A trained network outlined the tumor; nobody edited the outlines.",
        repeatable="The same files and the same model give the same record.",
        signed="Made by software; no physician has read it yet.",
        overlay="Automatic outlines, checked by nobody.",
    ),
    edited=Authorship(
        status="Edited by a reader, not signed",
        mask="edited by {reader}, {time}",
        method="A trained network outlined the tumor; {reader} edited the outlines.",
        repeatable="The same files and the same outlines give the same record.",
        signed="Outlines edited by {reader}, measured by software; not signed yet.",
        overlay="Outlines edited by a reader.",
    ),
    drawn=Authorship(
        status="Drawn by a reader, not signed",
        mask="drawn by {reader}, {time}",
        method="{reader} outlined the tumor; no network took part.",
        repeatable="The same files and the same outlines give the same record.",
        signed="Outlines drawn by {reader}, measured by software; not signed yet.",
        overlay="Outlines drawn by a reader.",
    ),
    reading=READING,
    overlay_sides="Patient’s right (R) on the left.",
    overlay_sides_unknown="Which side is the patient’s right is not known.",
    overlay_smoothed="Pixels smoothed for display.",
    measures=MEASURES,
    terms=TERMS,
)
