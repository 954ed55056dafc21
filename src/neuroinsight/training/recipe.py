"""A recipe: every choice of a training as data, read from TOML."""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from neuroinsight.core.errors import FileFormatError, RecipeError
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.content import read_text
from neuroinsight.models.choice import SIMPLE_NAME, NetworkChoice, first_format
from neuroinsight.models.outputs import TISSUES, WHOLE, OutputKind, Outputs
from neuroinsight.preprocess import plan as plans
from neuroinsight.preprocess.plan import Plan, PlanFields, Reads
from neuroinsight.training.losses import LossName
from neuroinsight.training.scores import score_names

Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Task(StrEnum):
    """What is learned: a class of each voxel, of each slice, or of the patient."""

    SEGMENT = "segment"
    CLASSIFY_SLICES = "classify_slices"
    CLASSIFY_PATIENT = "classify_patient"


_OUTPUTS_OF = {
    Task.SEGMENT: {OutputKind.CLASSES, OutputKind.REGIONS},
    Task.CLASSIFY_SLICES: {OutputKind.SLICE},
    Task.CLASSIFY_PATIENT: {OutputKind.CASE},
}


class SamplingFields(_Strict):
    """Which slices are seen, and how often."""

    slices: Literal["range", "brain", "tumor"] = Field(
        default="range", description="a fixed range of the file's slices, all that hold brain, or those with tumor"
    )
    first_slice: int = Field(default=50, description="counted from the lowest slice of the file")
    last_slice: int = Field(default=130, description="inclusive")
    order: Literal["patients", "slices"] = Field(
        default="patients", description="what is shuffled, where each slice is seen once an epoch"
    )
    tumor_share: float | None = Field(
        default=None, ge=0, le=1, description="of drawn slices; none: each slice once an epoch"
    )
    slices_per_epoch: int | None = Field(default=None, ge=1, description="none: as many as there are")


class AugmentationFields(_Strict):
    """Random changes of training slices; each is off at 0."""

    flip_probability: float = Field(default=0.0, ge=0, le=1, description="left and right only")
    affine_probability: float = Field(default=0.0, ge=0, le=1)
    rotation_degrees: float = Field(default=0.0, ge=0)
    scale_range: float = Field(default=0.0, ge=0, lt=1)
    shift_pixels: float = Field(default=0.0, ge=0)
    intensity_probability: float = Field(
        default=0.0, ge=0, le=1, description="of each: gain, offset, gamma, noise, blur"
    )
    gain_range: float = Field(default=0.0, ge=0)
    offset_range: float = Field(default=0.0, ge=0)
    gamma_range: float = Field(default=0.0, ge=0, lt=1)
    noise_deviation: float = Field(default=0.0, ge=0)
    blur_pixels: float = Field(default=0.0, ge=0)
    omission: dict[Sequence, Share] = Field(
        default_factory=dict, description="how often a sequence is left out, all of it 0"
    )


class OptimizationFields(_Strict):
    """Loss, optimizer, schedule and length."""

    loss: LossName = "cross_entropy"
    optimizer: Literal["adam", "adamw"] = "adam"
    learning_rate: float = Field(default=1e-3, gt=0)
    weight_decay: float = Field(default=0.0, ge=0)
    schedule: Literal["constant", "cosine"] = "constant"
    warmup_steps: int = Field(default=0, ge=0)
    batch_size: int = Field(default=2, ge=1)
    accumulation: int = Field(default=1, ge=1, description="batches per step of the optimizer")
    gradient_clip: float | None = Field(default=None, gt=0)
    averaging_decay: float | None = Field(
        default=None, gt=0, lt=1, description="of the weights' running mean, which is kept then"
    )
    epochs: int = Field(default=10, ge=1)
    watch: str = Field(
        default="dice",
        description="the score by which epochs are compared: 'dice', 'dice_ET', 'loss', as the task has them",
    )
    patience: int | None = Field(
        default=None, ge=1, description="epochs without a better score before stopping; none: never"
    )
    precision: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    keep: Literal["best", "last"] = Field(default="best", description="which weights become the model")
    seed: int = 2026


class Recipe(_Strict):
    """Everything that a training is determined by, but for the cases."""

    name: str = Field(pattern=SIMPLE_NAME)
    summary: str
    reference: str = Field(default="", description="the published table that it is a row of; empty: none")
    task: Task = Task.SEGMENT
    plan: PlanFields = PlanFields()
    network: NetworkChoice = NetworkChoice()
    outputs: Outputs = TISSUES
    sampling: SamplingFields = SamplingFields()
    augmentation: AugmentationFields = AugmentationFields()
    optimization: OptimizationFields = OptimizationFields()

    @model_validator(mode="before")
    @classmethod
    def _upgrade(cls, fields: object) -> object:
        return _from_first_format(fields) if isinstance(fields, dict) else fields

    @model_validator(mode="after")
    def _check_slices(self) -> "Recipe":
        unread = [sequence.value for sequence in self.augmentation.omission if sequence not in self.plan.sequences]
        if unread:
            raise ValueError(f"augmentation.omission names {', '.join(unread)}, which plan.sequences does not")
        if self.sampling.slices == "tumor" and (self.plan.context or self.plan.is_volumetric):
            raise ValueError("sampling.slices tumor is for single slices: a patch of two extents, and plan.context 0")
        return self

    @model_validator(mode="after")
    def _check_together(self) -> "Recipe":
        network, patch, watch = self.network, self.plan.patch, self.optimization.watch
        if self.outputs.kind not in _OUTPUTS_OF[self.task]:
            kinds = " or ".join(sorted(_OUTPUTS_OF[self.task]))
            raise ValueError(f"the task {self.task} needs outputs of the kind {kinds}, not {self.outputs.kind}")
        if watch not in score_names(self.outputs):
            raise ValueError(f"optimization.watch is {watch}; there are {', '.join(score_names(self.outputs))}")
        if self.task is not Task.SEGMENT and self.optimization.loss != "cross_entropy":
            raise ValueError(f"optimization.loss {self.optimization.loss} is for outlines; classes have cross_entropy")
        if self.task is Task.CLASSIFY_SLICES and network.dimensions != 2:  # noqa: PLR2004
            raise ValueError(f"the task {self.task} needs a network of slices, and {network.name} reads volumes")
        if len(patch) != network.dimensions:
            raise ValueError(f"plan.patch has {len(patch)} extents, and {network.name} reads {network.dimensions}")
        if any(extent % network.checked.divisor for extent in patch):
            raise ValueError(f"plan.patch must be multiples of {network.checked.divisor} for {network.name} as it is")
        return self

    def to_plan(self) -> Plan:
        """Return the plan as the inference road knows it."""
        return Plan(**asdict(self.plan), divisor=(self.network.checked.divisor,) * len(self.plan.patch))


def _from_first_format(recipe: dict[str, object]) -> dict[str, object]:
    """Recipes once said of a network its filters, norm and outputs, and of a plan what `first_format` knows."""
    network, plan = recipe.get("network", {}), recipe.get("plan", {})
    if not isinstance(network, dict) or not isinstance(plan, dict):
        return recipe
    old = {"filters", "norm", "outputs"} & network.keys(), {"slice_shape", "pixel_mm", "slice_mm"} & plan.keys()
    if not any(old):
        return recipe
    upgraded_network, outputs = first_format(network)
    upgraded_plan = plans.first_format(plan)
    if outputs == WHOLE and plan.get("pixel_mm") is None:  # only pictures mark nothing else
        upgraded_plan["reads"] = Reads.PICTURES
    sampling = recipe.get("sampling", {})
    if isinstance(sampling, dict):
        sampling = {"order": "slices", **sampling}
    return {**recipe, "network": upgraded_network, "outputs": outputs, "plan": upgraded_plan, "sampling": sampling}


def recipe_names() -> tuple[str, ...]:
    """Return the names of the recipes in the package."""
    folder = resources.files("neuroinsight.training.recipes")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_recipe(name_or_path: str) -> Recipe:
    """Return a recipe of the package by name, or any other by the path of its TOML file.

    >>> import neuroinsight
    >>> recipe = neuroinsight.load_recipe("glioma_25d")
    >>> recipe.optimization.batch_size
    8

    Raises:
        RecipeError: Unknown name, not TOML, or a field that is not allowed.
    """
    if name_or_path in recipe_names():
        text = resources.files("neuroinsight.training.recipes").joinpath(f"{name_or_path}.toml").read_text("utf-8")
    else:
        try:
            text = read_text(Path(name_or_path))
        except FileFormatError as error:
            raise RecipeError(
                f"There is no recipe {name_or_path}",
                seen=error.seen,
                allowed=f"{', '.join(recipe_names())}, or the path of a TOML file",
                remedy="name one of these",
                code="recipe.unknown",
            ) from error
    try:
        return Recipe.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError, RecursionError) as error:
        raise RecipeError(
            f"The recipe {name_or_path} cannot be used",
            seen=_first_line(error),
            allowed="the fields that shipped recipes have",
            remedy="correct the named field",
            code="recipe.invalid",
        ) from error


def with_changes(recipe: Recipe, changes: Iterable[str]) -> Recipe:
    """Return the recipe with fields changed, each given as in `optimization.epochs=3`.

    A value is read as TOML; what is none is a word, for shells take quotes away, and `none` is no value.

    Raises:
        RecipeError: No such field, or a value that is not allowed.
    """
    fields: dict[str, Any] = recipe.model_dump(mode="json")
    try:
        for change in changes:
            key, _, value = change.partition("=")
            room, _, name = key.strip().partition(".")
            named = fields.get(room)
            if room == "network" and name == "name":
                fields[room]["config"] = {}  # its fields are those of another network
            elif room == "network":
                named, name = fields[room]["config"], name.removeprefix("config.")
            if not isinstance(named, dict) or name not in named:
                raise ValueError(f"no field {key.strip()!r}")  # noqa: TRY301 - told like the others below
            named[name] = _value_of(value.strip(), named[name])
        return Recipe.model_validate(fields)
    except (tomllib.TOMLDecodeError, ValidationError, ValueError, RecursionError) as error:
        raise RecipeError(
            "The recipe cannot be changed so",
            seen=_first_line(error),
            allowed="room.field=value, as in optimization.epochs=3, network.norm=batch or optimization.patience=none",
            remedy="look at the fields of the recipe",
            code="recipe.invalid",
        ) from error


def _value_of(text: str, before: object) -> object:
    if text == "none" and not isinstance(before, str):  # of a field of words, `none` is one of them
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _first_line(error: ValueError | RecursionError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
