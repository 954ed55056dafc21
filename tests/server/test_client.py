"""The Python client, against a real server in a thread."""

from pathlib import Path

import pytest

from neuroinsight.client import Server
from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.report.json import from_json
from neuroinsight.server.services import Services
from neuroinsight.server.studies import add_study
from tests.read_studies import add_result
from tests.servers import make_person, serving, token_of

NOWHERE = "http://127.0.0.1:9"


def test_a_program_lists_its_persons_studies_alone(services: Services) -> None:
    anna, berta = make_person(services, "anna"), make_person(services, "berta")
    with services.database.writing() as session:
        for number in range(3):
            add_study(services, session, anna, patient=f"A-{number}")
        add_study(services, session, berta, patient="B")
    with serving(services) as url, Server(url, token_of(services, "anna")) as server:
        assert {one.patient for one in server.studies()} == {"A-0", "A-1", "A-2"}
        assert [one.patient for one in server.studies("a-1")] == ["A-1"]


def test_a_refusal_comes_in_the_servers_words(services: Services) -> None:
    with serving(services) as url, Server(url, "ni_wrong") as server:
        with pytest.raises(NeuroInsightError) as refused:
            list(server.studies())
        assert refused.value.code == "account.signed_out"


def test_a_server_that_is_not_there_is_told() -> None:
    with Server(NOWHERE, "ni_any") as server:
        with pytest.raises(NeuroInsightError) as refused:
            server.study("x")
        assert refused.value.code == "client.unreachable"


def test_nothing_is_no_study(tmp_path: Path) -> None:
    with Server(NOWHERE, "ni_any") as server:
        with pytest.raises(NeuroInsightError) as refused:
            server.upload([tmp_path])
        assert refused.value.code == "client.nothing"


def test_a_result_is_fetched_whole(services: Services, tmp_path: Path) -> None:
    make_person(services, "anna")
    study = add_result(services, "anna")
    with serving(services) as url, Server(url, token_of(services, "anna")) as server:
        out = server.download(study, tmp_path / "result")
        with pytest.raises(NeuroInsightError) as refused:
            server.download(study, out)
    assert refused.value.code == "output.occupied"
    names = {path.name for path in out.iterdir()}
    assert {"analysis.json", "segmentation.nii.gz", "report.pdf", "report.html", "measurements.csv"} <= names
    assert from_json((out / "analysis.json").read_text(encoding="utf-8")).measurements
