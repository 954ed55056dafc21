"""What `model.json` says of a model: everything but the numbers of its weights."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import nn

from neuroinsight.core.probabilities import nested
from neuroinsight.inference.decision import Decision
from neuroinsight.models.choice import SIMPLE_NAME, NetworkChoice, first_format
from neuroinsight.models.outputs import WHOLE, Outputs
from neuroinsight.preprocess import plan as plans
from neuroinsight.preprocess.plan import Plan, Reads

_FIRST_THRESHOLDS = {"whole": "WT", "core": "TC", "enhancing": "ET"}


class Averaging(StrEnum):
    """What a prediction averages over."""

    AS_IS = "as_is"
    MIRROR = "mirror"  # the slice and its left-right mirror image: twice the time


class BundleSpec(BaseModel):
    """The content of `model.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[2] = 2
    name: str = Field(pattern=SIMPLE_NAME)
    version: str = Field(pattern=SIMPLE_NAME)
    network: NetworkChoice
    outputs: Outputs
    plan: Plan
    decision: Decision = Decision()
    averaging: Averaging = Averaging.AS_IS
    trained_on: tuple[str, ...] = ()  # ids of cases and of their patients, so that nobody tests on them unawares
    chosen_on: tuple[str, ...] = ()  # the same of cases whose scores chose among the run's epochs

    @model_validator(mode="before")
    @classmethod
    def _upgrade(cls, document: object) -> object:
        is_first = isinstance(document, Mapping) and document.get("format") == 1
        return _from_first_format(document) if is_first else document  # type: ignore[arg-type]

    @model_validator(mode="after")
    def _check_together(self) -> "BundleSpec":
        divisor, dimensions = self.network.checked.divisor, self.network.dimensions
        if len(self.plan.patch) != dimensions:
            raise ValueError(
                f"plan.patch has {len(self.plan.patch)} extents, and {self.network.name} reads {dimensions}"
            )
        if any(own % divisor for own in self.plan.divisor):
            raise ValueError(
                f"plan.divisor is {self.plan.divisor}, and {self.network.name} needs multiples of {divisor}"
            )
        unknown = [region for region in self.decision.thresholds if region not in nested(self.outputs.regions)]
        if unknown:
            raise ValueError(f"decision.thresholds names {unknown[0]}, of which the outputs tell nothing")
        sizes = [name for name in self.decision.sizes if getattr(self.decision, name)]
        if self.plan.reads is Reads.PICTURES and sizes:
            raise ValueError(f"decision.{sizes[0]} is in ml, of which pictures know nothing")
        return self

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        return self.network.checked.build(self.plan.channels, self.outputs.channels)


def _from_first_format(document: Mapping[str, object]) -> dict[str, object]:
    """Format 1 knew Attention U-Nets on slices, and thresholds by the names of three fields."""
    network, outputs = first_format({**document, "name": document.get("network")})
    kept = {name: value for name, value in document.items() if name not in {"filters", "norm"}}
    plan, decision = document.get("plan"), document.get("decision", {})
    if not isinstance(plan, dict) or not isinstance(decision, dict):
        raise ValueError("plan and decision must be tables")  # noqa: TRY004 - pydantic takes it for a finding
    resizes_whole = plan.get("pixel_mm") is None
    plan = plans.first_format(plan)
    if outputs == WHOLE and resizes_whole:  # only pictures mark nothing else
        plan["reads"] = Reads.PICTURES
    known = nested(outputs.regions)
    thresholds = {region: decision.get(name, 0.5) for name, region in _FIRST_THRESHOLDS.items() if region in known}
    rest = {name: value for name, value in decision.items() if name not in _FIRST_THRESHOLDS}
    rule = {**rest, "thresholds": thresholds}
    return {**kept, "format": 2, "network": network, "outputs": outputs, "plan": plan, "decision": rule}
