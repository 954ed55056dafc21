"""English words of a follow-up."""

from neuroinsight.report.follow_up.wording import FollowUpLabels, FollowUpSentences, FollowUpWords

_LABELS = FollowUpLabels(
    title="Brain tumor MRI follow-up",
    patient="Patient ID",
    baseline="Baseline",
    nadir="Smallest (nadir)",
    this="MRI date (this)",
    day="{date} (day {day})",
    lowest="smallest",
    here="this exam",
    change="Change",
    against_baseline="vs baseline",
    against_nadir="vs nadir",
    interval="{confidence} interval",
    per_month="per 30 days",
    beyond_error="beyond error",
    yes="yes",
    no="no",
    sum_of_products="Sum of products, cm²",
    subjects={
        "rano.sum_of_products": "The sum of products of diameters",
        "volume.ET": "The enhancing volume",
        "volume.WT": "The whole tumor",
    },
    response="Response by imaging (RANO 2.0, {basis})",
    bases={"core-enhancing": "enhancing disease", "flair": "non-enhancing disease on FLAIR"},
    by_diameters="By diameters, before clinical criteria",
    by_volume="By volume, before clinical criteria",
    categories={
        "CR": "complete response",
        "PR": "partial response",
        "MR": "minor response",
        "SD": "stable disease",
        "PD": "progressive disease",
    },
    lesions="Lesions over time",
    lesion="Lesion",
    events={
        "absent": "not yet",
        "first": "there",
        "new": "new",
        "stayed": "there",
        "split": "split",
        "merged": "merged",
        "vanished": "vanished",
        "returned": "returned",
    },
    examinations="Exams and alignment",
    examination_columns=("Date", "Sequences", "Voxel", "Outlines", "Alignment"),
    alignment="turned {turn}°, moved {shift} mm; overlap of the brains {overlap}",
    reference="reference",
    rules="Rules used",
    limits="Limits",
    over_time="Over time",
    products="Sum of products, cm²",
    volumes="Volumes, ml",
    limit_lines={"PD": "nadir + {limit}: PD", "PR": "baseline − {limit}: PR"},
)

_SENTENCES = FollowUpSentences(
    changes={
        "more": "|{what} has grown| from {before} to {after} {unit}, |{share}|{interval}, since {date}.",
        "less": "|{what} has shrunk| from {before} to {after} {unit}, |{share}|{interval}, since {date}.",
        "same": "|{what} has not changed| since {date}: {after} {unit}.",
        "unknown": "|{what}: no change can be told.| {reason}",
    },
    interval=" ({confidence} interval {low} to {high})",
    within_error="The interval includes no change: |no measurable change|.",
    maybe_error="Whether this is more than measurement error is not known: {reason}.",
    by_diameters="By diameters this is |{category}|: {rule}.",
    by_volume="By volume this is |{category}|: {rule}.",
    no_category="{way}: no category; {reason}.",
    rules={
        "new_lesion": "a new lesion, to be confirmed by eye; all together {nadir} against the smallest",
        "vanished": "nothing that was followed is left",
        "from_nothing": "something is there again after nothing was",
        "increase": "{nadir} against the smallest, limit +{limit}",
        "decrease": "{baseline} against baseline, limit −{limit}",
        "between": "{baseline} against baseline and {nadir} against the smallest, between the limits",
    },
    near="The limit of {categories} lies inside the interval: confirm by eye.",
    confirmations={
        "not needed": "",
        "unknown": "Within 12 weeks after radiotherapy a second scan is needed; its end was not declared.",
        "needed": "It must be confirmed by a scan four weeks later or more.",
        "confirmed": "An earlier scan, four weeks before or more, showed it already.",
    },
    agree="Diameters and volume agree.",
    disagree="|Diameters and volume disagree|: a reader decides.",
    overall=(
        "With the declared steroids ({steroids}) and clinical state ({clinical}) the table gives |{category}| overall; "
        "a physician decides."
    ),
    no_overall="No overall response: {reason}.",
    steroids={"none": "none", "decreased": "decreased", "stable": "stable", "increased": "increased"},
    clinical={"improved": "improved", "stable": "stable", "worse": "worse"},
    new_lesions="|New lesions: {count}.|",
    no_new_lesion="|No new lesion.|",
    lesions_unknown="|New and vanished lesions were not looked for|: {reason}.",
    change_note=(
        "In brackets: interval of the value. Interval of the change and change per 30 days are against the smallest. "
        "Beyond error = the interval of the change does not include 0."
    ),
    lesions_note=(
        "Each date’s own numbers, the largest is 1. Lesions are paired where they overlap once the "
        "brains are aligned, or lie within 5 mm; values are measured on each date’s own grid."
    ),
    over_time_note="Bars: intervals. Axes start at 0. PD, PR = limits of progressive disease and partial response.",
    rules_list=(
        "Baseline is the first date given, nadir the smallest of all earlier dates.",
        (
            "By diameters: CR nothing left. PR −50% or more against baseline. PD +25% or more against nadir, or a new "
            "lesion. SD between. FLAIR only: minor response −25% to −50%."
        ),
        "By volume (of what enhances, or on FLAIR): PR −65%, PD +40%. FLAIR only: minor response −40% to −65%.",
        "CR, PR and minor response must be confirmed after four weeks; PD within 12 weeks after radiotherapy, too.",
        "Under 10 mm across at both dates, no category by diameters.",
        "Overall (if declared): PD if measured or clinically worse; more steroids decide nothing; CR only without any.",
    ),
    limits_list=(
        "The software does not know treatment effect (pseudoprogression, radiation necrosis) from tumor.",
        "RANO follows targets chosen at baseline; here the sum is of the two largest measurable lesions of each date.",
        "Intervals of change take the errors of both dates as independent.",
        "Research use: a physician decides on response.",
    ),
)

FOLLOW_UP_ENGLISH = FollowUpWords(labels=_LABELS, sentences=_SENTENCES)
