"""How long a run will take and how much memory, from a few steps of a network that is thrown away afterwards."""

import sys
import time
from collections.abc import Callable
from statistics import median

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import default_collate

from neuroinsight.training.devices import precision_of
from neuroinsight.training.events import Estimate
from neuroinsight.training.feed import Feed
from neuroinsight.training.learner import as_read, build_optimizer, memory_order
from neuroinsight.training.losses import Loss
from neuroinsight.training.recipe import OptimizationFields

_BATCHES, _ENOUGH_S = 8, 3.0  # steps at most, and seconds after which no other is begun
_SHARE_OF_A_STEP = 1 / 3  # that scoring takes: forward, where a step goes forward and twice as long backward


def estimate(
    build: Callable[[], nn.Module],
    loss: Loss,
    feed: Feed,
    *,
    fields: OptimizationFields,
    accelerator: Accelerator,
    epochs_left: float,
) -> Estimate:
    """Return the cost of the epochs that are left, by learning from some batches; nothing of it reaches the run."""
    device = accelerator.device
    with torch.random.fork_rng():
        reading_s, learning_s = _seconds(build(), loss, feed, fields=fields, accelerator=accelerator)
    workers = feed.loader.num_workers
    a_batch_s = max(reading_s / workers, learning_s) if workers else reading_s + learning_s
    batches = len(feed.order) / accelerator.num_processes
    scored = sum(len(case.images) for case in feed.validation) / fields.batch_size
    return Estimate(
        duration_s=epochs_left * (batches * a_batch_s + scored * learning_s * _SHARE_OF_A_STEP),
        memory_bytes=_peak_bytes(device),
        device=str(device),
        precision=precision_of(accelerator),
        threads=torch.get_num_threads(),
    )


def _seconds(
    network: nn.Module, loss: Loss, feed: Feed, *, fields: OptimizationFields, accelerator: Accelerator
) -> tuple[float, float]:
    """Seconds that a batch takes to be read, and to be learned from; a first batch only warms up, if it is short."""
    network = network.to(accelerator.device, memory_format=memory_order(network)).train()  # type: ignore[call-overload]  # torch's gap
    optimizer = build_optimizer(network, fields)
    reading, learning, start = [], [], time.monotonic()
    for draws in feed.order.batches()[:_BATCHES]:
        began = time.monotonic()
        images, targets = default_collate([feed.examples[draw] for draw in draws])
        read = time.monotonic()
        with accelerator.autocast():
            value = loss(network(as_read(images.to(accelerator.device))), targets.to(accelerator.device))
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        float(value.detach())  # waits for the device
        reading.append(read - began)
        learning.append(time.monotonic() - read)
        if time.monotonic() - start > _ENOUGH_S:
            break
    return median(reading[1:] or reading), median(learning[1:] or learning)


def _peak_bytes(device: torch.device) -> int | None:
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, Linux kilobytes
