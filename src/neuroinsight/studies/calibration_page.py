"""The tables of a calibration, as Markdown: what stands on the model's card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from neuroinsight.core.calibration import SequenceSet
from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.studies.coverage import Coverage, DiceFigures, Share, Withholding
from neuroinsight.studies.grade_validation import Figure, GradeFigures, GradeValidation


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """What was learned of one set of sequences, and how well it did on folds that it was not learned from."""

    learned: SequenceSet
    patients: int
    coverage: Mapping[str, Coverage]
    dice: Mapping[str, DiceFigures]
    withholding: Withholding
    grade: GradeValidation | None


def page(validated: Sequence[Validated], *, confidence: float) -> str:
    """Return all tables, set by set."""
    parts = ["# Calibration"]
    for one in validated:
        names = ", ".join(sequence.title for sequence in one.learned.sequences)
        parts += [
            f"## With {names}",
            (
                f"{one.patients} patients, each outlined by the model that never saw the patient; what is said of a"
                " fold was learned from the other folds alone."
            ),
            *_coverage(one, confidence),
            *_quality(one),
            *(_grade(one.grade, one) if one.grade is not None else []),
        ]
    return "\n\n".join(parts) + "\n"


def _coverage(one: Validated, confidence: float) -> list[str]:
    sources = sorted({source for found in one.coverage.values() for source in found.by_source})
    rows = [
        (
            f"`{name}`",
            _counted(found.everyone),
            f"{found.width:.0%} (plain {found.plain_width:.0%})",
            *(f"{third.hits} of {third.of}" for third in found.by_size),
            *(_brief(found.by_source.get(source)) for source in sources),
        )
        for name, found in one.coverage.items()
    ]
    return [
        f"### Intervals of {confidence:.0%}",
        (
            "How many intervals held the expert’s value [95% binomial interval], all and in thirds by predicted size"
            " and by source; and the median width as a share of the value, beside that of intervals that expect the"
            " same error of every patient."
        ),
        _table(("measurement", "held", "width", "small", "middle", "large", *sources), rows),
    ]


def _quality(one: Validated) -> list[str]:
    rows = [
        (
            region.value,
            f"{found.spearman:.2f}",
            f"{found.mean_error:.3f}",
            f"{found.constant_error:.3f}",
            _counted(found.covered),
        )
        for region in NESTED_REGIONS
        for found in [one.dice[region.value]]
    ]
    kept = one.withholding
    return [
        "### Expected Dice",
        (
            "Spearman’s correlation with the true Dice, mean absolute error, that of a constant, and how many intervals"
            " held the true one."
        ),
        _table(("region", "Spearman", "mean error", "of a constant", "held"), rows),
        (
            f"Withheld for reading under a mean expected Dice of {one.learned.readable_from:.2f}:"
            f" {kept.worst_caught} of the {kept.worst} worst outlines by mean Dice, and {kept.others_withheld} of the"
            f" {kept.others} others. The mean expected Dice has a rank correlation of {kept.spearman:.2f} with the true"
            " one."
        ),
    ]


def _grade(found: GradeValidation, one: Validated) -> list[str]:
    header = ("model", "patients (HGG)", "AUC", "balanced accuracy", "Brier")
    said, alike = found.said, found.reliability
    low, high = one.learned.grade.undetermined if one.learned.grade else (0.0, 1.0)
    everyone = next(iter(found.everyone.values()))
    return [
        "### Resemblance to HGG or LGG",
        (
            f"{everyone.patients} patients, {everyone.patients - everyone.hgg} of them LGG, decide little: read the"
            " intervals. HGG and LGG are classes of the data sets, LGG with WHO grade 3 among it; a diagnosis by WHO"
            " 2021 needs histology, IDH and 1p/19q."
        ),
        (
            "Figures [95% bootstrap interval over patients]. A name of a source knows nothing of the tumor: what it"
            " reaches is how far hospital and class are confounded in these data."
        ),
        _table(header, [_figures(name, figures) for name, figures in found.everyone.items()]),
        "Patients of TCGA alone:",
        _table(header, [_figures(name, figures) for name, figures in found.tcga.items()]),
        (
            f"HGG is said from {high:.2f} on, LGG up to {low:.2f}. By bounds from the other folds, HGG was said and"
            f" right in {_counted(said['HGG'])}, LGG in {_counted(said['LGG'])}; {said['undetermined'].hits} of"
            f" {said['undetermined'].of} stayed undetermined."
        ),
        "Reliability, in fifths of the probabilities:",
        _table(
            ("probability", "patients", "HGG"),
            [
                (f"{bin_.from_probability:.2f} to {bin_.to_probability:.2f}", str(bin_.patients), str(bin_.hgg))
                for bin_ in alike
            ],
        ),
    ]


def _figures(name: str, found: GradeFigures) -> tuple[str, ...]:
    return (
        name,
        f"{found.patients} ({found.hgg})",
        *(_figure(one) for one in (found.auc, found.balanced_accuracy, found.brier)),
    )


def _figure(found: Figure) -> str:
    return f"{found.value:.2f} [{found.ci95[0]:.2f}, {found.ci95[1]:.2f}]"


def _counted(share: Share) -> str:
    if not share.of:
        return "none of none"
    low, high = share.interval
    return f"{share.hits} of {share.of}, {share.hits / share.of:.0%} [{low:.0%}, {high:.0%}]"


def _brief(share: Share | None) -> str:
    return f"{share.hits} of {share.of}" if share is not None else ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
