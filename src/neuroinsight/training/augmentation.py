"""Random changes of training slices, by MONAI: one resampling for all that moves, then each sequence's intensities.

What is exactly 0 stays so: with z-scores of the brain that is the air, as when the model is used. A sequence that is
left out is 0 everywhere, as one that a study lacks.
"""

import warnings

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from neuroinsight.core.sequences import Sequence
from neuroinsight.training.recipe import AugmentationFields

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # MONAI warns at import of what newer torch releases deprecate
    from monai.data.meta_obj import set_track_meta
    from monai.transforms.compose import Compose
    from monai.transforms.intensity.array import (
        RandAdjustContrast,
        RandGaussianNoise,
        RandGaussianSmooth,
        RandScaleIntensity,
        RandShiftIntensity,
    )
    from monai.transforms.spatial.dictionary import RandAffined, RandFlipd


class Augmentation:
    """Changes a slice and its labels alike; the same seed gives the same change."""

    def __init__(self, fields: AugmentationFields, sequences: tuple[Sequence, ...]) -> None:
        self._omission = torch.tensor([fields.omission.get(sequence, 0.0) for sequence in sequences])
        set_track_meta(False)  # plain tensors: MONAI's metadata would cost more than the transforms
        angle = torch.pi * fields.rotation_degrees / 180
        keys = ("image", "labels")
        self._space = Compose(
            [
                RandFlipd(keys, prob=fields.flip_probability, spatial_axis=1),
                RandAffined(
                    keys,
                    prob=fields.affine_probability,
                    rotate_range=angle,
                    scale_range=(fields.scale_range, fields.scale_range),
                    translate_range=(fields.shift_pixels, fields.shift_pixels),
                    mode=("bilinear", "nearest"),
                    padding_mode="zeros",
                    cache_grid=False,
                ),
            ]
        )
        chance = fields.intensity_probability
        self._intensity = Compose(
            [
                RandScaleIntensity(factors=fields.gain_range, prob=chance),
                RandAdjustContrast(
                    prob=chance, gamma=(1 - fields.gamma_range, 1 + fields.gamma_range), retain_stats=True
                ),
                RandShiftIntensity(offsets=fields.offset_range, prob=chance),
                RandGaussianNoise(prob=chance, std=fields.noise_deviation),
                RandGaussianSmooth(
                    prob=chance if fields.blur_pixels > 0 else 0.0,
                    sigma_x=(0.25, max(0.25, fields.blur_pixels)),
                    sigma_y=(0.25, max(0.25, fields.blur_pixels)),
                ),
            ]
        )

    def __call__(
        self, image: Float[Tensor, "sequence neighbor j i"], labels: Int64[Tensor, "*k j i"], *, seed: int
    ) -> tuple[Float[Tensor, "sequence neighbor j i"], Int64[Tensor, "*k j i"]]:
        """Return the changed image and labels."""
        self._space.set_random_state(seed=seed)
        shape = image.shape
        moved = self._space({"image": image.flatten(0, 1), "labels": labels.reshape(-1, *shape[2:]).float()})
        image = moved["image"].reshape(shape)
        kept = torch.rand(len(image), generator=torch.Generator().manual_seed(seed)) >= self._omission
        sequences = []
        for number, sequence in enumerate(image):
            if not kept[number]:
                sequences.append(torch.zeros_like(sequence))
                continue
            self._intensity.set_random_state(seed=(seed + 7919 * (number + 1)) % 2**31)
            changed = self._intensity(sequence)
            sequences.append(torch.where(sequence == 0, torch.zeros_like(sequence), changed))
        return torch.stack(sequences), moved["labels"].round().long().reshape(labels.shape)
