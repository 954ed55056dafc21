"""Scores of validation cases on the model's grid: to watch a run by, not to quote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor, nn

from neuroinsight.core.errors import RecipeError
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.inference.decision import Decision, suspected
from neuroinsight.inference.device import Device
from neuroinsight.inference.precision import Precision
from neuroinsight.inference.predict import predict
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.metrics.tversky import overlap, tversky_index
from neuroinsight.models.outputs import OutputKind, Outputs, region_targets
from neuroinsight.training.batches import slices_of
from neuroinsight.training.cache import CachedCase
from neuroinsight.training.losses import Loss
from neuroinsight.training.recipe import SamplingFields
from neuroinsight.training.scores import accuracy, area_under_curve
from neuroinsight.training.targets import Truth, truth_for

_SMALLEST = 1e-7  # probability that is told from 0 in float32
Scorer = Callable[[nn.Module], Mapping[str, float]]


def scorer(
    spec: BundleSpec,
    loss: Loss,
    cases: Sequence[CachedCase],
    *,
    sampling: SamplingFields,
    device: Device,
    precision: Precision,
) -> Scorer:
    """Return what scores a network on these cases as it will be used, by the names of the task's scores.

    Raises:
        DatasetError: Of a case nothing is known that could be learned.
    """
    truth = truth_for(spec.outputs)
    cases = [shown for case in cases if len((shown := _shown(case, sampling)).images)]

    def answers(network: nn.Module) -> list[NDArray[np.float32]]:
        network.eval()
        volumes = (np.ascontiguousarray(case.images.swapaxes(0, 1), dtype=np.float32) for case in cases)
        return [predict(volume, spec, network, device=device, precision=precision) for volume in volumes]

    if truth is None:
        return lambda network: _score_outlines(answers(network), cases, spec.outputs, loss)
    units = [slices_of(case, sampling) if spec.outputs.kind is OutputKind.SLICE else [0] for case in cases]
    classes = _classes(truth, cases, units)
    return lambda network: _score_classes(answers(network), units, classes, outputs=spec.outputs, loss=loss)


def require_watchable(watch: str, outputs: Outputs, cases: Sequence[CachedCase], sampling: SamplingFields) -> None:
    """Refuse to watch what cannot be told of these cases.

    Raises:
        RecipeError: The area under a curve is watched, and the cases are all of one class.
    """
    truth = truth_for(outputs)
    cases = [_shown(case, sampling) for case in cases]
    if watch != "auc" or truth is None or not cases:
        return
    units = [slices_of(case, sampling) if outputs.kind is OutputKind.SLICE else [0] for case in cases]
    found = set(_classes(truth, cases, units).tolist())
    if len(found) < 2:  # noqa: PLR2004
        raise RecipeError(
            "The cases that validate are all of one class, and have no area under a curve",
            seen=f"class {found} of {', '.join(outputs.names)}",
            allowed="two classes or more among them, or another score to watch",
            remedy="make another split, or watch accuracy or loss",
            code="training.one_class",
        )


def _shown(case: CachedCase, sampling: SamplingFields) -> CachedCase:
    """Return the case with the slices alone that a split of slices gives to this part, or that hold tumor if asked."""
    if case.part is None and sampling.slices != "tumor":
        return case
    chosen = slices_of(case, sampling)
    return replace(case, images=case.images[chosen], labels=case.labels[chosen], part=None)


def _classes(truth: Truth, cases: Sequence[CachedCase], units: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    return np.array([truth(case, k) for case, ks in zip(cases, units, strict=True) for k in ks], dtype=np.int64)


def _score_outlines(
    answers: Sequence[NDArray[np.float32]], cases: Sequence[CachedCase], outputs: Outputs, loss: Loss
) -> Mapping[str, float]:
    """Return the mean loss of cases, and the mean Dice over patients of each region and of all regions.

    Regions are decided as the model will decide them, but that no part is too small to count. Where truth has none of
    one, its Dice is 1 if none is predicted, else 0. The Tversky index is that of probabilities, over all voxels of all
    cases together, and the mean over regions: what a loss of that name minimizes.
    """
    losses, scores, counts = [], [], np.zeros((len(outputs.regions), 3))
    for case, found in zip(cases, answers, strict=True):
        classes = torch.from_numpy(case.labels.astype(np.int64))
        losses.append(float(loss(_logits(np.moveaxis(found, 1, 0), outputs), classes)))
        masks = suspected(Probabilities(array=found, regions=outputs.regions, grid=None), Decision())
        truth = region_targets(classes, tuple(masks)).swapaxes(0, 1).numpy() > 0
        targets = region_targets(classes, outputs.regions).swapaxes(0, 1).numpy() > 0
        counts += [overlap(one, true) for one, true in zip(found, targets, strict=True)]
        scores.append({region: _dice(mask, true) for (region, mask), true in zip(masks.items(), truth, strict=True)})
    dice = {f"dice_{region.value}": float(np.mean([score[region] for score in scores])) for region in scores[0]}
    tversky = float(np.mean([tversky_index(*of_region) for of_region in counts]))
    return {"loss": float(np.mean(losses)), "tversky": tversky, "dice": sum(dice.values()) / len(dice), **dice}


def _score_classes(
    answers: Sequence[NDArray[np.float32]],
    units: Sequence[Sequence[int]],
    classes: NDArray[np.int64],
    *,
    outputs: Outputs,
    loss: Loss,
) -> Mapping[str, float]:
    """Return loss, accuracy and area under the curve over slices or patients; no area where all are of one class."""
    of_slices = outputs.kind is OutputKind.SLICE
    found = [answer[:, ks].T if of_slices else answer[None] for answer, ks in zip(answers, units, strict=True)]
    chances = np.concatenate(found)
    area = area_under_curve(chances, classes)
    scores = {
        "loss": float(loss(_logits(chances, outputs), torch.from_numpy(classes))),
        "accuracy": accuracy(chances, classes),
    }
    return scores if area is None else {**scores, "auc": area}


def _logits(chances: Float[NDArray[np.float32], "B name *space"], outputs: Outputs) -> Tensor:
    """Return logits that have these probabilities."""
    found = torch.from_numpy(np.ascontiguousarray(chances))
    if outputs.kind is OutputKind.CLASSES:
        found = torch.cat([1 - found.sum(dim=1, keepdim=True), found], dim=1)
    elif outputs.kind is OutputKind.REGIONS or len(outputs.names) == 1:
        return found.logit(eps=_SMALLEST)
    return found.clamp(min=_SMALLEST).log()


def _dice(mask: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    sizes = int(mask.sum()) + int(true.sum())
    return 2 * int((mask & true).sum()) / sizes if sizes else 1.0
