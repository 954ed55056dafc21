"""Every error answers three questions."""

import inspect

import pytest

from neuroinsight.core import errors
from neuroinsight.core.errors import NeuroInsightError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, NeuroInsightError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_keeps_what_was_seen_what_is_allowed_and_the_remedy(kind: type[NeuroInsightError]) -> None:
    error = kind("It is so", seen="this", allowed="that", remedy="do it")
    assert (error.problem, error.seen, error.allowed, error.remedy) == ("It is so", "this", "that", "do it")
    assert str(error) == "It is so (seen: this; allowed: that; remedy: do it)"


def test_the_tree_at_the_top_of_the_file_names_every_error() -> None:
    text = errors.__doc__ or ""
    assert [kind.__name__ for kind in KINDS if kind.__name__ not in text] == []
