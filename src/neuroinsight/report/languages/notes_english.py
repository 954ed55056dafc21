"""English sentences for the codes of the record: cautions (cause, consequence), reasons and steps of preparation.

Values take a format behind their name; `sequence` names one sequence or several.
"""

CAUTIONS = {
    "text": ("{cause}", "{consequence}"),  # of records of format 1.0, in the words that they had
    "brain.cut_off": ("The brain reaches the edge of the images.", "Tumor beyond the edge is not measured."),
    "brain.sign_of_head": (
        "{sequence:sequence} shows a sign of a head whose brain was not extracted.",
        "If skull or scalp is in the image, outlines and volumes are wrong: look at it.",
    ),
    "brain.small": (
        "The images show {volume_ml:.0f} ml of brain, less than an adult has.",
        "The brain is cut off, or the header’s spacing is wrong, and with it every volume.",
    ),
    "brain.unusual": (
        "The brain that was extracted has {volume_ml:.0f} ml, an unusual size.",
        "Look at its outline: where it is wrong, so are the outlines in it; or the header’s spacing is wrong.",
    ),
    "calibration.other_model": (
        "What is known of errors belongs to another version of the model.",
        "No interval is given, no expected overlap and no class.",
    ),
    "calibration.other_sequences": (
        "The model’s errors are not known for exactly these sequences: {sequences:sequence}.",
        "No interval is given, no expected overlap and no class.",
    ),
    "coverage.partial": (
        "{sequence:sequence} covers only {share:.0%} of the brain that another sequence shows.",
        "Tumor outside of it may be missed or misjudged.",
    ),
    "diameters.oblique": (
        "The slices are tilted by {angle_deg:.0f}° against the axial plane.",
        "Diameters were taken in their plane, not resampled; in another plane they differ.",
    ),
    "diameters.other_plane": (
        "The slices are {plane:plane}, {spacing_mm:.1f} mm apart.",
        "Diameters were taken across them, in the axial plane: they are no finer than that.",
    ),
    "grid.coarse": (
        "Voxels measure up to {spacing_mm:.1f} mm.",
        "Outlines and volumes are coarser than those of voxels of 1 mm, on which errors are measured.",
    ),
    "image.inverted": (
        "The gray values of {sequence:sequence} look inverted (probability {probability:.2f}).",
        "Where dark and bright are exchanged, every outline and number is wrong: look at the image.",
    ),
    "image.looks_like": (
        "The image given as {sequence:sequence} looks like {looks_like:sequence} (probability {probability:.2f}).",
        "If two sequences are swapped, every outline and number is wrong: look at the images.",
    ),
    "image.mirrored": (
        "{sequences:sequence} may be mirrored left to right against the rest.",
        "The side of the tumor may be wrong, and its outline: compare the images.",
    ),
    "header.two_places": (
        "The header of {sequence:sequence} states two places in one space ({used}; {other}); the first one is used.",
        "Other programs may show the image elsewhere; sizes and sides are not concerned.",
    ),
    "header.two_sides": (
        "The header of {sequence:sequence} contradicts itself about the sides ({used}; {other}).",
        "Other programs may show left and right, or other directions, exchanged: ask where the file is from.",
    ),
    "header.two_spacings": (
        "The header of {sequence:sequence} states two spacings ({used}; {other}); the first one is used.",
        "If it is the wrong one, every volume is wrong.",
    ),
    "outline.parts_left_out": (
        (
            "Small suspected parts, {volume_ml:.1f} ml in all, were left out (under {beside_ml:g} ml beside the "
            "largest lesion, under {alone_ml:g} ml alone)."
        ),
        "Look for satellites in the images.",
    ),
    "pictures.copies": (
        "{sequences:sequence} is a copy of another sequence.",
        "It is treated as missing, and enhancement or edema seen on it alone is not.",
    ),
    "pictures.no_millimeters": (
        "The pictures have no millimeters.",
        "Areas are in pixels, and cannot be compared between patients.",
    ),
    "quality.withheld": (
        "The outlines are expected to overlap too little with an expert’s to be read (bound {bound:.2f}).",
        "Volumes are shown; impression and class are withheld. Look at the images.",
    ),
    "registration.doubtful": (
        "{sequence:sequence} may not be well registered to {anchor:sequence} (overlap of the brains {overlap:.0%}).",
        "Outlines may be shifted between the sequences: look at both before using the volumes.",
    ),
    "registration.would_fit_better": (
        (
            "{sequence:sequence} may not be well registered to {anchor:sequence} (overlap of the brains {overlap:.0%}; "
            "they would fit better some millimeters aside)."
        ),
        "Outlines may be shifted between the sequences: look at both before using the volumes.",
    ),
    "sequences.named_otherwise": (
        "The image taken for {sequence:sequence} is named like {named:sequence} ({file}).",
        "If two sequences are swapped, every outline and number is wrong: look at the images.",
    ),
    "sequences.no_contrast": (
        "No post-contrast T1 was supplied.",
        "Nothing can be said about enhancement, tumor core or necrosis.",
    ),
    "sequences.no_flair_no_t2": (
        "Neither FLAIR nor T2 was supplied.",
        "Edema and the whole tumor are unsure.",
    ),
    "sequences.optional_missing": (
        "Without {sequences:sequence}, which the model also reads.",
        "Outlines are less sure where tumor is faint on the other sequences.",
    ),
    "sequences.single": (
        "Only one sequence was supplied, {sequence:sequence}.",
        "What shows on the other sequences is missed, and nothing confirms what is found.",
    ),
    "sides.unknown": (
        "The files do not say which side is the patient’s right.",
        "Left, right, front and back may be exchanged: pictures carry no letters, and no side is told.",
    ),
    "slices.constant": (
        "The brain has one single gray value in {sequence:sequence}, {plane:plane} slices {slices}.",
        "Tumor there is missed or misjudged: export the image again.",
    ),
    "slices.cut": (
        "The brain begins or ends flat in {sequence:sequence}, at {plane:plane} slice {slices}.",
        "Tumor beyond it is not measured.",
    ),
    "slices.empty": (
        "{sequence:sequence} is empty within the brain, {plane:plane} slices {slices}.",
        "Tumor there is missed or misjudged: export the image again.",
    ),
    "slices.hole": (
        "{sequence:sequence} has a hole in the brain, {plane:plane} slices {slices}.",
        "Tumor there is missed or misjudged: look at the image.",
    ),
    "slices.repeated": (
        "Slices repeat others in {sequence:sequence}, {plane:plane} slices {slices}.",
        "What was there is missing, or slices are thicker than the header says: export the image again.",
    ),
    "tumor.apart": (
        "A signal abnormality of {volume_ml:.1f} ml lies apart from every lesion.",
        "It counts to the whole tumor; whether it belongs to it must be seen in the images.",
    ),
    "tumor.at_border": (
        "The tumor reaches the edge of the images.",
        "Part of it may lie outside the field of view: volumes are lower bounds.",
    ),
    "tumor.implausibly_large": (
        "The whole tumor measures {volume_ml:.0f} ml, more than a glioma is likely to.",
        "Check the outline before using any number.",
    ),
    "tumor.none": (
        "Finding nothing is not proof of absence.",
        (
            "Small or faint lesions can be missed. The software looks for glioma only; it does not exclude metastasis, "
            "hemorrhage, infarct or any other disease."
        ),
    ),
}

REASONS = {
    "text": "{reason}",
    "atlas.none": "no atlas of lobes comes with this version",
    "brain.cut_off": "the brain runs out of the images in front, behind or above",
    "brain.no_surface": "no air around the brain",
    "brain.none_normal": "no brain apart from the tumor",
    "calibration.coarse": "voxels of up to {spacing_mm:.1f} mm, errors known for {learned_mm:.1f} mm",
    "calibration.no_probabilities": "outlines without a model’s probabilities",
    "calibration.none": "the model’s errors on unseen patients are not known",
    "calibration.other_sequences": "errors not known for exactly these sequences: {sequences:sequence}",
    "grade.doubted": "the input checks doubt an image",
    "grade.treated": "treatment was declared; the classes are those of untreated tumors",
    "grid.too_coarse_for_margin": "voxels too coarse for 3 mm",
    "intensities.below_zero": "gray values below 0, as in z-scores",
    "lesions.cavity_only": "a cavity, and no tumor around it",
    "lesions.none": "no tumor",
    "lesions.small": "no lesion: no core of {core_ml:g} ml, and no other part of {alone_ml:g} ml",
    "midline.disagree": "T1- and T2-weighted images show it {apart_mm:.0f} mm apart",
    "midline.in_tumor": "the tumor’s core lies at the midline there",
    "midline.no_level": "the level of septum and third ventricle was not found",
    "midline.not_found": "the brain’s plane of symmetry was not found",
    "midline.one_contrast": "needs a T1-weighted and a T2-weighted image, to check one by the other",
    "midline.unseen": "septum and third ventricle are not seen well enough",
    "outline.whole_only": "outlined as a whole only",
    "phantom.no_core": "no voxel of tumor core",
    "phantom.no_tumor": "no tumor",
    "quality.no_tumor": "no tumor was found",
    "quality.withheld": "withheld, as the outlines are expected to be poor",
    "rano.not_measurable": "no lesion with both diameters of at least {limit_mm:g} mm on two slices",
    "record.absent": "not in the record",
    "sequences.no_contrast": "no post-contrast T1",
    "sequences.no_precontrast": "no T1 before contrast agent",
    "sides.unknown": "the files do not say which side is the patient’s right",
    "size.few_voxels": "only {voxels:g} voxels across, {fewest:g} are needed",
    "tumor.absent": "no tumor found",
    "tumor.outside_brain": "the outline lies outside the brain",
    "vasari.labels_mixed": "necrosis, cysts and non-enhancing tumor share one label",
    "vasari.needs_diffusion": "no diffusion images",
    "vasari.needs_functions": "where functions lie is not known",
    "vasari.needs_pair": "needs the images before and after surgery",
    "vasari.needs_reader": "needs a reader’s eye",
    "vasari.needs_susceptibility": "no susceptibility images",
    "vasari.needs_t1_outline": "the abnormality of T1 is not outlined",
    "vasari.needs_tracts": "no atlas of the deep tracts",
    "vasari.needs_ventricles": "the ventricles are not outlined",
    "vasari.pia_cut": "brain extraction may have cut the pia",
    "vasari.skull_cut": "the skull was removed",
}

STEPS = {
    "air.cleared": "the air around the brain in {sequence:sequence}, which was {air}, was set to 0",
    "brain.extracted": (
        "the brain was extracted from whole heads by {method}, from what {sequences:sequence} show together:"
        " {volume_ml:.0f} ml; air, skull and scalp were set to 0"
    ),
    "brain.given": "the brain was cut out with a given mask: {volume_ml:.0f} ml; air, skull and scalp were set to 0",
    "raw.moved": (
        "{sequence:sequence} was registered to {anchor:sequence}: moved by {shift_mm:.1f} mm, turned by {turn_deg:.1f}°"
    ),
    "raw.reference": "the images were whole heads; results are in the space of {sequence:sequence} ({grid})",
    "raw.registered": (
        "{sequence:sequence} was registered to {anchor:sequence}: moved by {shift_mm:.1f} mm, turned by {turn_deg:.1f}°"
        "; the brains then overlap by {overlap:.1%}"
    ),
    "raw.resampled": (
        "the model saw the images resampled once, to {spacing_mm:.0f} mm; its probabilities were brought back"
    ),
}

LIMITS = {
    "text": "{words}",  # of cards without codes
    "outlines.rim": "A thin necrotic rim outside of the enhancing part is often drawn and mostly not real.",
    "outlines.strips": "Seen across slices (coronal, sagittal), outlines can be steps or strips.",
    "training.few": "The model learned from few patients and scanners; others may differ.",
    "training.lookalikes": (
        "Metastasis, lymphoma, abscess, infarct and demyelination were not learned and can look like this."
    ),
    "training.untreated": (
        "Made for suspected, untreated glioma in adults; after surgery or treatment the outlines may be wrong."
    ),
    "tumor.faint": "Faint FLAIR changes, and cores that do not enhance, are often outlined too small or missed.",
}
