"""A small convolutional network on slices, as a baseline of the class: probabilities of HGG of patients unseen.

    python experiments/0010-calibration/slices.py --data DATA [--data DATA] --tables TABLES --answers ANSWERS --out FILE

Each slice of the predicted whole tumor is a square of 96 mm around the outline's center, 48 pixels wide, of
post-contrast T1 and FLAIR, scaled by the brain's median and interquartile range. A patient's probability is the mean of
the slices'. One length of training, written down before anything was scored: nothing is chosen.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage
from torch import nn

from neuroinsight.core.labels import BRATS_2017, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.datasets.catalogue import find_examined, volumes_of
from neuroinsight.datasets.loading import load_study
from neuroinsight.datasets.splits import read_split
from neuroinsight.io.labels import read_label_map

FOLDS = Path(__file__).parents[1] / "folds" / "folds.json"
WIDTH, MM, STEP, EPOCHS, BATCH = 48, 2.0, 3, 12, 32


def slices_of(case: Case, answers: Path) -> np.ndarray:
    """Return `[slice, sequence, row, column]`, every third axial slice of the outline."""
    label_map = read_label_map(answers / "label-maps" / f"{case.key}.nii.gz", BRATS_2017)
    mask, study = label_map.mask(Region.WT), load_study(case, (Sequence.T1CE, Sequence.FLAIR))
    axis = (
        label_map.grid.axis_codes.index("S")
        if "S" in label_map.grid.axis_codes
        else label_map.grid.axis_codes.index("I")
    )
    mask = np.moveaxis(mask, axis, 0)
    spacing = [float(s) for place, s in enumerate(label_map.grid.spacing_mm) if place != axis]
    channels = []
    for sequence in (Sequence.T1CE, Sequence.FLAIR):
        image = np.moveaxis(study.volumes[sequence].array.astype(np.float32), axis, 0)
        low, median, high = np.percentile(image[image > 0], (25, 50, 75))
        channels.append(np.where(image > 0, (image - median) / (high - low), -3.0))
    levels = np.flatnonzero(mask.any(axis=(1, 2)))[::STEP]
    found = []
    for level in levels:
        middle = ndimage.center_of_mass(mask[level])
        places = [(np.arange(WIDTH) - WIDTH / 2) * MM / mm + at for mm, at in zip(spacing, middle, strict=True)]
        rows, columns = np.meshgrid(*places, indexing="ij")
        found.append([ndimage.map_coordinates(one[level], (rows, columns), order=1, cval=-3.0) for one in channels])
    return np.clip(np.array(found, np.float32), -5, 10)


def network() -> nn.Module:
    layers: list[nn.Module] = []
    for before, width in ((2, 16), (16, 32), (32, 64)):
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.GroupNorm(4, width), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(64, 1))


def trained(x: torch.Tensor, y: torch.Tensor) -> nn.Module:
    torch.manual_seed(2026)
    model = network()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)
    weight = (y == 0).float() * (y.mean() / (1 - y.mean())) + (y == 1).float()
    for _ in range(EPOCHS):
        for places in torch.randperm(len(x)).split(BATCH):
            batch = x[places]
            batch = batch.flip(-1) if torch.rand(()) < 0.5 else batch
            batch = batch.flip(-2) if torch.rand(()) < 0.5 else batch
            batch = batch * (0.8 + 0.4 * torch.rand(len(batch), 2, 1, 1)) + 0.2 * torch.randn(len(batch), 2, 1, 1)
            loss = nn.functional.binary_cross_entropy_with_logits(model(batch)[:, 0], y[places], weight[places])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--answers", type=Path, required=True, help="evaluation of the folds that saved label maps")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    split = read_split(FOLDS)
    cases = [case for case in volumes_of(find_examined(options.data, [options.tables])) if case.grade is not None]
    slices = {case.key: slices_of(case, options.answers) for case in cases}
    found: dict[str, float] = {}
    for part in split.parts:
        others = [case for case in cases if split.part_of(case) != part]
        x = torch.from_numpy(np.concatenate([slices[case.key] for case in others]))
        y = torch.cat([torch.full((len(slices[c.key]),), float(c.grade is Grade.HGG)) for c in others])
        model = trained(x, y)
        with torch.inference_mode():
            for case in cases:
                if split.part_of(case) == part:
                    found[case.key] = float(model(torch.from_numpy(slices[case.key])).sigmoid().mean())
        print(part, len(x), "slices", flush=True)
    options.out.write_text(json.dumps({"small 2D network on slices": found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
