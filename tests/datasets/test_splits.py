"""Laws of splits: no patient on two sides, each grade on every side, the same again tomorrow."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.labels import BRATS_2017
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Grade, ImageFile
from neuroinsight.datasets.duplicates import same_patients
from neuroinsight.datasets.splits import Split, read_split, split_by_shares, split_into_folds, split_to_json

SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}
GRADES: tuple[Grade | None, ...] = (Grade.HGG, Grade.LGG, None)


def _case(key: str, patient: str, grade: Grade | None) -> Case:
    return Case(
        key=key,
        patient=patient,
        layout="brats2019",
        source="CBICA",
        images={Sequence.T1CE: ImageFile(Path(f"{key}_t1ce.nii.gz"))},
        labels=None,
        scheme=BRATS_2017,
        grade=grade,
    )


def _cases(high: int, low: int) -> tuple[Case, ...]:
    grades = [Grade.HGG] * high + [Grade.LGG] * low
    return tuple(_case(f"case-{n}", f"patient-{n}", grade) for n, grade in enumerate(grades))


@st.composite
def many_cases(draw: st.DrawFn) -> tuple[Case, ...]:
    """Draw patients with one to three examinations each."""
    patients = draw(st.lists(st.tuples(st.sampled_from(GRADES), st.integers(1, 3)), min_size=6, max_size=40))
    return tuple(
        _case(f"case-{patient}-{date}", f"patient-{patient}", grade)
        for patient, (grade, dates) in enumerate(patients)
        for date in range(dates)
    )


def _keys(split: Split) -> list[str]:
    return [key for patients in split.parts.values() for keys in patients.values() for key in keys]


@given(cases=many_cases(), seed=st.integers(0, 99), folds=st.integers(2, 6))
def test_every_case_is_in_one_part_together_with_all_of_its_patient(
    cases: tuple[Case, ...], seed: int, folds: int
) -> None:
    for split in (split_by_shares(cases, SHARES, seed=seed), split_into_folds(cases, folds, seed=seed)):
        assert sorted(_keys(split)) == sorted(case.key for case in cases)
        parts = {patient: name for name, patients in split.parts.items() for patient in patients}
        assert sum(len(patients) for patients in split.parts.values()) == len(parts)
        assert all(split.part_of(case) == parts[case.patient] for case in cases)


@given(high=st.integers(1, 60), low=st.integers(1, 60), seed=st.integers(0, 9))
def test_the_proportion_of_grades_is_kept_to_one_patient(high: int, low: int, seed: int) -> None:
    cases = _cases(high, low)
    split = split_by_shares(cases, SHARES, seed=seed)
    for part, share in SHARES.items():
        counts = Counter(case.grade for case in split.select(cases, [part]))
        assert abs(counts[Grade.HGG] - share * high) <= 1
        assert abs(counts[Grade.LGG] - share * low) <= 1


@given(high=st.integers(0, 40), low=st.integers(1, 40), folds=st.integers(2, 6))
def test_folds_differ_by_one_patient_at_most_in_size_and_in_each_grade(high: int, low: int, folds: int) -> None:
    assume(high + low >= folds)
    cases = _cases(high, low)
    split = split_into_folds(cases, folds, seed=1)
    for grades in ({Grade.HGG}, {Grade.LGG}, {Grade.HGG, Grade.LGG}):
        sizes = [sum(c.grade in grades for c in split.select(cases, [part])) for part in split.parts]
        assert max(sizes) - min(sizes) <= 1


@given(cases=many_cases(), seed=st.integers(0, 99))
def test_the_order_of_the_cases_does_not_matter_and_the_seed_repeats(cases: tuple[Case, ...], seed: int) -> None:
    assert split_by_shares(cases, SHARES, seed=seed) == split_by_shares(tuple(reversed(cases)), SHARES, seed=seed)


def test_another_seed_makes_another_split() -> None:
    cases = _cases(30, 10)
    assert split_by_shares(cases, SHARES, seed=1) != split_by_shares(cases, SHARES, seed=2)


@given(cases=many_cases())
def test_json_keeps_the_whole_split(cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    split = split_into_folds(cases, 3, seed=7)
    path = tmp_path_factory.mktemp("split") / "split.json"
    path.write_text(split_to_json(split), encoding="utf-8")
    assert read_split(path) == split


def test_a_patient_in_two_parts_is_refused() -> None:
    with pytest.raises(DatasetError) as caught:
        Split(method="by hand", seed=0, parts={"train": {"p": ("a",)}, "test": {"p": ("b",)}})
    assert "p in train and test" in caught.value.seen


def test_a_case_in_two_parts_is_refused() -> None:
    with pytest.raises(DatasetError):
        Split(method="by hand", seed=0, parts={"train": {"p": ("a",)}, "test": {"q": ("a",)}})


def test_patients_who_share_an_image_share_a_part() -> None:
    cases = _cases(20, 8)
    shared = [("patient-3", "xy"), ("patient-9", "yz"), ("patient-25", "z"), ("patient-1", "w")]
    one_with = same_patients(shared)
    assert one_with == dict.fromkeys(("patient-25", "patient-3", "patient-9"), "patient-25")
    for seed in range(5):
        for split in (
            split_into_folds(cases, 4, seed=seed, one_with=one_with),
            split_by_shares(cases, SHARES, seed=seed, one_with=one_with),
        ):
            assert len({split.part_of(cases[number]) for number in (3, 9, 25)}) == 1
            assert sorted(_keys(split)) == sorted(case.key for case in cases)


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(DatasetError):
        split_by_shares(_cases(3, 3), {"train": 0.7, "test": 0.2}, seed=0)


def test_a_share_that_is_no_number_is_refused() -> None:
    with pytest.raises(DatasetError, match="add up to 1"):
        split_by_shares(_cases(3, 3), {"train": float("nan"), "test": 0.5}, seed=0)


def test_a_split_of_nothing_is_refused() -> None:
    with pytest.raises(DatasetError, match="nothing to split"):
        split_by_shares((), SHARES, seed=0)
    with pytest.raises(DatasetError, match="nothing to split"):
        split_into_folds((), 5, seed=0)


def test_more_folds_than_patients_are_refused() -> None:
    with pytest.raises(DatasetError, match="more folds than patients"):
        split_into_folds(_cases(2, 2), 5, seed=0)


def test_one_patient_is_too_few_for_folds_and_told_so() -> None:
    with pytest.raises(DatasetError) as caught:
        split_into_folds(_cases(1, 1), 2, seed=0, one_with={"patient-0": "patient-0", "patient-1": "patient-0"})
    assert (caught.value.seen, caught.value.allowed) == ("2 folds, 1 patients", "at least two patients")


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(DatasetError) as caught:
        split_into_folds(_cases(4, 2), 2, seed=0).select((), ["fold-7"])
    assert "fold-0" in caught.value.allowed


def test_a_new_case_of_a_known_patient_follows_its_part() -> None:
    cases = _cases(6, 2)
    split = split_into_folds(cases, 2, seed=0)
    later = _case("case-0-later", cases[0].patient, None)
    assert split.part_of(later) == split.part_of(cases[0])
    assert split.part_of(_case("unknown", "nobody", None)) is None


NO_SPLITS = (
    "",
    "{}",
    "[]",
    '{"method": "", "seed": 1, "parts": [1]}',
    '{"method": "", "seed": 1, "parts": {"a": {"p": "key"}}}',
    '{"method": "", "seed": 1, "parts": {"a": ["p"]}}',
    '{"method": "", "seed": "x", "parts": {}}',
    "not json",
    '{"parts":' + "[" * 100_000 + "]" * 100_000 + "}",
)


@pytest.mark.parametrize("text", NO_SPLITS, ids=range(len(NO_SPLITS)))
def test_a_file_that_is_no_split_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError if text else FileFormatError):
        read_split(path)


def test_the_committed_folds_hold_51_cases_in_five_parts() -> None:
    folds = read_split(Path(__file__).parents[2] / "experiments" / "folds" / "folds.json")
    assert list(folds.parts) == [f"fold-{number}" for number in range(5)]
    assert len(_keys(folds)) == 51
