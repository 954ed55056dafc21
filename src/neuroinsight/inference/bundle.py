"""A model bundle: weights, plan, decision rule and card, in one folder.

`model.json` says everything but the numbers, `weights.safetensors` holds the numbers (matrices in bfloat16),
`card.json` tells a user what the model is worth. The bundle's digest covers the first two.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from neuroinsight.core.card import ModelCard
from neuroinsight.core.errors import ModelError
from neuroinsight.core.record import ModelIdentity
from neuroinsight.inference.decision import Decision
from neuroinsight.models.blocks import Norm
from neuroinsight.models.catalogue import NetworkSize, build_network
from neuroinsight.models.outputs import Outputs
from neuroinsight.preprocess.plan import Plan

SPEC_FILE, WEIGHTS_FILE, CARD_FILE = "model.json", "weights.safetensors", "card.json"


class Averaging(StrEnum):
    """What a prediction averages over."""

    AS_IS = "as_is"
    MIRROR = "mirror"  # the slice and its left-right mirror image: twice the time


class BundleSpec(BaseModel):
    """The content of `model.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    name: str
    version: str
    network: str
    filters: tuple[int, ...]
    norm: Norm
    outputs: Outputs
    plan: Plan
    decision: Decision = Decision()
    averaging: Averaging = Averaging.AS_IS
    trained_on: tuple[str, ...] = ()  # ids of cases and of their patients, so that nobody tests on them unawares
    chosen_on: tuple[str, ...] = ()  # the same of cases whose scores chose among the run's epochs

    def has_seen(self, key: str, patient: str) -> bool:
        """Say whether the model was trained on this case, or on another examination of its patient."""
        return key in self.trained_on or patient in self.trained_on

    def was_chosen_on(self, key: str, patient: str) -> bool:
        """Say whether this case, or its patient, had a say in which epoch's weights were kept."""
        return key in self.chosen_on or patient in self.chosen_on

    def build(self) -> nn.Module:
        """Return the network with fresh weights."""
        size = NetworkSize(
            in_channels=self.plan.channels, out_channels=self.outputs.channels, filters=self.filters, norm=self.norm
        )
        return build_network(self.network, size)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """A model ready to predict: the network is in evaluation mode, in float32, on the CPU."""

    spec: BundleSpec
    network: nn.Module
    identity: ModelIdentity
    card: ModelCard | None


def save_bundle(folder: Path, spec: BundleSpec, state: dict[str, Tensor]) -> None:
    """Write a network's state and its description; a card is written apart, once the model is measured."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(save({name: _compact(tensor) for name, tensor in state.items()}))
    (folder / SPEC_FILE).write_text(spec.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_bundle(folder: Path) -> Bundle:
    """Return the bundle in a folder.

    Raises:
        ModelError: A file is missing or damaged, or weights and description do not belong together.
    """
    try:
        text = (folder / SPEC_FILE).read_bytes()
        weights = (folder / WEIGHTS_FILE).read_bytes()
        spec = BundleSpec.model_validate_json(text)
        network = spec.build()
        network.load_state_dict(
            {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in load(weights).items()}
        )
        card = read_card(folder / CARD_FILE) if (folder / CARD_FILE).exists() else None
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"{folder.name} is not a usable model",
            seen=str(error).splitlines()[0],
            allowed=f"a folder with {SPEC_FILE} and {WEIGHTS_FILE} that belong together",
            remedy="use the model/ folder of a finished training, or a name from: neuroinsight models list",
        ) from error
    digest = hashlib.sha256(text + weights).hexdigest()
    identity = ModelIdentity(name=spec.name, version=spec.version, sha256=digest)
    return Bundle(spec=spec, network=network.eval(), identity=identity, card=card)


def read_card(path: Path) -> ModelCard:
    """Return the card in a JSON file.

    Raises:
        ModelError: The file is not a card.
    """
    try:
        return TypeAdapter(ModelCard).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(
            f"{path.name} is not a model card",
            seen=str(error).splitlines()[0],
            allowed="the fields of a shipped card: neuroinsight models info NAME",
            remedy="make it again from the model's evaluation",
        ) from error


def card_to_json(card: ModelCard) -> str:
    """Return the card as JSON text."""
    return json.dumps(TypeAdapter(ModelCard).dump_python(card, mode="json"), indent=1) + "\n"


def _compact(tensor: Tensor) -> Tensor:
    # vectors (biases, running means) stay exact: they weigh nothing and normalization is sensitive to them
    return tensor.detach().cpu().to(torch.bfloat16 if tensor.ndim > 1 else tensor.dtype).contiguous()
