import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neuroinsight.core.labels import DECATHLON, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.evaluate import Evaluation, evaluate
from neuroinsight.evaluation.files import to_csv, to_json, write_evaluation
from neuroinsight.evaluation.markdown import to_markdown
from neuroinsight.evaluation.summary import card_figures, summarize_cases
from neuroinsight.evaluation.truth import digest_of
from neuroinsight.metrics.catalogue import METRICS, VOLUME_METRICS
from tests.strategies import permuted


def _shifted(case: Case) -> LabelMap:
    truth = load_labels(case)
    return LabelMap(array=np.roll(truth.array, 1, axis=1), grid=truth.grid, scheme=truth.scheme)


@pytest.fixture(scope="module")
def evaluation(cases: tuple[Case, ...]) -> Evaluation:
    return evaluate(cases, _shifted)


def test_summary_json_leads_from_metric_to_region_to_figures(evaluation: Evaluation) -> None:
    content = json.loads(to_json(summarize_cases(evaluation.cases), {"model": "none"}))
    for metric in METRICS:
        assert {region.value for region in metric.regions} <= set(content[metric.name])
    for whole in VOLUME_METRICS:
        assert set(content[whole.name]) == {"all_classes"}
    found = content["dice"]["WT"]
    assert set(found) == {"mean", "median", "ci95", "cases", "patients", "undefined"}
    assert (found["cases"], found["patients"], found["ci95"]) == (5, 5, None)
    assert set(content["groups"]) == {"source", "grade"}
    assert set(content["groups"]["source"]) == {"CBICA", "TCIA"}
    assert content["groups"]["grade"]["LGG"]["dice"]["WT"]["cases"] == 2
    assert content["about"]["model"] == "none"
    assert "374" in content["about"]["empty_masks"]["one of them empty"]


def test_enhancing_tumor_is_also_given_over_the_cases_that_have_it(evaluation: Evaluation) -> None:
    row = summarize_cases(evaluation.cases).overall["dice"]
    assert (row["ET"].cases, row["ET_where_present"].cases) == (5, 4)
    assert (row["ET"].mean or 0) > (row["ET_where_present"].mean or 0)


def test_sensitivity_of_what_is_absent_is_undefined_and_counted(evaluation: Evaluation) -> None:
    found = summarize_cases(evaluation.cases).overall["sensitivity"]["ET"]
    assert (found.cases, found.undefined) == (4, 1)


def test_cases_csv_has_a_row_for_each_case_and_region(evaluation: Evaluation) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(evaluation))))
    assert len(rows) == 5 * 6
    assert {row["region"] for row in rows} == {"WT", "TC", "ET", "NCR", "ED", "all_classes"}
    assert [row["lesionwise_dice"] for row in rows if row["region"] == "NCR"] == [""] * 5
    assert all(row["accuracy_all_pixels_with_background"] for row in rows if row["region"] == "all_classes")
    assert all("nan" not in cell and "inf" not in cell for row in rows for cell in row.values())


def test_figures_of_a_card_are_those_of_the_summary(evaluation: Evaluation) -> None:
    others = tuple(replace(case, patient=f"{case.patient} again") for case in evaluation.cases)
    summary = summarize_cases((*evaluation.cases, *others))
    figures = card_figures(summary)
    assert figures["dice"]["TC"].mean == summary.overall["dice"]["TC"].mean
    assert figures["dice"]["TC"].cases == 10
    assert not card_figures(summarize_cases(evaluation.cases))


def test_a_table_of_few_patients_says_why_it_has_no_interval(evaluation: Evaluation) -> None:
    text = to_markdown(summarize_cases(evaluation.cases), {})
    assert "no interval: 5 patients" in text
    assert "LGG (no interval: 2 patients)" in text


def test_a_row_names_the_truth_that_it_was_scored_against(cases: tuple[Case, ...], evaluation: Evaluation) -> None:
    again = evaluate(cases[:1], load_labels)
    assert again.cases[0].truth_digest == evaluation.cases[0].truth_digest
    assert len({case.truth_digest for case in evaluation.cases}) == 5
    in_other_numbers = load_labels(cases[0]).in_scheme(DECATHLON)
    array, grid = permuted(in_other_numbers.array, in_other_numbers.grid, "SAR")
    other_file = LabelMap(array=array.astype(np.uint8), grid=grid, scheme=DECATHLON)
    assert digest_of(other_file) == evaluation.cases[0].truth_digest


def test_a_mask_of_the_whole_tumor_is_truth_enough_for_the_whole_tumor(cases: tuple[Case, ...], tmp_path: Path) -> None:
    masked = replace(cases[0], labels=None, whole_tumor=cases[0].labels)
    scored = evaluate([masked], lambda _: load_labels(cases[0]))
    assert scored.cases[0].scores.regions[Region.WT].values["dice"] == Measured(value=1.0, unit="1")
    summary = write_evaluation(tmp_path, scored, {})
    assert summary.overall["dice"]["TC"].mean is None
    assert "not outlined" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_tables_name_every_metric_and_group(evaluation: Evaluation) -> None:
    text = to_markdown(summarize_cases(evaluation.cases), {"model": "none"})
    for metric in (*METRICS, *VOLUME_METRICS):
        assert metric.title in text or metric.name in text
    assert all(words in text for words in ("By source", "By grade", "CBICA", "LGG", "ET where present", "374"))


def test_all_files_are_written_and_pictures_can_be_opened(evaluation: Evaluation, tmp_path: Path) -> None:
    write_evaluation(tmp_path, evaluation, {})
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    pictures = {f"plots/{name}.png" for name in ("distributions", "volumes", "worst", "best")}
    assert names == {"cases.csv", "summary.json", "summary.md"} | pictures
    for name in pictures:
        with Image.open(tmp_path / name) as picture:
            picture.load()
            assert min(picture.size) > 200


def test_a_single_case_can_be_written(cases: tuple[Case, ...], tmp_path: Path) -> None:
    summary = write_evaluation(tmp_path, evaluate(cases[:1], _shifted), {})
    assert summary.overall["dice"]["WT"].ci95 is None
