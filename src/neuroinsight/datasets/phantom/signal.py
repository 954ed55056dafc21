"""What each sequence shows of the tissues, and what coils and receivers add.

Contrasts are in standard deviations of the brain's intensities around their mean, set so that tissues, and the
profiles across the tumor's borders, come out as measured in high-grade cases of BraTS (medians over eight and twelve
patients): a network that learned from patients meets what it knows.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom.grid import Indices
from neuroinsight.datasets.phantom.head import CENTER_MM, HEAD_SCALE, REACH_MM, Tissues
from neuroinsight.datasets.phantom.noise import Float32, SmoothField, Stream, generator
from neuroinsight.datasets.phantom.settings import PhantomSettings
from neuroinsight.datasets.phantom.tumor import Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Signal of each tissue in deviations from the brain's mean; `mean` and `deviation` make intensities of them."""

    gray: float
    white: float
    fluid: float
    detail: float  # how much of the template's fine detail shows, in the difference of white and gray matter of T1
    necrosis: float
    enhancing: float
    edema: float
    spread: float  # deviation within the tumor's tissues
    mean: float
    deviation: float


CONTRASTS = {
    Sequence.T1: Contrast(
        gray=-0.26, white=0.98, fluid=-2.1, detail=0.9, necrosis=-0.9, enhancing=-0.12, edema=0.0, spread=0.25,
        mean=400.0, deviation=105.0,
    ),
    Sequence.T1CE: Contrast(
        gray=-0.52, white=0.17, fluid=-1.9, detail=0.5, necrosis=-1.0, enhancing=1.35, edema=-0.65, spread=0.28,
        mean=430.0, deviation=135.0,
    ),
    Sequence.T2: Contrast(
        gray=0.05, white=-0.6, fluid=3.1, detail=-0.35, necrosis=2.9, enhancing=1.6, edema=1.4, spread=0.5,
        mean=330.0, deviation=147.0,
    ),
    Sequence.FLAIR: Contrast(
        gray=0.2, white=-0.36, fluid=-1.85, detail=-0.3, necrosis=1.6, enhancing=2.5, edema=2.4, spread=0.45,
        mean=260.0, deviation=100.0,
    ),
}  # fmt: skip
_TEXTURE = 0.13  # deviation of what varies from voxel to voxel in the tissue itself
_ENHANCING_VESSEL = 4.0  # deviations, post-contrast T1
_CHOROID_MNI_MM = np.array([24.0, -40.0, 8.0], np.float32)  # right glomus; the left one mirrors it
_CHOROID_MM = np.array([4.0, 6.0, 6.0], np.float32)


def clean_signal(
    sequence: Sequence, seed: int, points_mm: Float32, *, tissues: Tissues, shares: Shares | None
) -> Float32:
    """Return the signal at points [3, n] of head space in deviations from the brain's mean, without noise and bias."""
    contrast = CONTRASTS[sequence]
    rng = generator(seed, Stream.TISSUE, _number(sequence))
    variation = SmoothField(rng, 14.0, center_mm=CENTER_MM, half_mm=REACH_MM).at(points_mm)
    signal = contrast.gray * tissues.gray + contrast.white * tissues.white + contrast.fluid * tissues.fluid
    signal += contrast.detail * tissues.detail + 0.16 * variation * (1 - tissues.fluid)
    if sequence is Sequence.T1CE:
        signal += _ENHANCING_VESSEL * _vessels(seed, points_mm, tissues)
    if shares is not None:
        near = np.flatnonzero(shares.whole > 0)
        if near.size:
            spots = _spots(generator(seed, Stream.LESION, _number(sequence)), points_mm[:, near])
            signal[near] = _mixed(signal[near], contrast, spots, tissues=tissues.at(near), shares=shares.at(near))
    result: Float32 = signal.astype(np.float32)
    return result


def texture(sequence: Sequence, seed: int, where: Indices) -> Float32:
    """Return what varies from voxel to voxel in the tissue itself at the brain's voxels [n], in deviations."""
    box = [int(axis.max()) + 1 - int(axis.min()) for axis in where]
    rng = generator(seed, Stream.TEXTURE, _number(sequence))
    smooth = ndimage.gaussian_filter(rng.standard_normal(box, dtype=np.float32), 0.8, truncate=2.5)
    values: Float32 = smooth[tuple(axis - axis.min() for axis in where)]
    values *= np.float32(_TEXTURE / float(smooth.std()))
    return values


def receive(sequence: Sequence, settings: PhantomSettings, signal: Float32, *, points_mm: Float32) -> Float32:
    """Return intensities [n]: scaled, shaded by the receive field, and with the noise of a magnitude image (Rician).

    Source of the noise's law: Gudbjartsson and Patz 1995, doi:10.1002/mrm.1910340618.
    """
    contrast = CONTRASTS[sequence]
    rng = generator(settings.seed, Stream.SCANNER, _number(sequence))
    gain = np.float32(rng.uniform(0.85, 1.2))
    slope, curve = (direction / np.linalg.norm(direction) for direction in rng.normal(size=(2, 3)).astype(np.float32))
    place = (points_mm - CENTER_MM[:, None]) / np.float32(85.0)
    shade = slope @ place + curve @ (place**2 - np.float32(0.3))
    field = np.exp(np.float32(0.6 * settings.bias_fraction) * shade)
    intensity = gain * (contrast.mean + contrast.deviation * signal) * field
    rng = generator(settings.seed, Stream.RECEIVER, _number(sequence))
    noise = rng.standard_normal((2, signal.size), dtype=np.float32)
    noise *= gain * np.float32(settings.noise_fraction * contrast.mean)
    magnitude: Float32 = np.hypot(intensity + noise[0], noise[1])
    return magnitude


def _number(sequence: Sequence) -> int:
    return list(Sequence).index(sequence)


def _spots(rng: np.random.Generator, points_mm: Float32) -> Float32:
    """Coarse texture of a lesion at its points [3, n]."""
    center = points_mm.mean(axis=1)
    half = float(np.abs(points_mm - center[:, None]).max())
    return SmoothField(rng, 6.0, center_mm=center, half_mm=half).at(points_mm)


def _mixed(normal: Float32, contrast: Contrast, spots: Float32, *, tissues: Tissues, shares: Shares) -> Float32:
    """Signal [n] of normal tissue, edema, enhancing rim and necrosis by their shares."""
    # readers draw the core's border where enhancement begins to show, and edema's where it is seen at all
    whole, core, necrosis = shares.whole**0.8, shares.core**2, shares.necrosis
    spots = spots * np.float32(contrast.spread)
    # edema swells the tissue but anatomy shows through: gray matter within it is less bright than white matter
    strength = np.clip((shares.fade - 0.2) / 0.6, 0.5, 1.0) * (0.5 + 0.5 * tissues.white) * (1 - 0.8 * tissues.fluid)
    edema = normal + strength * (contrast.edema + spots - contrast.white)
    mixed: Float32 = (1 - whole) * normal + np.maximum(whole - core, 0) * edema
    mixed += np.maximum(core - necrosis, 0) * (contrast.enhancing + 1.6 * spots)
    mixed += np.minimum(necrosis, core) * (contrast.necrosis + spots)
    return mixed


def _vessels(seed: int, points_mm: Float32, tissues: Tissues) -> Float32:
    """Share of enhancing vessels and choroid plexus at the points [3, n], 0 to 1.

    Vessels are where two random fields are 0 at once, which is a set of winding lines; only those in sulci are kept.
    """
    rng = generator(seed, Stream.VESSELS)
    fields = SmoothField(rng, 9.0, center_mm=CENTER_MM, half_mm=REACH_MM, channels=2)
    outside = np.flatnonzero(tissues.fluid > 0.15)  # noqa: PLR2004 - nearly all points have none
    points, fluid = points_mm[:, outside], tissues.fluid[outside]
    lines = np.exp(-(fields.at(points, 0) ** 2 + fields.at(points, 1) ** 2) / 0.08)
    mni = np.abs(points[0]) / np.float32(HEAD_SCALE), points[1] / HEAD_SCALE, points[2] / HEAD_SCALE
    plexus = sum(
        ((axis - center) / width) ** 2 for axis, center, width in zip(mni, _CHOROID_MNI_MM, _CHOROID_MM, strict=True)
    )
    falx = 0.8 * np.exp(-((points[0] / 1.6) ** 2)) * np.clip((points[2] - 25.0) / 20.0, 0, 1)
    vessels = np.zeros(points_mm.shape[1], np.float32)
    vessels[outside] = np.clip(np.minimum(2.5 * fluid, 1) * (lines + falx) + fluid * np.exp(-plexus), 0, 1.2)
    return vessels
