"""What all tests share: hypothesis' profiles, and the real patients where they are at hand."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# for planted errors: the first example that fails says enough, and it is not made smaller
settings.register_profile(
    "planted", settings.get_profile("ci"), max_examples=25, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

DATA_VARIABLE = "NEUROINSIGHT_TEST_DATA"


def _data_folder() -> Path | None:
    named = os.environ.get(DATA_VARIABLE)
    return Path(named).resolve() if named and Path(named).is_dir() else None


def pytest_report_header() -> str:
    """Say at the top what will be skipped, and why."""
    if _data_folder() is None:
        return f"real patients: tests marked `data` skip, because {DATA_VARIABLE} names no folder"
    return f"real patients: found by {DATA_VARIABLE}"


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the real patients, or skip the test."""
    folder = _data_folder()
    if folder is None:
        pytest.skip(f"needs the real patients: {DATA_VARIABLE} names no folder")
    return folder
