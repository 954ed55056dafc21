"""A recipe's text: what cannot be read is refused in words."""

from pathlib import Path

import pytest

from neuroinsight.core.errors import RecipeError
from neuroinsight.training.recipe import load_recipe, with_changes

DEEP = "[" * 5000 + "]" * 5000


def test_a_recipe_that_is_nested_without_end_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(f"name = {DEEP}\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="nested too deeply"):
        load_recipe(str(path))
    with pytest.raises(RecipeError, match="nested too deeply"):
        with_changes(load_recipe("attention_unet_2d"), [f"plan.sequences={DEEP}"])
