"""Small networks that have learned nothing: what they find means nothing, but they find something."""

from pathlib import Path

import torch

from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import Bundle, BundleSpec, load_bundle, save_bundle
from neuroinsight.models.blocks import Norm
from neuroinsight.models.outputs import Outputs
from neuroinsight.preprocess.plan import Normalization, Plan

PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    slice_shape=(32, 32),
    pixel_mm=4.0,
    slice_mm=None,
    normalization=Normalization.ZSCORE_BRAIN,
    multiple=2,
)


def save_untrained(
    folder: Path, *, name: str = "untrained", plan: Plan = PLAN, outputs: Outputs = Outputs.REGIONS
) -> Path:
    """Write a bundle of fixed random weights, and return its folder."""
    spec = BundleSpec(
        name=name,
        version="1",
        network="attention_unet",
        filters=(4, 8),
        norm=Norm.NONE,
        outputs=outputs,
        plan=plan,
    )
    torch.manual_seed(3)
    save_bundle(folder, spec, spec.build().state_dict())
    return folder


def load_untrained(folder: Path, *, plan: Plan = PLAN, outputs: Outputs = Outputs.REGIONS) -> Bundle:
    """Return such a bundle, written to the folder."""
    return load_bundle(save_untrained(folder, plan=plan, outputs=outputs))
