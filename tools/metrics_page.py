"""Write `docs/metrics.md` from the catalogue of metrics and the policy on empty masks.

python tools/metrics_page.py > docs/metrics.md
"""

import sys

from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, VOLUME_METRICS
from neuroinsight.metrics.classification import CLASS_METRICS
from neuroinsight.metrics.policy import EMPTY_MASKS

_PREFACE = f"""# Metrics

Every figure is measured per patient, on the whole volume, on the grid of the patient's own images; a prediction whose
axes are stored in another order is reordered, one at another place is refused. Regions are compared, not label numbers:
WT = NCR + ED + ET, TC = NCR + ET, and ET; classes are NCR, ED and ET. Cysts, which BraTS-PEDs labels apart, belong to
NCR as they do to its core (arXiv 2404.15009); a resection cavity belongs to none of them. Of a region that truth or
prediction does not outline, as in masks of the whole tumor, there is no figure but the words "not outlined".

Means are over cases. The 95 % interval is the bootstrap of the mean over patients ({RESAMPLING.resamples:,} draws,
fixed seed): whole patients are drawn, so that several examinations of one patient do not feign certainty. Fewer than
{FEWEST_PATIENTS} patients have no interval. `ET_where_present` is the same metric over the cases whose truth has
enhancing tumor; other regions get such a row when a case lacks them.

## By region
"""

_AFTER = """
HD95 has three definitions in use, which differ by 10 % on the same masks. `hd95_mm` is the larger of two directed
percentiles over edge voxels, as MONAI computes it. `lesionwise_hd95_mm` weighs surface elements by their area, as
DeepMind's surface-distance and the BraTS 2023 evaluation do. Pooling both directions (medpy) is not offered. The tests
compare the first with MONAI, and the second and `surface_dice` with surface-distance.

The tolerance of `surface_dice` is 2 mm because experts' outlines of one glioma differ by one to two voxels of 1 mm.

## Lesion by lesion

The rule is that of the BraTS 2023 adult glioma challenge, as its evaluation script applies it:

1. Lesions are 26-connected components. The truth's are dilated three times with the 18-neighborhood, and those whose
   dilations join are one lesion; its own voxels stay as they were.
2. Predicted components that meet a lesion's dilation are matched to it, whole, and compared with it together. One
   component may be matched to several lesions.
3. Lesions of at most 50 mm³ are left out, found or missed; what was matched to them is not invented.
4. The score is the mean over the lesions that are left and the invented components; these, and missed lesions, have
   Dice 0 and HD95 374 mm. Invented components count however small they are: a single voxel costs as much as a lesion.
5. If neither is left, Dice is 1 and HD95 0 mm.

Voxel sizes are those of the truth's header (the script takes the prediction's).

## Empty masks

Decided once, in `metrics/policy.py`. Overlaps and distances follow the BraTS challenges, so that figures can be set
beside published ones: to say rightly that there is nothing is perfect, and to be wrong about it is as bad as can be.
374 mm is the diagonal of BraTS' 240 x 240 x 155 mm, rounded up as its evaluation does. That precision and sensitivity
are undefined where they would divide by nothing is our own choice: challenges put a number there, so that their mean
sensitivity of ET cannot be set beside ours.
"""

_SLICES = """
## Pictures without spacing

Masks of pictures `[slice, row, column]` have no millimeters: metrics that need them have no value, and sizes are in
pixels. The metrics above take all pictures of a patient together, as a volume is taken. Programs for slices report
means over single pictures instead; these are given beside them. A picture without tumor then counts as much as a whole
one, and a sliver of tumor as much as its largest slice.
"""

_WHOLE = """
## Over all voxels, background included

These figures are near 1 whatever a model does, because about 99 % of a volume is background: finding nothing scores
0.99. Most published notebooks report them, as "accuracy" or "Dice". They are computed so that such figures can be
compared, under names that say what they are, and belong in no model's praise.
"""

_CLASSES = """
## Does a slice hold tumor?

Of a model that classifies slices; a slice is called positive from a probability of one half on. Figures are over all
slices, and the interval is the bootstrap over patients, whose slices are alike. What would divide by nothing is
undefined.
"""


def page() -> str:
    """Return the page's text."""
    rows = [f"| `{m.name}` | {m.unit} | {m.better.value} | {_regions(m.regions)} | {m.definition} |" for m in METRICS]
    whole = [f"| `{m.name}` | {m.better.value} | {m.definition} |" for m in VOLUME_METRICS]
    slices = [f"| `{m.name}` | {m.better.value} | {m.definition} |" for m in SLICE_METRICS]
    classes = [f"| `{m.name}` | {m.definition} |" for m in CLASS_METRICS]
    empty = [f"| {situation.replace('_', ' ')} | {words} |" for situation, words in EMPTY_MASKS.words.items()]
    return "\n".join(
        [
            _PREFACE,
            "| name | unit | better | regions | definition |",
            "|---|---|---|---|---|",
            *rows,
            _AFTER,
            "| situation | what is reported |",
            "|---|---|",
            *empty,
            _SLICES,
            "| name | better | definition |",
            "|---|---|---|",
            *slices,
            _CLASSES,
            "| name | definition |",
            "|---|---|",
            *classes,
            _WHOLE,
            "| name | better | definition |",
            "|---|---|---|",
            *whole,
            "",
        ]
    )


def _regions(regions: tuple[str, ...]) -> str:
    return ", ".join(str(region) for region in regions)


if __name__ == "__main__":
    sys.stdout.write(page())
