"""What every network's config is: fields that a recipe may set, checked as they are read, and what follows."""

from abc import ABC, abstractmethod

from pydantic import BaseModel, ConfigDict
from torch import nn


class NetworkConfig(BaseModel, ABC):
    """The fields of a network; how many channels go in and come out is not among them, for plan and outputs say so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    @abstractmethod
    def divisor(self) -> int:
        """Of which each extent of an input must be a multiple."""

    @property
    def margin(self) -> int:
        """How many voxels at a tile's border see too little of what is around them: tiles overlap by twice that."""
        return self.divisor

    @abstractmethod
    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights, drawn from torch's global generator."""

    def begin(self, network: nn.Module) -> None:
        """Put in the weights that a training begins with, where there are better ones than random.

        Raises:
            ModelError: They are not installed.
        """
