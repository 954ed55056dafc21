"""What learns: a network with its optimizer, schedule and running mean, on one device or several."""

import math
from collections.abc import Callable, Mapping, Sequence

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.optim import Adam, AdamW, Optimizer
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from neuroinsight.models.catalogue import parameter_count
from neuroinsight.training.checkpoint import RunState, as_cpu
from neuroinsight.training.losses import Loss
from neuroinsight.training.recipe import OptimizationFields


class Learner:
    """A network and all that changes it; `steps` of the optimizer are the length of the schedule."""

    def __init__(
        self, network: nn.Module, fields: OptimizationFields, loss: Loss, *, accelerator: Accelerator, steps: int
    ) -> None:
        network = network.to(memory_format=memory_order(network))  # type: ignore[call-overload]  # torch's gap
        self._accelerator, self._fields, self._loss = accelerator, fields, loss
        optimizer = build_optimizer(network, fields)
        self.scheduler = LambdaLR(optimizer, schedule(fields, steps))
        self.network, self.optimizer = accelerator.prepare(network, optimizer)
        decay = fields.averaging_decay
        self._averaged = None if decay is None else _running_mean(accelerator.unwrap_model(self.network), decay)

    def step(self, images: Tensor, targets: Tensor) -> float:
        """Learn from a batch and return its loss; from one that is no number nothing is learned."""
        with self._accelerator.accumulate(self.network):
            answer = self.network(as_read(images))
            loss: Tensor = self._loss(answer, targets)
            value = float(loss.detach())
            if not math.isfinite(value):
                return value
            self._accelerator.backward(loss)
            largest = self._fields.gradient_clip
            if self._accelerator.sync_gradients and largest is not None:
                self._accelerator.clip_grad_norm_(self.network.parameters(), largest)
            self.optimizer.step()
            if self._accelerator.sync_gradients:
                self.scheduler.step()
                if self._averaged is not None:
                    self._averaged.update_parameters(self._accelerator.unwrap_model(self.network))
            self.optimizer.zero_grad()
        return value

    @property
    def learning_rate(self) -> float:
        """The rate of the next step."""
        return float(self.scheduler.get_last_lr()[0])

    @property
    def kept(self) -> nn.Module:
        """What is scored and becomes the model: the network, or the running mean of its weights."""
        trained: nn.Module = self._accelerator.unwrap_model(self.network)
        return trained if self._averaged is None else self._averaged.module

    @property
    def parameters(self) -> int:
        """Number of trainable numbers."""
        return parameter_count(self.network)

    @property
    def is_finite(self) -> bool:
        """Whether every weight is a number."""
        tensors = self._accelerator.unwrap_model(self.network).state_dict().values()
        return all(bool(torch.isfinite(tensor).all()) for tensor in tensors)

    def state(self) -> Mapping[str, object]:
        """Return the learner's part of a checkpoint, the random generators included."""
        scaler = self._accelerator.scaler
        return {
            "model": as_cpu(self._accelerator.unwrap_model(self.network).state_dict()),
            "averaged": None if self._averaged is None else as_cpu(self._averaged.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "scaler": None if scaler is None else scaler.state_dict(),
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        }

    def restore(self, state: RunState) -> None:
        """Take up where the state was saved, under this learner's own schedule."""
        self._accelerator.unwrap_model(self.network).load_state_dict(state["model"])
        if self._averaged is not None and state["averaged"] is not None:
            self._averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        for group, factor in zip(self.optimizer.param_groups, self.scheduler.lr_lambdas, strict=True):
            group["lr"] = group["initial_lr"] * factor(self.scheduler.last_epoch)  # the schedule may be longer now
        if self._accelerator.scaler is not None and state["scaler"] is not None:
            self._accelerator.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if torch.cuda.is_available() and len(state["random_cuda"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(state["random_cuda"])


def memory_order(network: nn.Module) -> torch.memory_format:
    """Return the order in which a network's convolutions, of two dimensions or three, read fastest."""
    volumetric = any(isinstance(module, nn.Conv3d) for module in network.modules())
    return torch.channels_last_3d if volumetric else torch.channels_last


def as_read(images: Tensor) -> Tensor:
    """Return the batch in the memory order that convolutions read fastest."""
    return images.contiguous(memory_format=torch.channels_last if images.ndim == 4 else torch.channels_last_3d)  # noqa: PLR2004


def build_optimizer(network: nn.Module, fields: OptimizationFields) -> Optimizer:
    """Return the recipe's optimizer of a network's weights."""
    kind = Adam if fields.optimizer == "adam" else AdamW
    return kind(network.parameters(), lr=fields.learning_rate, weight_decay=fields.weight_decay)


def schedule(fields: OptimizationFields, steps: int) -> Callable[[int], float]:
    """Return the factor on the learning rate at a step: a linear start, then constant or half a cosine down to zero."""

    def factor(step: int) -> float:
        if step < fields.warmup_steps:
            return (step + 1) / fields.warmup_steps
        if fields.schedule == "constant":
            return 1.0
        done = (step - fields.warmup_steps) / max(1, steps - fields.warmup_steps)
        return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

    return factor  # a function, not an object: torch would save an object's fields in the checkpoint


def _running_mean(network: nn.Module, decay: float) -> AveragedModel:
    """Return the exponential running mean of weights and statistics (Polyak and Juditsky 1992, 10.1137/0330046).

    It reaches back over a ninth of the steps so far until `decay` is the shorter memory, as TensorFlow's
    `ExponentialMovingAverage(num_updates)` has it: a short run is not held up by the weights that it began with.
    """

    def follow(means: Sequence[Tensor], now: Sequence[Tensor], steps: Tensor | int) -> None:
        get_ema_multi_avg_fn(averaging_decay(decay, int(steps)))(means, now, steps)

    return AveragedModel(network, multi_avg_fn=follow, use_buffers=True)


def averaging_decay(longest: float, steps: int) -> float:
    """Return how much of the running mean stays at the step that follows so many."""
    return min(longest, (1 + steps) / (10 + steps))
