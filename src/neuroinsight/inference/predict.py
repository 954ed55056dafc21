"""The one station that runs a network: prepared slices in, probabilities on the same slices out."""

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
from jaxtyping import Float, Float32
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from neuroinsight.core.errors import ModelError
from neuroinsight.inference.bundle import Averaging, Bundle
from neuroinsight.inference.precision import Precision, best_precision
from neuroinsight.models.outputs import region_probabilities

_Array = NDArray[np.float32]
_SLICES_AT_ONCE = 16
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def predict(
    slices: Float32[_Array, "sequence k j i"],
    bundle: Bundle,
    *,
    precision: Precision | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Float32[_Array, "region k j i"]:
    """Return the probabilities of the model's regions (WT, TC, ET) on prepared slices.

    `precision` None takes the best for this machine; `progress` hears the fraction that is done.

    Raises:
        ModelError: The network's answer holds what is no number.
    """
    spec = bundle.spec
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    dtype = _DTYPES[precision or best_precision()]
    network = fuse_normalization(bundle.network)
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's gap
    _, count, height, width = slices.shape
    padded = np.pad(slices, ((0, 0), (spec.plan.context, spec.plan.context), (0, 0), (0, 0)))
    probabilities = np.empty((len(spec.outputs.regions), count, height, width), np.float32)
    with torch.inference_mode(), torch.autocast(device.type, dtype=dtype, enabled=dtype is not torch.float32):
        for start in range(0, count, _SLICES_AT_ONCE):
            stop = min(start + _SLICES_AT_ONCE, count)
            windows = np.stack([padded[:, k : k + 2 * spec.plan.context + 1] for k in range(start, stop)])
            batch = torch.from_numpy(windows.reshape(stop - start, -1, height, width)).to(device)
            answer = _with_mirror(network, batch.contiguous(memory_format=torch.channels_last), bundle)
            probabilities[:, start:stop] = answer.movedim(1, 0).cpu().numpy()
            progress(stop / count)
    _require_numbers(probabilities, bundle)
    return probabilities


def _require_numbers(probabilities: _Array, bundle: Bundle) -> None:
    """Refuse what is no number: no threshold is below it, and it would pass for "no tumor found"."""
    if np.isfinite(probabilities).all():
        return
    raise ModelError(
        f"The model {bundle.spec.name} computes no probabilities for these images",
        seen=f"{np.count_nonzero(~np.isfinite(probabilities)):,} of {probabilities.size:,} are not numbers",
        allowed="numbers from 0 to 1",
        remedy="look for extreme intensities in the images; if there are none, the model's weights are damaged",
    )


def fuse_normalization(network: nn.Module) -> nn.Module:
    """Return a copy whose convolutions have taken in the batch normalization after them: same outputs, faster."""
    fused = deepcopy(network).eval()
    for parent in fused.modules():
        if not isinstance(parent, nn.Sequential):
            continue
        for place, (layer, after) in enumerate(zip(parent, list(parent)[1:], strict=False)):
            if isinstance(layer, nn.Conv2d) and isinstance(after, nn.BatchNorm2d):
                parent[place] = fuse_conv_bn_eval(layer, after)
                parent[place + 1] = nn.Identity()
    return fused


def _with_mirror(
    network: nn.Module, batch: Float[Tensor, "batch channel j i"], bundle: Bundle
) -> Float[Tensor, "batch region j i"]:
    """Mean of the slices as they are and, if the model asks for it, mirrored left to right."""
    straight = region_probabilities(network(batch), bundle.spec.outputs)
    if bundle.spec.averaging is Averaging.AS_IS:
        return straight
    mirrored = region_probabilities(network(batch.flip(-1)), bundle.spec.outputs).flip(-1)
    return (straight + mirrored) / 2
