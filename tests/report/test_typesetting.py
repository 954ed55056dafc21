"""The compiler's own words never reach a user as a traceback."""

import errno
import tempfile
from pathlib import Path

import pytest

from neuroinsight.core.errors import OutputError
from neuroinsight.report.typesetting import typeset_pdf


def test_data_that_the_template_cannot_set_are_a_problem_in_words() -> None:
    with pytest.raises(OutputError, match="could not be laid out"):
        typeset_pdf("report.typ", {}, {})


def test_a_full_temporary_folder_is_named_and_nothing_else_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="temporary folder") as caught:
        typeset_pdf("report.typ", {}, {})
    assert caught.value.seen == f"{tmp_path}: No space left on device"
