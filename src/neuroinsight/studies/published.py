"""The published tables that are run again: their rows, how they dealt their cases, and on which part they measured."""

from dataclasses import dataclass

from neuroinsight.datasets.protocols import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a published table; None where the table has no such row, and ours stands beside it."""

    title: str
    recipe: str
    published: float | None = None
    beside: str = ""  # what else was published of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A published table: each row is trained by each protocol, and measured on a part of its split."""

    name: str
    title: str
    about: str  # what a reader must know to set the columns beside each other
    rows: tuple[Row, ...]
    protocols: tuple[Protocol, ...]
    measured_on: str = "validation"


# Tiwari 2021, "Brain Tumor MRI segmentation using Deep Learning", Nerd For Tech
LGG = Reference(
    name="lgg",
    title="The LGG study's table, and what it is worth by patient",
    about="""`slice-random` deals slices, so that neighbors of a patient are learned from and tested on: it is the
study's protocol. By `patient` nobody is on both sides. Figures are of the validation part, as published, which chose
nothing.""",
    rows=(
        Row(title="Simple classifier", recipe="lgg_simple_cnn", published=0.8540),
        Row(title="Xception", recipe="lgg_xception", published=0.8728),
        Row(title="U-Net, slices with tumor", recipe="lgg_unet", published=0.7994),
        Row(title="U-Net with residual blocks", recipe="lgg_res_unet", published=0.8925),
        Row(title="U-Net with EfficientNet", recipe="lgg_efficient_unet", published=0.9183),
        Row(title="Double U-Net", recipe="lgg_double_unet", published=0.9158),
        Row(title="Attention U-Net", recipe="lgg_attention_unet"),
        Row(title="EfficientNet without ImageNet", recipe="lgg_efficient_unet_scratch"),
        Row(title="SegNet", recipe="lgg_segnet"),
    ),
    protocols=(Protocol.SLICE_RANDOM, Protocol.PATIENT),
)

NEUROINSIGHT = Reference(
    name="neuroinsight",
    title="The first reference system's figures, and what they are worth",
    about="""The system deals patients, 70 / 15 / 15, stratified by grade, and so do we. Its Dice is over all pixels of
all classes together, background included, which any outline of a small object brings near 1: beside it stand the Dice
of the tumor's nested regions. Its grade is told slice by slice: beside that stands each patient's, by the mean of the
slices. Figures are of the part `test`; the part `validation` chose the epoch, as there.""",
    rows=(
        Row(
            title="Attention U-Net on T1CE and FLAIR",
            recipe="attention_unet_2d",
            published=0.9947,
            beside="accuracy of all pixels 0.993, mean IoU 0.500",
        ),
        Row(title="Grade of a slice", recipe="grade_convnext", published=0.9866),
    ),
    protocols=(Protocol.PATIENT,),
    measured_on="test",
)

REFERENCES = {reference.name: reference for reference in (LGG, NEUROINSIGHT)}
