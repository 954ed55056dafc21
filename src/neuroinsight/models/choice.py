"""A network and its config as a recipe and a model file name them: `{name, config}`."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from neuroinsight.core.errors import ModelError
from neuroinsight.models.catalogue import network_config, network_named
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.outputs import NESTED, TISSUES, WHOLE, Outputs

# of recipes and models, one to 64 characters: names stand in paths, reports and at terminals
SIMPLE_NAME = r"^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}$"
_FIRST_OUTPUTS = {"classes": TISSUES, "regions": NESTED, "whole": WHOLE}


class NetworkChoice(BaseModel):
    """Which network of the catalogue, and its config: every field of it once the choice is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "attention_unet"
    config: dict[str, JsonValue] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, fields: object) -> object:
        if not isinstance(fields, Mapping):
            return fields
        name, config = fields.get("name", "attention_unet"), fields.get("config", {})
        if not isinstance(name, str) or not isinstance(config, Mapping):
            return fields
        try:
            return {**fields, "name": name, "config": network_config(name, config).model_dump(mode="json")}
        except ModelError as error:
            raise ValueError(f"{error.problem} (name {name}, {error.seen}); allowed: {error.allowed}") from error

    @property
    def checked(self) -> NetworkConfig:
        """The config as the network knows it."""
        return network_config(self.name, self.config)

    @property
    def dimensions(self) -> int:
        """How many axes of space the network's inputs have."""
        return network_named(self.name).dimensions


def first_format(network: Mapping[str, object]) -> tuple[dict[str, object], Outputs]:
    """Return network and outputs as they were written at first: an Attention U-Net with gates half as wide.

    Raises:
        ValueError: There were no such outputs.
    """
    outputs = network.get("outputs", "classes")
    if outputs not in _FIRST_OUTPUTS:
        raise ValueError(f"outputs are {outputs!r}; allowed: {', '.join(_FIRST_OUTPUTS)}")
    config = {name: network[name] for name in ("filters", "norm") if name in network}
    name = network.get("name", "attention_unet")
    return {"name": name, "config": {**config, "gate_width": 0.5}}, _FIRST_OUTPUTS[str(outputs)]
