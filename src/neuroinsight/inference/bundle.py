"""A model bundle: weights, plan, decision rule and card, in one folder.

`model.json` says everything but the numbers, `weights.safetensors` holds the numbers (matrices in bfloat16),
`card.json` tells a user what the model is worth, `calibration.json` what its answers to unseen patients taught. The
bundle's digest covers the first two.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from neuroinsight.core.calibration import Calibration
from neuroinsight.core.card import ModelCard
from neuroinsight.core.errors import FileFormatError, ModelError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelScheme
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import ModelIdentity
from neuroinsight.core.study import Study
from neuroinsight.imaging.registration import laid_onto
from neuroinsight.inference.decision import decide, decide_pictures
from neuroinsight.inference.device import Device, usable
from neuroinsight.inference.precision import Precision
from neuroinsight.inference.predict import predict
from neuroinsight.inference.segmenter import PictureSegmentation, Segmentation
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.io.atomic import write_file
from neuroinsight.io.content import read_content
from neuroinsight.models.outputs import OutputKind
from neuroinsight.preprocess.plan import Plan
from neuroinsight.preprocess.prepare import prepare, prepare_pictures, restore

SPEC_FILE, WEIGHTS_FILE, CARD_FILE = "model.json", "weights.safetensors", "card.json"
CALIBRATION_FILE = "calibration.json"
_LARGEST_LEFT_OUT_ML = 20.0  # a ball of 34 mm: no rule of a model may leave out more
_LARGEST_WEIGHT = 1e8  # of shipped models the largest is a few hundred; beyond it, answers are without meaning
_UNUSABLE = (FileFormatError, ValueError, TypeError, RuntimeError, OverflowError, MemoryError, SafetensorError)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundle:
    """A model ready to predict: the network is in evaluation mode, in float32, on the CPU.

    `device` and `precision` say what it is run on and how; precision None is the best for the device.
    """

    spec: BundleSpec
    network: nn.Module
    identity: ModelIdentity
    card: ModelCard | None
    calibration: Calibration | None = None
    device: Device = Device.AUTO
    precision: Precision | None = None

    @property
    def plan(self) -> Plan:
        """What the model reads."""
        return self.spec.plan

    def has_seen(self, key: str, patient: str) -> bool:
        """Say whether the model was trained on this case, or on another examination of its patient."""
        return key in self.spec.trained_on or patient in self.spec.trained_on

    def was_chosen_on(self, key: str, patient: str) -> bool:
        """Say whether this case, or its patient, had a say in which epoch's weights were kept."""
        return key in self.spec.chosen_on or patient in self.spec.chosen_on

    def segment(
        self,
        study: Study,
        *,
        scheme: LabelScheme = BRATS_2017,
        onto: Grid | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> Segmentation:
        """Return the tumor's labels on the study's own grid; probabilities are brought back, never labels.

        `onto` is another grid of the same space, as that of the image which the study was resampled from.

        Raises:
            ModelError: The study is not what the model reads.
            StudyError: The images are empty.
        """
        self._require_outlines()
        prepared = prepare(study, self.plan)
        restored, grid = restore(self._predict(prepared.array, progress), prepared.trail), prepared.trail.grid
        if onto is not None:
            restored = np.stack([laid_onto(values, grid, onto, np.eye(4)) for values in restored])
        probabilities = Probabilities(
            array=restored, regions=self.spec.outputs.regions, grid=grid if onto is None else onto
        )
        return decide(probabilities, self.spec.decision, scheme)

    def segment_pictures(
        self,
        pictures: Pictures,
        *,
        scheme: LabelScheme = BRATS_2017,
        progress: Callable[[float], None] = lambda _: None,
    ) -> PictureSegmentation:
        """Return the tumor's labels `[slice, row, column]` of pictures, by the same road.

        Raises:
            ModelError: The model reads volumes.
            StudyError: The pictures lack a sequence that the model needs.
        """
        self._require_outlines()
        prepared = prepare_pictures(pictures, self.plan)
        restored = restore(self._predict(prepared.array, progress), prepared.trail)
        probabilities = Probabilities(array=restored, regions=self.spec.outputs.regions, grid=None)
        labels = decide_pictures(probabilities, self.spec.decision, scheme)
        return PictureSegmentation(labels=labels, probabilities=probabilities)

    def classify_pictures(
        self, pictures: Pictures, *, progress: Callable[[float], None] = lambda _: None
    ) -> Float32[NDArray[np.float32], "name slice"]:
        """Return the probability of each name the model classifies slices by, of each picture.

        Raises:
            ModelError: The model does not classify slices, or reads volumes.
            StudyError: The pictures lack a sequence that the model needs.
        """
        if self.spec.outputs.kind is not OutputKind.SLICE:
            raise ModelError(
                f"The model {self.spec.name} does not classify slices",
                seen=f"its outputs are {self.spec.outputs.kind}: {', '.join(self.spec.outputs.names)}",
                allowed="a model that was trained to classify slices",
                remedy="choose another model",
                code="model.classifies_no_slices",
            )
        return self._predict(prepare_pictures(pictures, self.plan).array, progress)

    def _predict(self, slices: NDArray[np.float32], progress: Callable[[float], None]) -> NDArray[np.float32]:
        return predict(slices, self.spec, self.network, device=self.device, precision=self.precision, progress=progress)

    def _require_outlines(self) -> None:
        if not self.spec.outputs.marks_voxels:
            raise ModelError(
                f"The model {self.spec.name} outlines nothing",
                seen=f"it classifies: {', '.join(self.spec.outputs.names)}",
                allowed="a model that marks voxels",
                remedy="choose a model that segments",
                code="model.outlines_nothing",
            )


def save_bundle(folder: Path, spec: BundleSpec, state: dict[str, Tensor]) -> None:
    """Write a network's state and its description; a card is written apart, once the model is measured."""
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / WEIGHTS_FILE, save({name: _compact(tensor) for name, tensor in state.items()}))
    write_file(folder / SPEC_FILE, spec.model_dump_json(indent=1).encode() + b"\n")


def load_bundle(folder: Path, *, device: Device = Device.AUTO) -> Bundle:
    """Return the bundle in a folder.

    Raises:
        ModelError: A file is missing or damaged, or weights and description do not belong together.
    """
    try:
        text = read_content(folder / SPEC_FILE)
        weights = read_content(folder / WEIGHTS_FILE)
        spec = BundleSpec.model_validate_json(text)
        _require_sane_sizes(spec)
        network = _with_weights(spec, load(weights))
        card = read_card(folder / CARD_FILE) if (folder / CARD_FILE).exists() else None
        taught = folder / CALIBRATION_FILE
        calibration = read_calibration(taught) if taught.exists() else None
    except _UNUSABLE as error:
        raise ModelError(
            f"{folder.name} is not a usable model",
            seen=_in_words(error),
            allowed=f"a folder with {SPEC_FILE} and {WEIGHTS_FILE} that belong together",
            remedy="use the folder model of a finished training, or the name of a shipped model",
            code="model.unusable",
        ) from error
    digest = hashlib.sha256(text + weights).hexdigest()
    identity = ModelIdentity(name=spec.name, version=spec.version, sha256=digest)
    usable(device)  # rather now than after the study is read
    return Bundle(
        spec=spec, network=network.eval(), identity=identity, card=card, calibration=calibration, device=device
    )


def read_card(path: Path) -> ModelCard:
    """Return the card in a JSON file.

    Raises:
        ModelError: The file is not a card.
    """
    try:
        return TypeAdapter(ModelCard).validate_json(read_content(path))
    except (FileFormatError, ValidationError) as error:
        raise ModelError(
            f"{path.name} is not a model card",
            seen=_in_words(error),
            allowed="the fields of a shipped model's card",
            remedy="make it again from the model's evaluation",
            code="model.card",
        ) from error


def read_calibration(path: Path) -> Calibration:
    """Return the calibration in a JSON file.

    Raises:
        ModelError: The file is not a calibration.
    """
    try:
        return TypeAdapter(Calibration).validate_json(read_content(path))
    except (FileFormatError, ValidationError) as error:
        raise ModelError(
            f"{path.name} is not a calibration",
            seen=_in_words(error),
            allowed="what a calibration of this version wrote",
            remedy="calibrate the model again, or remove the file: the model then gives no intervals",
            code="model.calibration",
        ) from error


def calibration_to_json(calibration: Calibration) -> str:
    """Return the calibration as JSON text."""
    return json.dumps(TypeAdapter(Calibration).dump_python(calibration, mode="json"), indent=1) + "\n"


def card_to_json(card: ModelCard) -> str:
    """Return the card as JSON text."""
    return json.dumps(TypeAdapter(ModelCard).dump_python(card, mode="json"), indent=1) + "\n"


def _compact(tensor: Tensor) -> Tensor:
    # vectors (biases, running means) stay exact: they weigh nothing and normalization is sensitive to them
    return tensor.detach().cpu().to(torch.bfloat16 if tensor.ndim > 1 else tensor.dtype).contiguous()


def _require_sane_sizes(spec: BundleSpec) -> None:
    for name in spec.decision.sizes:
        if (size_ml := getattr(spec.decision, name)) > _LARGEST_LEFT_OUT_ML:
            raise ValueError(f"decision.{name} is {size_ml:g}; allowed: 0 to {_LARGEST_LEFT_OUT_ML:g} ml")


def _with_weights(spec: BundleSpec, weights: dict[str, Tensor]) -> nn.Module:
    """Build the network of a description, once it is known that the weights are its own and are numbers."""
    with torch.device("meta"):  # takes no memory, whatever size a damaged description asks for
        expected = {name: tensor.shape for name, tensor in spec.build().state_dict().items()}
    found = {name: tensor.shape for name, tensor in weights.items()}
    if found != expected:
        name = min(set(found.items()) ^ set(expected.items()))[0]
        seen = " and ".join(str(tuple(shapes[name])) for shapes in (found, expected) if name in shapes)
        raise ValueError(f"weights and description do not belong together: {name} is {seen}")
    broken = [name for name, tensor in weights.items() if not torch.isfinite(tensor).all()]
    if broken:
        raise ValueError(f"{broken[0]} holds what is no number")
    for name, tensor in weights.items():
        if tensor.is_floating_point() and tensor.numel() and (largest := float(tensor.abs().max())) > _LARGEST_WEIGHT:
            raise ValueError(
                f"{name} holds {largest:.2g}, which no training reaches; allowed: up to {_LARGEST_WEIGHT:g}"
            )
    network = spec.build()
    network.load_state_dict(
        {n: tensor.float() if tensor.is_floating_point() else tensor for n, tensor in weights.items()}
    )
    return network


def _in_words(error: Exception) -> str:
    if isinstance(error, FileFormatError):
        return f"{error.problem}: {error.seen}"
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return ": ".join(filter(None, (".".join(str(part) for part in first["loc"]), first["msg"])))
    return (str(error).splitlines() or [type(error).__name__])[0]
