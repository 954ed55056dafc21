"""Where a run computes: device, arithmetic and processes, by accelerate."""

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import set_seed

from neuroinsight.inference.device import absent
from neuroinsight.inference.precision import Precision, best_precision
from neuroinsight.training.recipe import OptimizationFields

_MIXED: dict[Precision, str] = {"float32": "no", "bfloat16": "bf16", "float16": "fp16"}


def open_devices(fields: OptimizationFields, device: str) -> Accelerator:
    """Return the devices and processes of a run, with all random generators seeded.

    Raises:
        ModelError: This machine has no such device.
    """
    cpu = _is_cpu(device)
    precision = best_precision("cpu" if cpu else None) if fields.precision == "auto" else fields.precision
    # one state for each process otherwise, and two runs of it may differ in precision and device
    AcceleratorState._reset_state(reset_partial_state=not torch.distributed.is_initialized())  # noqa: SLF001
    accelerator = Accelerator(
        cpu=cpu,  # unsaid, processes without a GPU would not know of each other
        mixed_precision=_MIXED[precision],
        gradient_accumulation_steps=fields.accumulation,
        step_scheduler_with_optimizer=False,
    )
    set_seed(fields.seed)
    return accelerator


def precision_of(accelerator: Accelerator) -> Precision:
    """Return the arithmetic of a run by the name that recipes have for it."""
    return next(name for name, mixed in _MIXED.items() if mixed == accelerator.mixed_precision)


def _is_cpu(device: str) -> bool:
    """Choose the device that accelerate will take, and say whether it is the CPU."""
    there = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    names = (
        [there.type, *(f"{there.type}:{number}" for number in range(torch.accelerator.device_count()))] if there else []
    )
    if device not in ("auto", "cpu", *names):
        raise absent(device, there=("auto", "cpu", *names))
    if ":" in device:
        torch.accelerator.set_device_index(int(device.partition(":")[2]))
    return there is None or device == "cpu"
