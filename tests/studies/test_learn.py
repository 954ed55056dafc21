"""What is learned from answers holds for further answers of the same kind."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Grade
from neuroinsight.studies.answers import Answer
from neuroinsight.studies.calibration_page import Validated, page
from neuroinsight.studies.coverage import coverage_of, dice_figures, withholding_of
from neuroinsight.studies.grade_validation import auc, grade_figures, validate_grade
from neuroinsight.studies.learn import LOOKS, learn, learn_bound, learn_grade, learn_spread, undetermined_between

REGIONS = ("WT", "TC", "ET")


def answers(count: int, *, seed: int = 0, plain: bool = False) -> list[Answer]:
    """Return made-up patients: outlines that agree less with their probabilities are worse."""
    random = np.random.default_rng(seed)
    found = []
    for place in range(count):
        doubt = random.uniform(0.05, 0.5)
        size = random.uniform(1.5, 5.0)
        off = random.normal() * (0.2 if plain else doubt)
        hgg = place % 4 != 0
        signs = {
            f"{sign}.{region}": value
            for region in REGIONS
            for sign, value in {
                "size": size,
                "gap": random.normal(0, 0.1),
                "doubt": doubt,
                "agreement": -np.log(doubt),
                "blur": random.uniform(),
            }.items()
        }
        looks = {name: random.normal() + (1.5 if hgg and name == "enhancing" else 0.0) for name in LOOKS}
        found.append(
            Answer(
                key=f"case-{place}",
                patient=f"TCGA-{place}" if place % 3 else f"case-{place}",
                source="A" if hgg else "B",
                part=f"fold-{(place // 4) % 4}",
                grade=Grade.HGG if hgg else Grade.LGG,
                sequences=tuple(Sequence),
                spacing_mm=1.0,
                signs=signs,
                looks=looks,
                measured={"volume.WT": size**3},
                truth={"volume.WT": max(0.0, size + off) ** 3},
                dice={region: float(np.clip(1 - doubt + random.normal(0, 0.03), 0, 1)) for region in REGIONS},
            )
        )
    return found


@pytest.mark.parametrize("plain", [True, False])
def test_intervals_cover_at_least_what_they_promise_of_further_patients(*, plain: bool) -> None:
    shares = []
    for seed in range(8):
        spread = learn_spread("volume.WT", answers(40, seed=1000 + seed, plain=plain))
        assert spread is not None
        further = answers(60, seed=5000 + seed, plain=plain)
        held = [spread.around(one.measured["volume.WT"], one.signs, confidence=0.9) for one in further]
        shares.append(np.mean([i.low <= a.truth["volume.WT"] <= i.high for i, a in zip(held, further, strict=True)]))
    assert np.mean(shares) > 0.9 - 3 * 0.07 / 8**0.5  # 0.07: from one calibration of 40 patients to the next


def test_intervals_are_wider_where_the_probabilities_doubt() -> None:
    known = answers(60)
    spread = learn_spread("volume.WT", known)
    assert spread is not None
    widths = np.array([spread.log_error.of(one.signs) for one in known])
    assert np.corrcoef(widths, [one.signs["doubt.WT"] for one in known])[0, 1] > 0.6
    found = coverage_of("volume.WT", known)
    assert found is not None
    assert found.everyone.hits >= 51
    assert sum(third.of for third in found.by_size) == 60
    assert found.width < found.plain_width


def test_what_a_fold_is_told_does_not_depend_on_its_own_truth() -> None:
    known = answers(40)
    spoiled = [replace(one, truth={"volume.WT": 1000.0}) if one.part == "fold-3" else one for one in known]
    before, after = coverage_of("volume.WT", known), coverage_of("volume.WT", spoiled)
    assert before is not None
    assert after is not None
    assert after.everyone.hits < before.everyone.hits
    others = [[one for one in some if one.part != "fold-3"] for some in (known, spoiled)]
    assert learn_spread("volume.WT", others[0]) == learn_spread("volume.WT", others[1])


def test_the_bound_catches_most_of_the_worst_tenth() -> None:
    known = answers(50)
    found = withholding_of(known)
    assert found.worst_caught >= 4
    assert found.others_withheld <= 10
    assert found.spearman > 0.9
    assert 0.4 < learn_bound(known) < 0.8
    figures = dice_figures("WT", known)
    assert figures.spearman > 0.9
    assert figures.mean_error < figures.constant_error / 2


def test_the_class_is_learned_and_compared_with_the_names_of_sources() -> None:
    known = answers(60)
    found = validate_grade(known, {"coin": {one.key: 0.5 for one in known}})
    assert found is not None
    assert found.everyone["features"].auc.value > 0.75
    assert found.everyone["name of the source alone"].auc.value == 1.0  # the made-up sources tell it all
    assert found.everyone["coin"].auc.value == 0.5
    assert found.tcga["features"].patients == 40
    low, high = found.everyone["features"].auc.ci95
    assert low < found.everyone["features"].auc.value < high
    assert found.said["undetermined"].of == 60
    assert sum(one.patients for one in found.reliability) == 60


def test_a_class_that_is_not_there_is_not_learned() -> None:
    assert learn_grade([one for one in answers(40) if one.grade is Grade.HGG]) is None
    assert learn_grade([replace(one, grade=None) for one in answers(40)]) is None


def test_between_the_bounds_nothing_is_said_and_beyond_a_tenth_is_wrong_at_most() -> None:
    p = np.array([0.05, 0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 0.95])
    low, high = undetermined_between(p, np.array([0.0, 0, 1, 0, 1, 0, 1, 1]))
    assert 0.1 <= low < 0.3
    assert 0.7 < high <= 0.9
    assert undetermined_between(p, np.array([1.0, 0, 1, 0, 1, 0, 1, 0])) == (0.0, 1.0)


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order() -> None:
    p, truth = np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])
    assert auc(p, truth) == pytest.approx(3.5 / 4)
    assert grade_figures(p, truth).brier.value == pytest.approx(np.mean((p - truth) ** 2))


def test_the_page_tells_every_region_source_and_baseline() -> None:
    known = answers(50)
    learned, coverage = learn(known, tuple(Sequence)), coverage_of("volume.WT", known)
    assert coverage is not None
    one = Validated(
        learned=learned,
        patients=50,
        coverage={"volume.WT": coverage},
        dice={region: dice_figures(region, known) for region in REGIONS},
        withholding=withholding_of(known),
        grade=validate_grade(known, {}),
    )
    text = page([one], confidence=0.9)
    for words in ("`volume.WT`", "| A | B |", "enhancing volume alone", "name of the source alone", "Patients of TCGA"):
        assert words in text
    assert f"{coverage.everyone.hits} of 50" in text
