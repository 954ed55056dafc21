"""The one station that runs a network: prepared slices in, probabilities on the same slices out."""

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from neuroinsight.core.errors import ModelError
from neuroinsight.inference.device import Device, usable
from neuroinsight.inference.precision import Precision, best_precision
from neuroinsight.inference.spec import Averaging, BundleSpec
from neuroinsight.models.outputs import OutputKind, probabilities
from neuroinsight.preprocess.inputs import at_least, tile_weights, tiles, with_neighbors

_Array = NDArray[np.float32]
_Inputs = Float32[_Array, "batch channel *space"]
_Progress = Callable[[float], None]
_Answering = Callable[[_Inputs], _Array]  # inputs -> [batch, name, *space], or [batch, name] of a classifier
_SLICES_AT_ONCE = 16
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def predict(
    slices: Float32[_Array, "sequence k j i"],
    spec: BundleSpec,
    network: nn.Module,
    *,
    device: Device = Device.AUTO,
    precision: Precision | None = None,
    progress: _Progress = lambda _: None,
) -> Float32[_Array, "name ..."]:
    """Return the probabilities of what the model names, on prepared slices.

    `[name, k, j, i]` of a model that marks voxels, `[name, k]` of one that classifies slices, `[name]` of one that
    classifies patients. `precision` None takes the best for the device; `progress` hears the fraction that is done.

    Raises:
        ModelError: The network's answer holds what is no number, or there is no such device.
    """
    answering = _answering(spec, network, usable(device), precision)
    by = _by_tiles if spec.plan.is_volumetric else _by_slices
    with torch.inference_mode():
        answer = by(slices, spec, answering, progress)
    if not np.isfinite(answer).all():  # no threshold is below it, and it would pass for "no tumor found"
        raise ModelError(
            f"The model {spec.name} computes no probabilities for these images",
            seen=f"{np.count_nonzero(~np.isfinite(answer)):,} of {answer.size:,} are not numbers",
            allowed="numbers from 0 to 1",
            remedy="look for extreme intensities in the images; if there are none, the model's weights are damaged",
            code="model.no_numbers",
        )
    return answer


def _by_slices(slices: _Array, spec: BundleSpec, answering: _Answering, progress: _Progress) -> _Array:
    count, by_slice = slices.shape[1], slices.swapaxes(0, 1)
    answers = []
    for start in range(0, count, _SLICES_AT_ONCE):
        stop = min(start + _SLICES_AT_ONCE, count)
        stacks = np.stack([with_neighbors(by_slice, k, spec.plan.context) for k in range(start, stop)])
        answers.append(answering(stacks.reshape(stop - start, -1, *slices.shape[2:])))
        progress(stop / count)
    joined = np.concatenate(answers)  # [k, name, *space]
    return joined.mean(axis=0) if spec.outputs.kind is OutputKind.CASE else np.moveaxis(joined, 0, 1)


def _by_tiles(volume: _Array, spec: BundleSpec, answering: _Answering, progress: _Progress) -> _Array:
    """Tiles of the patch's size, the overlapping ones averaged with less weight toward their borders."""
    i, j, k = spec.plan.patch
    patch, margin = (k, j, i), spec.network.checked.margin
    padded = at_least(volume, patch)
    places = list(tiles(padded.shape[1:], patch, margin))
    if not spec.outputs.marks_voxels:
        mean: _Array = np.mean([answering(padded[None, :, *place])[0] for place in places], axis=0)
        return mean
    total = np.zeros((len(spec.outputs.names), *padded.shape[1:]), np.float32)
    weight, ramp = np.zeros(padded.shape[1:], np.float32), tile_weights(patch, margin)
    for number, place in enumerate(places, start=1):
        total[:, *place] += answering(padded[None, :, *place])[0] * ramp
        weight[place] += ramp
        progress(number / len(places))
    total /= weight
    return total[(slice(None), *(slice(extent) for extent in volume.shape[1:]))]


def _answering(spec: BundleSpec, network: nn.Module, device: torch.device, precision: Precision | None) -> _Answering:
    """Return what runs the network on a batch: fused, on its device, in its precision, mirrored if the model asks."""
    dtype = _DTYPES[precision or best_precision(device.type)]
    memory = torch.channels_last_3d if spec.plan.is_volumetric else torch.channels_last
    ready = fuse(network).to(device, memory_format=memory)  # type: ignore[call-overload]  # torch's gap

    def answer(inputs: _Inputs) -> _Array:
        batch = torch.from_numpy(inputs).to(device).contiguous(memory_format=memory)
        with torch.autocast(device.type, dtype=dtype, enabled=dtype is not torch.float32):
            found = probabilities(ready(batch), spec.outputs)
            if spec.averaging is Averaging.MIRROR:
                mirrored = probabilities(ready(batch.flip(-1)), spec.outputs)
                found = (found + (mirrored.flip(-1) if spec.outputs.marks_voxels else mirrored)) / 2
        array: _Array = found.cpu().numpy()
        return array

    return answer


def fuse(network: nn.Module) -> nn.Module:
    """Return a copy with the same outputs that is faster: convolutions have taken in what stands beside them.

    Batch normalization after a convolution becomes part of its weights; doubling a slice before a convolution of 3 x 3
    becomes one transposed convolution, which multiplies four times where there were nine.
    """
    fused = deepcopy(network).eval()
    for parent in fused.modules():
        if not isinstance(parent, nn.Sequential):
            continue
        for place, (layer, after) in enumerate(zip(parent, list(parent)[1:], strict=False)):
            if isinstance(layer, nn.Conv2d | nn.Conv3d) and isinstance(after, nn.BatchNorm2d | nn.BatchNorm3d):
                parent[place] = fuse_conv_bn_eval(layer, after)
                parent[place + 1] = nn.Identity()
        for place, (layer, after) in enumerate(zip(parent, list(parent)[1:], strict=False)):
            if isinstance(layer, nn.Upsample) and isinstance(after, nn.Conv2d) and _doubles(layer, after):
                parent[place] = _doubling_convolution(after)
                parent[place + 1] = nn.Identity()
    return fused


def _doubles(upsample: nn.Upsample, convolution: nn.Conv2d) -> bool:
    plain = (convolution.kernel_size, convolution.stride, convolution.dilation) == ((3, 3), (1, 1), (1, 1))
    as_it_is = (convolution.padding, convolution.padding_mode, convolution.groups) == ((1, 1), "zeros", 1)
    return plain and as_it_is and (upsample.scale_factor, upsample.mode) == (2.0, "nearest")


def _doubling_convolution(convolution: nn.Conv2d) -> nn.ConvTranspose2d:
    """The transposed convolution that equals nearest-neighbor doubling before the convolution.

    Of a doubled row, a kernel's three taps fall onto two neighbors: the kernel of 4 holds the sums of those that meet.
    """
    doubled = nn.ConvTranspose2d(convolution.in_channels, convolution.out_channels, 4, stride=2, padding=1)
    sums = torch.tensor([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    weight = torch.einsum("ya,xb,oiab->ioyx", sums, sums, convolution.weight.detach())
    doubled.weight = nn.Parameter(weight)
    bias = torch.zeros(convolution.out_channels) if convolution.bias is None else convolution.bias.detach()
    doubled.bias = nn.Parameter(bias)
    return doubled
