"""The compiler's own words never reach a user as a traceback."""

import pytest

from neuroinsight.core.errors import OutputError
from neuroinsight.report.typesetting import typeset_pdf


def test_data_that_the_template_cannot_set_are_a_problem_in_words() -> None:
    with pytest.raises(OutputError, match="could not be laid out"):
        typeset_pdf("report.typ", {}, {})
