"""Where the brain is in a head as scanned, of any contrast: two networks, one that finds it and one that outlines it.

Fisch L. et al., "deepbet: Fast brain extraction of T1-weighted MRI using Convolutional Neural Networks", Computers in
Biology and Medicine 179 (2024) 108845; its published weights (MIT), which `tools/port_deepbet.py` wrote in our format.
Made for T1 of healthy adults; how far it holds on other contrasts and on tumors stands in
`experiments/0014-raw-scans`.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from safetensors.torch import load
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional

from neuroinsight.core.errors import ModelError, StudyError
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Box, Mask, bounding_box
from neuroinsight.imaging.orientation import canonical_order, from_canonical, to_canonical
from neuroinsight.inference.device import Device, usable
from neuroinsight.inference.precision import best_precision
from neuroinsight.models.linknet_3d import LinkNet3DConfig

_DIGESTS = {
    "finder": "843d05602a82f130c2a2ec3bb190bb0d5df9d317ea4e94a28f1867a3a2d45d59",
    "outliner": "a4e8d69546f745c3b23ec80df1df8cd8329617d9aac858f04322e93eb2fbe666",
}
_COARSE, _FINE = 128, 256  # voxels along each axis, whatever their millimeters
_DARKEST, _BRIGHTEST = 0.005, 0.995
_MEAN, _DEVIATION = 0.449, 0.226  # that the networks learned with
_LEAST_OF_PLANE = 0.02  # of a plane of the coarse volume: less is no brain
_ROOM = 0.1  # of the brain's extent, on either side of what was found
_EVEN = 0.5
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
_NEIGHBORS_26 = np.ones((3, 3, 3), np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BrainExtractor:
    """Both networks, ready to be asked."""

    finder: nn.Module
    outliner: nn.Module
    device: torch.device

    def outline(self, volume: Volume) -> Float32[NDArray[np.float32], "i j k"]:
        """Return how likely each voxel of a head is brain, on the head's own grid; one connected part, without holes.

        Raises:
            StudyError: No brain is found.
        """
        order = canonical_order(volume.grid)
        head = np.ascontiguousarray(to_canonical(volume.array, order), dtype=np.float32)
        x = torch.from_numpy(np.nan_to_num(head))[None, None]  # [1, 1, i, j, k]
        likely = torch.zeros_like(x)
        with torch.inference_mode():
            small = _sized(x, (_COARSE,) * 3)
            low, high = torch.quantile(small, _DARKEST), torch.quantile(small, _BRIGHTEST)
            if high <= low:
                raise _no_brain()
            box = _found(self._asked(self.finder, _normalized(small, low, high)), head.shape)
            part = _sized(x[(..., *box)], (_FINE,) * 3)
            answer = self._asked(self.outliner, _normalized(part, low, high))
            likely[(..., *box)] = _sized(answer, likely[(..., *box)].shape[2:])
        return np.ascontiguousarray(from_canonical(_one_part(likely[0, 0].numpy()), order))

    def _asked(self, network: nn.Module, x: Tensor) -> Tensor:
        """The probability of brain [1, 1, i, j, k]."""
        dtype = _DTYPES[best_precision(self.device.type)]
        with torch.autocast(self.device.type, dtype=dtype, enabled=dtype is not torch.float32):
            logits = network(x.to(self.device).contiguous(memory_format=torch.channels_last_3d))
        likely: Tensor = logits.float().softmax(dim=1)[:, 1:].cpu().contiguous()
        return likely


def open_brain_extractor(*, device: Device = Device.AUTO) -> BrainExtractor:
    """Return the shipped networks.

    Raises:
        ModelError: The weights are damaged, or there is no such device.
    """
    where = usable(device)
    return BrainExtractor(finder=_network("finder", where), outliner=_network("outliner", where), device=where)


def _network(name: str, device: torch.device) -> nn.Module:
    content = resources.files("neuroinsight.inference.weights").joinpath("brain", f"{name}.safetensors").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != _DIGESTS[name]:
        raise ModelError(
            f"The shipped {name} of brains is damaged",
            seen=f"the digest {digest[:12]}",
            allowed=f"{_DIGESTS[name][:12]}, as it was measured",
            remedy="install the package again",
            code="model.damaged",
        )
    network = LinkNet3DConfig().build(1, 2).eval()
    network.load_state_dict({key: tensor.float() for key, tensor in load(content).items()})
    ready: nn.Module = network.to(device, memory_format=torch.channels_last_3d)  # type: ignore[call-overload]  # torch's gap
    return ready


def _sized(x: Tensor, extents: tuple[int, ...]) -> Tensor:
    # the nearest voxel, as in training: thick slices become steps, and the networks know them
    return functional.interpolate(x, extents, mode="nearest-exact")


def _normalized(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    x = ((x - low) / (high - low)).clamp(0, 1)
    return (x - x.mean()) / x.std() * _DEVIATION + _MEAN


def _found(likely: Tensor, shape: tuple[int, ...]) -> Box:
    """The box of the brain in a head of this shape, with room around it."""
    brain = _largest((likely[0, 0] > _EVEN).numpy())
    sides = []
    for axis, extent in enumerate(shape):
        others = tuple(other for other in range(3) if other != axis)
        planes = np.flatnonzero(brain.mean(axis=others) > _LEAST_OF_PLANE)
        if not planes.size:
            raise _no_brain()
        scale = extent / brain.shape[axis]
        first, last = scale * planes[0], scale * (planes[-1] + 1)
        center, size = round((first + last) / 2), round((1 + 2 * _ROOM) * (last - first))
        sides.append(slice(max(0, int(center - size / 2)), min(extent, int(center + size / 2))))
    return sides[0], sides[1], sides[2]


def _one_part(likely: NDArray[np.float32]) -> NDArray[np.float32]:
    brain = likely > _EVEN
    if not brain.any():
        raise _no_brain()
    main = _largest(brain)
    filled = ndimage.binary_fill_holes(main)
    alone = np.where(brain & ~main, np.float32(0), likely)
    result: NDArray[np.float32] = np.where(filled & ~main, np.float32(1), alone)
    return result


def _largest(mask: Mask) -> Mask:
    box = bounding_box(mask)
    if box is None:
        return mask
    labels, _ = ndimage.label(mask[box], structure=_NEIGHBORS_26)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest = np.zeros_like(mask)
    largest[box] = labels == sizes.argmax()
    return largest


def _no_brain() -> StudyError:
    return StudyError(
        "No brain was found in an image",
        seen="nothing that looks like a brain",
        allowed="the MRI of a whole head",
        remedy="look at the image: is it a head, and is it whole?",
        code="study.no_brain",
    )
