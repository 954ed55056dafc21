"""SegResNet against MONAI's."""

import torch
from monai.networks.nets.segresnet import SegResNet as Oracle

from neuroinsight.models.segresnet_3d import SegResNet3DConfig

_OURS = {"norm1": 0, "conv1": 2, "norm2": 3, "conv2": 5}  # places in a block


def in_our_order(oracle: Oracle) -> list[torch.Tensor]:
    found: list[tuple[str, torch.Tensor]] = [(name, tensor.detach()) for name, tensor in oracle.named_parameters()]
    blocks = list(dict.fromkeys(name.rpartition(".norm1")[0] for name, _ in found if ".norm1." in name))
    keys = []
    for number, (name, _) in enumerate(found):
        block = next((one for one in blocks if name.startswith((f"{one}.norm", f"{one}.conv"))), None)
        part = name[len(block) + 1 :].split(".")[0] if block else ""
        first = min(
            (n for n, (other, _) in enumerate(found) if block and other.startswith(f"{block}.")), default=number
        )
        keys.append((first if part in _OURS else number, _OURS.get(part, 0), number))
    return [found[number][1] for *_, number in sorted(keys)]


def test_with_the_same_weights_ours_answers_as_monais() -> None:
    torch.manual_seed(0)
    oracle = Oracle(spatial_dims=3, init_filters=8, in_channels=2, out_channels=3, blocks_down=(1, 1), blocks_up=(1,))
    ours = SegResNet3DConfig(first=8, depths=(1, 1)).build(2, 3)
    for parameter, tensor in zip(ours.parameters(), in_our_order(oracle), strict=True):
        parameter.data = tensor
    image = torch.randn(1, 2, 8, 4, 8)
    torch.testing.assert_close(ours.eval()(image), oracle.eval()(image))
