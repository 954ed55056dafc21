"""English sentences for the codes of a follow-up, beside those of all records."""

CAUTIONS = {
    "follow_up.brains_differ": (
        "The brains of {date} and {onto} do not look like one person’s (likeness {likeness:.2f}, bound {least:.2f}).",
        "Make sure that all dates are of one patient: until then no category is given, and no lesion followed.",
    ),
    "follow_up.no_patient_id": (
        "No examination names its patient.",
        "Nothing but the images says that all dates are of one person: make sure of it.",
    ),
    "follow_up.other_author": (
        "The outlines were not made alike ({given}).",
        "Part of the change may be a change of who outlined: have all dates outlined by one model.",
    ),
    "follow_up.other_scheme": (
        "The label maps are written in different numbers ({given}).",
        "Regions were compared, not numbers.",
    ),
    "follow_up.other_sequences": (
        "Not all dates have the same sequences ({given}).",
        "Part of the change may be what the missing ones did not show.",
    ),
    "follow_up.other_spacing": (
        "The voxels are not of one size ({given}).",
        "Thicker slices make coarser outlines: small changes may be of the grid.",
    ),
    "follow_up.quality_withheld": (
        "An outline is under the bound of quality ({dates}).",
        "No category is given: look at the outlines before using any change.",
    ),
    "follow_up.spacing_doubted": (
        "The header’s millimeters are doubtful ({dates}).",
        "No category is given; sizes may be wrong, and changes with them where the dates are wrong differently.",
    ),
}

REASONS = {
    "alignment.little_brain": "an image shows next to no brain",
    "alignment.no_images": "the images are not at hand",
    "alignment.no_shared_sequence": "the dates share no sequence",
    "alignment.not_alike": "the brains do not look like one person’s",
    "alignment.spacing_doubted": "the header’s millimeters are doubtful",
    "change.absent": "not measured on {date}",
    "change.from_nothing": "nothing on {date}: no percentage",
    "change.no_interval": "no interval is known",
    "response.complete_on_steroids": "nothing is left, but steroids are taken",
    "response.enhancement_unknown": "what enhances is not known at every date",
    "response.not_alike": "the brains do not look like one person’s",
    "response.not_declared": "steroid dose and clinical state were not supplied",
    "response.not_measurable": "under 10 mm across at both dates",
    "response.nothing_measured": "nothing was there to be followed",
    "response.nothing_to_combine": "the measured part has no category",
    "response.one_way_only": "one of the two has no category",
    "response.quality_withheld": "an outline is under the bound of quality",
    "response.spacing_doubted": "the header’s millimeters are doubtful",
    "response.steroids_increased": "more steroids alone are neither stable disease nor progression",
}
