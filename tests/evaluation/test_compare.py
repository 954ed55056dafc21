"""Evaluations set side by side: paired statistics beside SciPy's, and what is refused."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import stats

import neuroinsight
from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import LabelMap
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.compare import compare, compare_results
from neuroinsight.evaluation.compare_files import to_csv, to_json, to_markdown, write_comparison
from neuroinsight.evaluation.evaluate import Evaluation, evaluate
from neuroinsight.evaluation.files import write_evaluation
from neuroinsight.evaluation.paired import PairedValue, difference, signed_rank_p
from neuroinsight.evaluation.results import Result, ScoredCase
from neuroinsight.metrics.catalogue import Better


def _moved(steps: int, cases: tuple[Case, ...]) -> Evaluation:
    def segment(case: Case) -> LabelMap:
        truth = load_labels(case)
        return LabelMap(array=np.roll(truth.array, steps, axis=0), grid=truth.grid, scheme=truth.scheme)

    return evaluate(cases, segment)


@pytest.fixture(scope="module")
def folders(cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return evaluations of predictions that are off by one voxel and by two, and one of fewer cases."""
    root = tmp_path_factory.mktemp("results")
    for name, evaluation in (("one", _moved(1, cases)), ("two", _moved(2, cases)), ("few", _moved(1, cases[1:]))):
        (root / name).mkdir()
        write_evaluation(root / name, evaluation, {"predictions": name})
    return {folder.name: folder for folder in root.iterdir()}


def _values(first: list[float], second: list[float]) -> list[PairedValue]:
    return [
        PairedValue(patient=f"patient {number}", first=one, second=other)
        for number, (one, other) in enumerate(zip(first, second, strict=True))
    ]


def test_differences_are_the_second_less_the_first() -> None:
    found = difference(_values([0.5, 0.6, 0.9], [0.7, 0.6, 0.8]), better=Better.HIGHER)
    assert found is not None
    assert found.mean == pytest.approx(0.1 / 3)
    assert found.median == pytest.approx(0.0)
    assert (found.wins, found.losses, found.ties) == (1, 1, 1)
    assert (found.ci95, found.p_value) == (None, None)


def test_a_smaller_distance_is_a_win() -> None:
    found = difference(_values([9.0, 9.0], [3.0, 4.0]), better=Better.LOWER)
    assert found is not None
    assert (found.wins, found.losses) == (2, 0)


def test_the_p_value_is_scipys_over_patients() -> None:
    random = np.random.default_rng(3)
    first, second = random.random(20), random.random(20) + 0.2
    found = difference(_values(first.tolist(), second.tolist()), better=Better.HIGHER)
    assert found is not None
    assert found.p_value == pytest.approx(stats.wilcoxon(second - first).pvalue)
    assert found.ci95 is not None
    half = (found.ci95[1] - found.ci95[0]) / 2
    assert half == pytest.approx(1.96 * (second - first).std() / np.sqrt(20), rel=0.1)


def test_pairing_sees_what_the_spread_between_patients_hides() -> None:
    base = np.linspace(0.1, 0.9, 12)
    found = difference(_values(base.tolist(), (base + 0.01).tolist()), better=Better.HIGHER)
    assert found is not None
    assert found.ci95 is not None
    assert found.ci95[0] > 0
    assert found.p_value is not None
    assert found.p_value < 0.001


def test_several_examinations_of_a_patient_count_once() -> None:
    random = np.random.default_rng(4)
    values = _values(random.random(9).tolist(), random.random(9).tolist())
    once, thrice = (difference(values * times, better=Better.HIGHER) for times in (1, 3))
    assert once is not None
    assert thrice is not None
    assert (thrice.cases, thrice.patients) == (27, 9)
    assert thrice.p_value == pytest.approx(once.p_value)
    assert thrice.ci95 == pytest.approx(once.ci95)


@pytest.mark.parametrize(("patients", "enough"), [(7, False), (8, True)])
def test_fewer_than_eight_patients_have_no_p_value(patients: int, enough: bool) -> None:
    assert (signed_rank_p([0.1 * number for number in range(1, patients + 1)]) is not None) is enough


def test_equal_results_differ_by_chance() -> None:
    assert signed_rank_p([0.0] * 10) == 1.0


def test_evaluations_are_compared_case_by_case(folders: dict[str, Path]) -> None:
    comparison = neuroinsight.compare([folders["one"], folders["two"]])
    assert comparison == compare([folders["one"], folders["two"]])
    dice = comparison.pairs[0].differences["dice"]["WT"]
    assert (dice.cases, dice.wins, dice.losses) == (5, 0, 5)
    assert dice.mean == pytest.approx(dice.second_mean - dice.first_mean, abs=1e-6)
    hd95 = comparison.pairs[0].differences["hd95_mm"]["WT"]
    assert hd95.mean > 0
    assert hd95.losses == 5


def test_three_results_make_three_pairs(folders: dict[str, Path]) -> None:
    comparison = compare([folders["one"], folders["two"], folders["few"]])
    assert [(pair.first, pair.second) for pair in comparison.pairs] == [("one", "two"), ("one", "few"), ("two", "few")]
    assert len(comparison.shared) == 4


def test_cases_of_one_alone_are_listed_and_left_out(folders: dict[str, Path], cases: tuple[Case, ...]) -> None:
    comparison = compare([folders["few"], folders["two"]])
    assert comparison.alone == {"few": (), "two": (cases[0].key,)}
    assert cases[0].key in to_markdown(comparison)
    assert cases[0].key not in to_csv(comparison)
    assert json.loads(to_json(comparison))["not_compared"]["two"] == [cases[0].key]


def test_all_files_are_written(folders: dict[str, Path], tmp_path: Path) -> None:
    comparison = compare([folders["one"], folders["two"]])
    write_comparison(tmp_path, comparison)
    assert {path.name for path in tmp_path.iterdir()} == {
        "comparison.md",
        "comparison.json",
        "differences.csv",
        "differences.png",
    }
    text = (tmp_path / "comparison.md").read_text(encoding="utf-8")
    assert "no interval: 5 patients" in text
    assert "0 / 5 / 0" in text
    rows = list(csv.DictReader(io.StringIO((tmp_path / "differences.csv").read_text(encoding="utf-8"))))
    found = [float(row["two"]) - float(row["one"]) for row in rows if (row["region"], row["metric"]) == ("WT", "dice")]
    assert np.mean(found) == pytest.approx(comparison.pairs[0].differences["dice"]["WT"].mean)
    with Image.open(tmp_path / "differences.png") as picture:
        assert min(picture.size) > 200


def _result(name: str, **changes: object) -> Result:
    cases = {"a": ScoredCase(patient="a", truth="0", values={"WT": {"dice": 0.5}})}
    result = Result(name=name, cases=cases, metrics=("dice",), scored="", meaning={"units": {"dice": "1"}})
    return replace(result, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cases": {"b": ScoredCase(patient="b", truth="0", values={})}}, "compare.other_cases"),
        ({"cases": {"a": ScoredCase(patient="a", truth="1", values={})}}, "compare.other_truths"),
        ({"cases": {"a": ScoredCase(patient="b", truth="0", values={})}}, "compare.other_patients"),
        ({"metrics": ("dice", "iou")}, "compare.other_metrics"),
        ({"meaning": {"units": {"dice": "%"}}}, "compare.other_metrics"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_compared_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(DatasetError) as caught:
        compare_results([_result("one"), _result("two", **changes)])
    assert caught.value.code == code
    assert compare_results([_result("one"), _result("two")]).shared == ("a",)


def test_one_result_alone_is_refused(folders: dict[str, Path]) -> None:
    with pytest.raises(DatasetError, match="two results"):
        compare([folders["one"]])


def test_a_result_is_not_compared_with_itself(folders: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folders["one"])
    for same in (folders["one"], tmp_path / "link", folders["one"].parent / "." / folders["one"].name):
        with pytest.raises(DatasetError, match="compared with itself"):
            compare([folders["one"], folders["two"], same])


def test_folders_that_are_no_evaluation_are_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    for text in ("", "case,region\n", "case,patient,truth,region,dice\na,a,0,WT,nan\n", "\x00"):
        broken = tmp_path / "broken"
        broken.mkdir(exist_ok=True)
        (broken / "cases.csv").write_text(text, encoding="utf-8")
        (broken / "summary.json").write_bytes((folders["one"] / "summary.json").read_bytes())
        with pytest.raises(DatasetError, match="is not an evaluation"):
            compare([folders["one"], broken])
    with pytest.raises(DatasetError, match="is not an evaluation"):
        compare([folders["one"], tmp_path / "nowhere"])


def test_evaluations_without_digests_of_truths_are_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO((folders["one"] / "cases.csv").read_text(encoding="utf-8"))))
    column = rows[0].index("truth")
    old = "\n".join(",".join(cell for place, cell in enumerate(row) if place != column) for row in rows)
    (tmp_path / "cases.csv").write_text(old, encoding="utf-8")
    (tmp_path / "summary.json").write_bytes((folders["one"] / "summary.json").read_bytes())
    with pytest.raises(DatasetError, match="what its cases were scored against"):
        compare([folders["one"], tmp_path])


def test_folders_of_one_name_are_told_apart(folders: dict[str, Path], tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(folders["one"], tmp_path / name / "evaluation")
    comparison = compare([tmp_path / "a" / "evaluation", tmp_path / "b" / "evaluation"])
    assert [one.name for one in comparison.results] == ["a/evaluation", "b/evaluation"]
