"""Where a network runs."""

from collections.abc import Sequence
from enum import StrEnum

import torch

from neuroinsight.core.errors import ModelError


class Device(StrEnum):
    """What a user can ask for."""

    AUTO = "auto"  # a GPU if there is one, else the processor
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


def usable(device: Device) -> torch.device:
    """Return the device for torch.

    Raises:
        ModelError: This machine does not have it, or torch was installed without it.
    """
    there = {
        Device.CPU: True,
        Device.CUDA: torch.cuda.is_available(),
        Device.MPS: torch.backends.mps.is_available(),
    }
    if device is Device.AUTO:
        return torch.device("cuda" if there[Device.CUDA] else "cpu")
    if not there[device]:
        raise absent(device, there=(Device.AUTO, *(known for known, found in there.items() if found)))
    return torch.device(device.value)


def absent(device: str, *, there: Sequence[str]) -> ModelError:
    """Return the error of a device that this machine does not have."""
    return ModelError(
        f"There is no device {device} to compute on",
        seen=f"{device} asked for, of which torch {torch.__version__} finds none here",
        allowed=", ".join(there),
        remedy="choose one of these, or install the driver and a torch that is built for the device",
        code="device.missing",
    )
