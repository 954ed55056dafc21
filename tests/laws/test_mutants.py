"""The table of planted errors fits the source: each text stands there once, and each test exists."""

from tools.mutants import read_table

AT_LEAST = 70


def test_every_planted_error_still_fits_the_source() -> None:
    assert {one.name: one.problem() for one in read_table() if one.problem()} == {}


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    names = [one.name for one in read_table()]
    assert len(names) >= AT_LEAST
    assert len(set(names)) == len(names)
