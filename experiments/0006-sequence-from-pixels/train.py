"""Train the classifier that tells a sequence from an image's pixels, and measure it by cross-validation.

    python experiments/0006-sequence-from-pixels/train.py --data FOLDER [--data FOLDER] [--beside FOLDER] \
        [--variants 16] [--place]

Writes `result.json` beside itself; `--place` also writes the classifier of all cases, where the program reads it.
`--beside` names a folder with cases that are only judged, by the classifier of all cases.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_study
from neuroinsight.datasets.splits import read_split
from neuroinsight.imaging.orientation import canonical_order, to_canonical
from neuroinsight.preprocess import appearance
from neuroinsight.preprocess.appearance import Classifier, Likeness, doubts_of, features
from neuroinsight.preprocess.thumbnail import Thumbnail, thumbnail

HERE = Path(__file__).parent
FOLDS = HERE.parent / "folds" / "folds.json"
PLACE = Path(appearance.__file__).with_suffix(".json")
T1, T1CE, T2, FLAIR = Sequence
INVERTED = len(Sequence)  # the class after those of the sequences
SUBSETS: tuple[tuple[Sequence, ...], ...] = (
    (T1, T1CE, T2, FLAIR),
    (T1CE, FLAIR),
    (T1, FLAIR),
    (T1, T1CE),
    (T1CE,),
    (FLAIR,),
)
SWAPS = ((T1CE, FLAIR), (T1, T1CE), (T1, T2), (T2, FLAIR), (T1, FLAIR), (T1CE, T2))
STRANGERS = ((T1CE, T1), (T1CE, T2), (FLAIR, T1), (FLAIR, T2))  # given as the first, truly the second
Array = NDArray[np.float64]
Image = NDArray[np.float32]
Described = dict[Sequence, tuple[Array, Array]]  # features of a variant of a case: upright, and inverted
Looks = dict[Sequence, Likeness]
Judged = list[tuple[str, bool, Looks, Looks]]  # case, whether as released, looks upright, looks inverted


# ---------------------------------------------------------------- variants of an image


def reshaped(  # noqa: C901 - one line a kind
    images: Mapping[Sequence, Image], rng: np.random.Generator
) -> dict[Sequence, Thumbnail]:
    """Return all images of a case, cropped, turned, mirrored, in thick slices or at another spacing alike."""
    kinds = ("as it is", "thick", "spacing", "crop", "turn", "mirror")
    kind = rng.choice(kinds, p=[0.25, 0.15, 0.15, 0.2, 0.15, 0.1])
    axis, steps, spline = int(rng.choice([0, 1, 2, 2, 2])), int(rng.integers(3, 7)), bool(rng.random() < 0.6)
    factors = rng.uniform(0.4, 1.0, 3) if rng.random() < 0.5 else np.full(3, rng.uniform(0.35, 1.0))
    lost, below = rng.uniform(0, 0.45), rng.random()
    angles = rng.uniform(-12, 12, 3)

    def zoom(image: Image) -> Image:
        return np.asarray(ndimage.zoom(image, factors, order=3 if spline else 1))

    def turn(image: Image) -> Image:
        for axes, angle in zip(((0, 1), (0, 2), (1, 2)), angles, strict=True):
            image = ndimage.rotate(image, angle, axes=axes, reshape=False, order=1)
        return image

    def change(image: Image) -> Thumbnail:
        if kind == "thick":
            return small(in_slices(image, axis, steps, averaged=spline), np.where(np.arange(3) == axis, steps, 1.0))
        if kind == "spacing":
            return small(interpolated(image, zoom), 1 / factors)
        if kind == "crop":
            size = image.shape[axis]
            kept = range(int(lost * below * size), int(size - lost * (1 - below) * size))
            return small(np.take(image, kept, axis), np.ones(3))
        if kind == "turn":
            return small(interpolated(image[::2, ::2, ::2], turn), np.full(3, 2.0))
        return small(image[:: -1 if kind == "mirror" else 1], np.ones(3))

    return {sequence: change(image) for sequence, image in images.items()}


def in_slices(image: Image, axis: int, steps: int, *, averaged: bool) -> Image:
    slices = np.moveaxis(image, axis, 0)
    blocks = slices[: len(slices) // steps * steps].reshape(-1, steps, *slices.shape[1:])
    middle = blocks[:, steps // 2]
    return np.moveaxis(np.where(middle != 0, blocks.mean(axis=1), 0) if averaged else middle, 0, axis)


def interpolated(image: Image, change: Callable[[Image], Image]) -> Image:
    """Apply a change that interpolates; air stays exactly 0."""
    return np.where(change((image != 0).astype(np.float32)) > 0.5, change(image), 0).astype(np.float32)


def small(image: Image, spacing: Array) -> Thumbnail:
    shape = (image.shape[0], image.shape[1], image.shape[2])
    return thumbnail(Volume(array=image, grid=Grid(shape=shape, affine=np.diag([*spacing, 1.0]))))


def rescaled(image: Thumbnail, rng: np.random.Generator) -> Thumbnail:
    """Return the image under another curve, shade, noise, blur or clipping, or in few gray values."""
    brain = image.brain
    values = image.values[brain].astype(np.float64)
    low, high = np.percentile(values, (0.1, 99.9))
    values = (values - low) / (high - low)
    if rng.random() < 0.5:
        values = np.sign(values) * np.abs(values) ** np.exp(rng.uniform(-0.45, 0.45))
    if rng.random() < 0.5:
        place = np.stack([2 * at / extent - 1 for at, extent in zip(np.nonzero(brain), brain.shape, strict=True)])
        slope, curve = rng.normal(size=(2, 3, 1)) * rng.uniform(0, 0.25)
        values = values * np.exp((slope * place + curve * (place**2 - 0.3)).sum(axis=0))
    if rng.random() < 0.4:
        noise = rng.normal(size=(2, values.size)) * rng.uniform(0.01, 0.06)
        values = np.hypot(values + noise[0], noise[1])
    if rng.random() < 0.25:
        width = rng.uniform(0.4, 1.0)
        share = ndimage.gaussian_filter(brain.astype(np.float32), width)
        values = ndimage.gaussian_filter(filled(brain, values), width)[brain] / np.maximum(share[brain], 0.1)
    if rng.random() < 0.5:
        low, high = np.percentile(values, (rng.uniform(0, 2), rng.uniform(98, 100)))
        values = ((values - low) / (high - low)).clip(0, 1)
    if rng.random() < 0.3:
        values = np.rint(255 * (values - values.min()) / (values.max() - values.min()))
    return replace(image, values=filled(brain, values - values.min() + 1e-3 * (values.max() - values.min())))


def filled(brain: NDArray[np.bool_], values: NDArray[np.floating]) -> Image:
    image = np.zeros(brain.shape, np.float32)
    image[brain] = values
    return image


def inverted(image: Thumbnail) -> Thumbnail:
    values = image.values[image.brain]
    return replace(image, values=filled(image.brain, values.max() + values.min() - values))


def describe(case: Case, number: int, variants: int) -> Iterator[Described]:
    """Yield the features of a case as released, then of its variants."""
    images = {
        sequence: to_canonical(volume.array, canonical_order(volume.grid)).astype(np.float32)
        for sequence, volume in load_study(case).volumes.items()
    }
    for variant in range(variants):
        rng = np.random.default_rng([2026, number, variant])
        if variant == 0:
            made = {sequence: small(image, np.ones(3)) for sequence, image in images.items()}
        else:
            made = {sequence: rescaled(image, rng) for sequence, image in reshaped(images, rng).items()}
        yield {sequence: (features(image), features(inverted(image))) for sequence, image in made.items()}


# ---------------------------------------------------------------- training


def fit(variants: Iterable[Described]) -> Classifier:
    """Return multinomial logistic regression, with features left out at random and weights that decay."""
    rows = [
        (described, number)
        for variant in variants
        for sequence, (upright, turned_over) in variant.items()
        for described, number in ((upright, list(Sequence).index(sequence)), (turned_over, INVERTED))
    ]
    described, classes = np.array([row[0] for row in rows]), torch.tensor([row[1] for row in rows])
    mean, deviation = described.mean(axis=0), described.std(axis=0) + 0.02
    inputs = torch.tensor(((described - mean) / deviation).clip(-5, 5), dtype=torch.float32)
    torch.manual_seed(0)
    layer = torch.nn.Linear(inputs.shape[1], INVERTED + 1)
    optimizer = torch.optim.AdamW(layer.parameters(), 2e-3, weight_decay=0.1)
    for _ in range(40):
        for batch in torch.randperm(len(inputs)).split(64):
            optimizer.zero_grad()
            kept = inputs[batch] * (torch.rand(len(batch), inputs.shape[1]) > 0.1)
            torch.nn.functional.cross_entropy(layer(kept), classes[batch]).backward()
            optimizer.step()
    return Classifier(
        mean=mean.round(5),
        deviation=deviation.round(5),
        weights=layer.weight.detach().double().numpy().round(5),
        bias=layer.bias.detach().double().numpy().round(5),
    )


# ---------------------------------------------------------------- figures


def judge(classifier: Classifier, case: str, variants: Iterable[Described]) -> Judged:
    return [
        (
            case,
            number == 0,
            {sequence: classifier.likeness(upright) for sequence, (upright, _) in variant.items()},
            {sequence: classifier.likeness(turned_over) for sequence, (_, turned_over) in variant.items()},
        )
        for number, variant in enumerate(variants)
    ]


def rate(told: Iterable[tuple[str, bool]]) -> dict[str, object]:
    """Return how often, with the 95 % interval of a bootstrap over cases: variants of one case are alike."""
    by_case: dict[str, list[bool]] = {}
    for case, one in told:
        by_case.setdefault(case, []).append(one)
    sums = np.array([(sum(found), len(found)) for found in by_case.values()])
    drawn = sums[np.random.default_rng(0).integers(len(sums), size=(2000, len(sums)))].sum(axis=1)
    interval = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
    count, of = sums.sum(axis=0)
    return {"told": int(count), "of": int(of), "rate": round(float(count / of), 4), "ci95": interval.round(4).tolist()}


def figures(judged: Judged) -> dict[str, object]:
    """Return false doubts of rightly named images, and how often wrong names and inverted images are told."""
    found: dict[str, object] = {}
    for given in SUBSETS:
        fits = [(case, released, looks) for case, released, looks, _ in judged if set(given) <= set(looks)]
        for label, only_released in (("variants", False), ("as released", True)):
            told = [
                (case, sequence in {doubt.given for doubt in doubts_of({s: looks[s] for s in given})})
                for case, released, looks in fits
                if released or not only_released
                for sequence in given
            ]
            if told:
                found[f"false, {label}: images of {' '.join(given)}"] = rate(told)
    wrong = [
        ({one: other, other: one}, given) for (one, other), given in product(SWAPS, SUBSETS) if {one, other} <= {*given}
    ]
    wrong += [({given_as: truly}, (T1CE, FLAIR)) for given_as, truly in STRANGERS]
    for names, given in wrong:
        told = [
            (case, bool(doubts_of({s: looks[names.get(s, s)] for s in given})))
            for case, _, looks, _ in judged
            if {names.get(s, s) for s in given} <= set(looks)
        ]
        if told:
            changed = ", ".join(f"{truly} as {given_as}" for given_as, truly in names.items())
            found[f"{changed}: studies of {' '.join(given)}"] = rate(told)
    for sequence in Sequence:
        told = [
            (case, any(d.given is sequence for d in doubts_of({**looks, sequence: turned_over[sequence]})))
            for case, _, looks, turned_over in judged
            if sequence in looks
        ]
        if told:
            found[f"{sequence} inverted"] = rate(told)
    return found


# ---------------------------------------------------------------- the experiment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--beside", type=Path, action="append", default=[])
    parser.add_argument("--variants", type=int, default=16)
    parser.add_argument("--place", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    split = read_split(FOLDS)
    described: dict[str, dict[str, list[Described]]] = {part: {} for part in split.parts}
    for number, case in enumerate(find_cases(options.data)):
        if (part := split.part_of(case)) is not None:
            described[part][case.key] = list(describe(case, number, options.variants))
            print(case.key, flush=True)
    judged: Judged = []
    for part, cases in described.items():
        others = [one for other in described if other != part for case in described[other].values() for one in case]
        classifier = fit(others)
        for key, variants in cases.items():
            judged += judge(classifier, key, variants)
    result: dict[str, object] = {"cases": sum(map(len, described.values())), "variants": options.variants}
    result["cross-validation"] = figures(judged)
    shipped = fit(one for cases in described.values() for variants in cases.values() for one in variants)
    if options.place:
        content = {field.name: getattr(shipped, field.name).tolist() for field in fields(Classifier)}
        PLACE.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    if options.beside:
        beside = [
            one
            for number, case in enumerate(find_cases(options.beside))
            for one in judge(shipped, case.key, describe(case, number, options.variants))
        ]
        result["cases beside"] = figures(beside)
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
