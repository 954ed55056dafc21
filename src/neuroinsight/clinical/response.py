"""The RANO category of what was measured: rules on numbers, by diameters and by volume.

Sources: RANO 2.0 (Wen et al., J Clin Oncol 2023, doi:10.1200/JCO.23.01059) with one set of rules for all gliomas; its
limits by area are those of RANO 2010 and RANO-LGG 2011 (tabulated in doi:10.1093/noajnl/vdad118, Table 1), its limits
by volume those of modified RANO (Ellingson 2017, doi:10.1007/s13311-016-0507-6). The combination with steroids and
clinical state is the table of RANO 2010 as reprinted in doi:10.2217/cns-2018-0007, Table 2, without its row on T2 and
FLAIR, which RANO 2.0 dropped for enhancing disease.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.follow_up_record import Basis, Circumstances, ClinicalState, Steroids
from neuroinsight.core.measurement import Interval, NotMeasured

WEEKS_TO_CONFIRM = 4  # between the scan that shows a response and the one that confirms it
WEEKS_AFTER_RADIOTHERAPY = 12  # within which progression needs a second scan: it may be the treatment's effect
_ROUNDING = 1e-9  # that a change of exactly a limit reaches it, whatever the last bit of the quotient


class Category(StrEnum):
    """How the measured disease responded, the best first."""

    COMPLETE = "CR"
    PARTIAL = "PR"
    MINOR = "MR"
    STABLE = "SD"
    PROGRESSIVE = "PD"

    @property
    def title(self) -> str:  # type: ignore[override]  # in place of str's method
        """The name for people."""
        return _TITLES[self]


_TITLES = {
    Category.COMPLETE: "Complete response",
    Category.PARTIAL: "Partial response",
    Category.MINOR: "Minor response",
    Category.STABLE: "Stable disease",
    Category.PROGRESSIVE: "Progressive disease",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Limits of change as shares: decreases are of the baseline, the increase is of the nadir; all count as reached.

    `minor` is None where the criteria know no minor response, which is for enhancing disease.
    """

    partial: float
    minor: float | None
    progression: float


BY_DIAMETERS: Mapping[Basis, Criteria] = {
    Basis.ENHANCING: Criteria(partial=0.50, minor=None, progression=0.25),
    Basis.FLAIR: Criteria(partial=0.50, minor=0.25, progression=0.25),
}
BY_VOLUME: Mapping[Basis, Criteria] = {
    Basis.ENHANCING: Criteria(partial=0.65, minor=None, progression=0.40),
    Basis.FLAIR: Criteria(partial=0.65, minor=0.40, progression=0.40),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The measured disease of a date beside that of the first and of the smallest earlier one, in one unit."""

    now: float
    baseline: float
    nadir: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A category and the code of the rule that gave it."""

    category: Category | NotMeasured
    rule: str


def decide(size: Size, criteria: Criteria, *, new_lesions: int) -> Decision:
    """Return the category of a size; a lesion that was not there before is progression whatever the rest does.

    The first rule that holds decides. Growth from the nadir outweighs shrinking from the baseline: a tumor that fell to
    a third and grew by half again is progressive.
    """
    if not new_lesions and size.now == 0 and size.baseline == 0:
        return Decision(category=NotMeasured("response.nothing_measured"), rule="nothing")
    decrease = 1 - size.now / size.baseline + _ROUNDING if size.baseline else 0.0
    increase = size.now / size.nadir - 1 + _ROUNDING if size.nadir else 0.0
    rules = (
        (new_lesions > 0, Category.PROGRESSIVE, "new_lesion"),
        (size.now == 0, Category.COMPLETE, "vanished"),
        (size.nadir == 0, Category.PROGRESSIVE, "from_nothing"),
        (increase >= criteria.progression, Category.PROGRESSIVE, "increase"),
        (decrease >= criteria.partial, Category.PARTIAL, "decrease"),
        (criteria.minor is not None and decrease >= criteria.minor, Category.MINOR, "decrease"),
        (True, Category.STABLE, "between"),
    )
    category, rule = next((category, rule) for holds, category, rule in rules if holds)
    return Decision(category=category, rule=rule)


def limits_within(
    criteria: Criteria, *, from_baseline: Interval | None, from_nadir: Interval | None
) -> tuple[Category, ...]:
    """Return the categories whose limit lies within the interval of the change that it is a limit of, as shares."""
    limits = [
        (Category.PARTIAL, from_baseline, -criteria.partial),
        (Category.MINOR, from_baseline, None if criteria.minor is None else -criteria.minor),
        (Category.PROGRESSIVE, from_nadir, criteria.progression),
    ]
    return tuple(
        category
        for category, interval, limit in limits
        if interval is not None and limit is not None and interval.low <= limit <= interval.high
    )


def combine(measured: Category, circumstances: Circumstances) -> Category | NotMeasured:
    """Return the overall response from the measured part, steroids and clinical state, where the table gives one.

    Any of measured progression and clinical worsening is progression. More steroids alone are not: without a worse
    state the table then leaves the case open, as it does where enhancement vanished under steroids.
    """
    if circumstances.steroids is None or circumstances.clinical is None:
        return NotMeasured("response.not_declared")
    if measured is Category.PROGRESSIVE or circumstances.clinical is ClinicalState.WORSE:
        return Category.PROGRESSIVE
    if circumstances.steroids is Steroids.INCREASED:
        return NotMeasured("response.steroids_increased")
    if measured is Category.COMPLETE and circumstances.steroids is not Steroids.NONE:
        return NotMeasured("response.complete_on_steroids")
    return measured
