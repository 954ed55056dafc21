"""Slices of one patient as pictures, of which no spacing is known: nothing in millimeters can be made of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity

_AXES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pictures:
    """Intensities `[slice, row, column, channel]` in the order of the stack; air is 0.

    `channels` says which sequence each channel is. Of `copies`, channels that hold a copy of another one, nothing is
    known: they are as good as missing. `names` are those of the slices.
    """

    identity: Identity
    array: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
    channels: tuple[Sequence, ...]
    names: tuple[str, ...]
    copies: frozenset[Sequence] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what is no stack of pictures of these sequences."""
        array = self.array
        fits = array.ndim == _AXES and array.shape[0] == len(self.names) and array.shape[-1] == len(self.channels)
        if not fits or array.size == 0 or len(set(self.channels)) < len(self.channels) or not self.given:
            raise StudyError(
                "These are no pictures of one stack",
                seen=f"array {array.shape}, {len(self.names)} names, channels {', '.join(self.channels) or 'none'}",
                allowed="[slice, row, column, channel], a name for each slice, a sequence of its own for each channel",
                remedy="give slices of one size, and say which sequence each channel is",
                code="pictures.no_stack",
            )

    @property
    def given(self) -> tuple[Sequence, ...]:
        """The sequences that there is an image of."""
        return tuple(sequence for sequence in self.channels if sequence not in self.copies)

    def of(self, sequence: Sequence) -> NDArray[np.generic]:
        """Return the pictures of a given sequence, `[slice, row, column]`."""
        return self.array[..., self.channels.index(sequence)]
