from pathlib import Path

import pytest
from pydantic import ValidationError

from neuroinsight.server.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]


def test_the_call_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1111\nretention_days = 7\nmodel = "from-file"\n')
    monkeypatch.setenv("NEUROINSIGHT_MODEL", "from-environment")
    monkeypatch.setenv("NEUROINSIGHT_PORT", "2222")
    settings = read_settings(file, port=3333, host=None)
    assert (settings.port, settings.model, settings.retention_days) == (3333, "from-environment", 7)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - refused
def test_beyond_this_machine_only_with_encryption(host: str) -> None:
    with pytest.raises(ValidationError, match="tls_cert"):
        Settings(host=host)
    assert Settings(host=host, behind_proxy=True).is_encrypted


def test_a_misspelt_setting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("prot = 1\n")
    with pytest.raises(ValidationError, match="prot"):
        read_settings(file)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_documentation(name: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"| `{name}` |" in text
    assert f"NEUROINSIGHT_{name.upper()}" in text
