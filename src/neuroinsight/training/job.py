"""What a run is made of, beside its recipe: cases, places, and what may end it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neuroinsight.core.errors import DatasetError, RecipeError
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.datasets.splits import Split
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.preprocess.plan import Reads
from neuroinsight.training.provenance import Origin
from neuroinsight.training.recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run is made of, beside its recipe.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> cases = tuple(neuroinsight.find_cases([Path("cases")]))
    >>> job = neuroinsight.TrainingJob(training=cases, validation=(), out=Path("run"), cache=Path("cache"))
    >>> [case.key for case in job.training]
    ['phantom-0001']
    """

    training: Sequence[Examined]
    validation: Sequence[Examined]
    out: Path
    cache: Path
    split: Split | None = None  # kept beside the recipe
    start_from: Bundle | None = None  # weights to begin with, in place of random ones
    resume: bool = False
    workers: int = 0
    device: str = "auto"  # or "cpu", "cuda", "cuda:1", "mps"
    checkpoint_every_s: float = 120.0
    asked_to_stop: Callable[[], bool] = lambda: False  # looked at after every step
    origin: Origin = field(default_factory=Origin)  # how the run was started, remembered in its folder

    @property
    def started_from(self) -> str:
        """Digest of the model that the weights begin with; empty if they are random."""
        return self.start_from.identity.sha256 if self.start_from else ""

    @property
    def seen_cases(self) -> tuple[str, ...]:
        """Ids of cases and patients that the weights will have seen: also those that they began with."""
        before = () if self.start_from is None else self.start_from.spec.trained_on
        return tuple(sorted({*before, *names_of(self.training)}))


def names_of(cases: Sequence[Examined]) -> tuple[str, ...]:
    """Return the ids of the cases and of their patients."""
    return tuple(sorted({name for case in cases for name in (case.key, case.patient)}))


def require_trainable(job: Job, recipe: Recipe) -> None:
    """Refuse what the recipe cannot be trained on.

    Raises:
        DatasetError: No case to train on, or one lacks sequences or labels, or the recipe does not read its kind.
    """
    if not job.training:
        raise DatasetError(
            "There is no case to train on",
            seen="0 cases",
            allowed="a folder with labelled cases",
            remedy="check the folder, and that the split names the cases in it",
            code="training.no_case",
        )
    cases = [*job.training, *job.validation]
    given = {Reads.VOLUMES if case.has_millimeters else Reads.PICTURES for case in cases}
    if given != {recipe.plan.reads}:
        raise DatasetError(
            f"The recipe {recipe.name} does not read these cases",
            seen=f"it reads {recipe.plan.reads}, and these are {' and '.join(sorted(given))}",
            allowed="volumes, or pictures without millimeters, as the recipe's plan says",
            remedy="train a recipe that reads them: lgg_slices_2d reads pictures",
            code="training.other_kind",
        )
    if recipe.plan.context and any(isinstance(case, SlicePatient) and case.part is not None for case in cases):
        raise DatasetError(
            "A split of single slices leaves no neighbors to be seen",
            seen=f"plan.context {recipe.plan.context}",
            allowed="plan.context 0: a slice's neighbors are other parts'",
            remedy="set it to 0, or split by patient",
            code="training.neighbors_of_parts",
        )
    needed = {*(sequence.value for sequence in recipe.to_plan().required), "labels"}
    for case in cases:
        if absent := [name for name in case.missing if name in needed]:
            raise DatasetError(
                f"The case {case.key} cannot be trained on",
                seen=f"no {', '.join(absent)}",
                allowed=f"{', '.join(recipe.to_plan().required)} and labels",
                remedy="add the files, or leave the case out of the split",
                code="training.incomplete_case",
            )


def require_same_network(begun: BundleSpec, wanted: BundleSpec) -> None:
    """Refuse to go on from a model that the recipe could not have made.

    Raises:
        RecipeError: Network, outputs or plan differ.
    """
    for name in ("network", "outputs", "plan"):
        there, asked = getattr(begun, name), getattr(wanted, name)
        if there != asked:
            raise RecipeError(
                "The recipe cannot go on from this model",
                seen=f"{name} {there} in {begun.name}, {asked} in the recipe",
                allowed="a model of the same network, outputs and plan",
                remedy="train the recipe that the model was made by, or begin anew",
                code="training.other_network",
            )
