"""Write the weights of deepbet's two networks, as its wheel holds them, in the format and under the names of ours.

    python -m pip download deepbet==1.0.2 --no-deps
    python tools/port_deepbet.py deepbet-1.0.2-py3-none-any.whl

Both networks then answer to the same random volume; the largest difference of their probabilities is printed.
"""

import io
import sys
import zipfile
from pathlib import Path

import torch
from safetensors.torch import load, save
from torch import Tensor

from neuroinsight.models.linknet_3d import LinkNet3DConfig

FILES = {"data/models/bbox_model.pt": "finder.safetensors", "data/models/model.pt": "outliner.safetensors"}
FOLDER = Path(__file__).parents[1] / "src/neuroinsight/inference/weights/brain"
_PARTS = {"init": "stem", "tp_conv1": "rise", "conv": "refine", "tp_conv2": "head"}
_OF_DECODER = {"conv1": "0", "tp_conv": "3", "conv2": "6"}
_OF_BLOCK = {"double_conv": "body", "downsample": "around"}


def main(wheel: Path) -> None:
    """Write both files, and compare."""
    for name, own in FILES.items():
        original = torch.jit.load(io.BytesIO(zipfile.ZipFile(wheel).read(name))).eval()
        state = {_renamed(key): tensor.half().contiguous() for key, tensor in original.state_dict().items()}
        (FOLDER / own).write_bytes(save(state))
        network = LinkNet3DConfig().build(1, 2).eval()
        network.load_state_dict({key: tensor.float() for key, tensor in load((FOLDER / own).read_bytes()).items()})
        volume: Tensor = torch.randn(1, 1, 96, 64, 128, generator=torch.Generator().manual_seed(0))
        with torch.inference_mode():
            apart = (original(volume) - network(volume).softmax(dim=1)).abs().max()
        print(f"{own}: probabilities differ by {float(apart):.1e} at most")


def _renamed(key: str) -> str:
    part, *rest = key.split(".")
    if part.startswith("down"):
        block, inner, *rest = rest
        return ".".join(("down", part[-1], str(int(block[-1]) - 1), _OF_BLOCK[inner], *rest))
    if part.startswith("up"):
        return ".".join(("up", part[-1], _OF_DECODER[rest[0]], rest[-1]))
    return ".".join((_PARTS[part], *rest))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
