"""A recipe as text: TOML for people and for `train`, JSON in checkpoints, and what two recipes differ in."""

import json
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError

from neuroinsight.core.errors import RecipeError
from neuroinsight.training.recipe import Recipe

_MAY_CHANGE = {"optimization.epochs", "optimization.patience"}  # of a run that goes on: how long, and nothing else

_Json = str | int | float | bool | None | list["_Json"] | dict[str, "_Json"]


def recipe_to_toml(recipe: Recipe) -> str:
    """Return every field, defaults included, as TOML with a word on each; fields without a value are comments."""
    fields: dict[str, _Json] = recipe.model_dump(mode="json")
    tables = {name for name, value in fields.items() if isinstance(value, dict)}
    lines = [line for name in fields if name not in tables for line in _line(recipe, name, fields[name])]
    for name in sorted(tables, key=list(fields).index):
        table, values = getattr(recipe, name), fields[name]
        assert isinstance(values, dict)  # noqa: S101 - a table dumps as one
        lines += ["", f"[{name}]", *(line for field in values for line in _line(table, field, values[field]))]
    return "\n".join(lines) + "\n"


def recipe_from_json(text: str | bytes) -> Recipe:
    """Return the recipe that a run or its checkpoint holds as JSON.

    Raises:
        RecipeError: It is none.
    """
    try:
        return Recipe.model_validate_json(text)
    except ValidationError as error:
        raise RecipeError(
            "The recipe of the run cannot be read",
            seen=str(error).splitlines()[0],
            allowed="a recipe that this version, or one before it, has written",
            remedy="start a new run in another folder",
            code="training.unreadable_recipe",
        ) from error


def require_same_recipe(before: Recipe, now: Recipe) -> None:
    """Refuse to go on by another recipe; only the length may change.

    Raises:
        RecipeError: A field differs; the error names each.
    """
    different = [
        f"{name} was {_shown(was)}, is {_shown(is_)}"
        for name, was, is_ in _differences(before.model_dump(mode="json"), now.model_dump(mode="json"))
        if name not in _MAY_CHANGE
    ]
    if different:
        raise RecipeError(
            "The run was begun with another recipe",
            seen="; ".join(different),
            allowed=f"the run's own recipe; of a run that goes on, {' and '.join(sorted(_MAY_CHANGE))} may change",
            remedy="leave these fields as they were, or start a new run in another folder",
            code="training.other_recipe",
        )


def _differences(
    before: Mapping[str, _Json], now: Mapping[str, _Json], room: str = ""
) -> Iterator[tuple[str, _Json, _Json]]:
    for name in {**before, **now}:
        was, is_ = before.get(name), now.get(name)
        if isinstance(was, dict) and isinstance(is_, dict):
            yield from _differences(was, is_, f"{room}{name}.")
        elif was != is_:
            yield f"{room}{name}", was, is_


def _line(table: object, name: str, value: _Json) -> Iterator[str]:
    word = type(table).model_fields[name].description if isinstance(table, BaseModel) else None
    comment = f"  # {word}" if word else ""
    yield (
        f"# {name} has no value{comment.replace('  # ', ': ')}"
        if value is None
        else f"{name} = {_toml(value)}{comment}"
    )


def _toml(value: _Json) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_toml(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)  # strings, numbers and truth are written alike in both


def _shown(value: _Json) -> str:
    return "none" if value is None else _toml(value)
