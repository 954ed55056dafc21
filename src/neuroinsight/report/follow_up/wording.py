"""Every word that a follow-up says by itself, as fields that each language fills.

Bold parts of sentences stand between pairs of bars.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLabels:
    """Titles, names of fields and columns."""

    title: str
    patient: str
    baseline: str
    nadir: str
    this: str  # the last date, which the report is about
    day: str  # {date}, {day}
    lowest: str  # beside a picture's date
    here: str  # beside the picture of the last date
    change: str
    against_baseline: str
    against_nadir: str
    interval: str  # {confidence}
    per_month: str
    beyond_error: str
    yes: str
    no: str
    sum_of_products: str  # in cm2
    subjects: Mapping[str, str]  # of sentences, by the measurement's name
    response: str  # {basis}
    bases: Mapping[str, str]
    by_diameters: str
    by_volume: str
    categories: Mapping[str, str]
    lesions: str
    lesion: str
    events: Mapping[str, str]
    examinations: str
    examination_columns: tuple[str, str, str, str, str]  # date, sequences, voxel, outlines, alignment
    alignment: str  # {turn}, {shift}, {overlap}
    reference: str
    rules: str
    limits: str
    over_time: str
    products: str  # of the plot
    volumes: str
    limit_lines: Mapping[str, str]  # beside the plot's lines, by category: {limit}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSentences:
    """What is said of a change, a category, and lesions."""

    changes: Mapping[
        str, str
    ]  # by "more", "less", "same": {what}, {before}, {after}, {unit}, {share}, {interval}, {date}
    interval: str  # {confidence}, {low}, {high}
    within_error: str
    maybe_error: str
    by_diameters: str  # {category}, {rule}
    by_volume: str  # {category}, {rule}
    no_category: str  # {way}, {reason}
    rules: Mapping[str, str]  # {nadir}, {baseline}: the changes; {limit}
    near: str  # {categories}
    confirmations: Mapping[str, str]
    agree: str
    disagree: str
    overall: str  # {category}, {steroids}, {clinical}
    no_overall: str  # {reason}
    steroids: Mapping[str, str]
    clinical: Mapping[str, str]
    new_lesions: str  # {count}
    no_new_lesion: str
    lesions_unknown: str  # {reason}
    change_note: str
    lesions_note: str
    over_time_note: str
    rules_list: tuple[str, ...]
    limits_list: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWords:
    """A language's words for a follow-up."""

    labels: FollowUpLabels
    sentences: FollowUpSentences
