"""Write `docs/metrics.md` from the catalogue of metrics and the policy on empty masks.

python tools/metrics_page.py > docs/metrics.md
"""

import sys

from neuroinsight.evaluation.bootstrap import RESAMPLING
from neuroinsight.metrics.catalogue import METRICS, VOLUME_METRICS
from neuroinsight.metrics.policy import EMPTY_MASKS

_PREFACE = f"""# Metrics

Every figure is measured per patient, on the whole volume, on the grid of the patient's own images; a prediction whose
axes are stored in another order is reordered, one at another place is refused. Regions are compared, not label numbers:
WT = NCR + ED + ET, TC = NCR + ET, and ET; classes are NCR, ED and ET. A resection cavity belongs to none of them.

Means are over cases. The 95 % interval is the bootstrap of the mean over patients ({RESAMPLING.resamples:,} draws,
fixed seed): whole patients are drawn, so that several examinations of one patient do not feign certainty. Figures of a
single patient have no interval. `ET_where_present` is the same metric over the cases whose truth has enhancing tumor;
other regions get such a row when a case lacks them.

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

Decided once, in `metrics/policy.py`, as the BraTS challenges do, so that figures can be set beside published ones: to
say rightly that there is nothing is perfect, and to be wrong about it is as bad as can be. 374 mm is the diagonal of
BraTS' 240 x 240 x 155 mm, rounded up as its evaluation does.
"""

_WHOLE = """
## Over all voxels, background included

These figures are near 1 whatever a model does, because about 99 % of a volume is background: finding nothing scores
0.99. Most published notebooks report them, as "accuracy" or "Dice". They are computed so that such figures can be
compared, under names that say what they are, and belong in no model's praise.
"""


def page() -> str:
    """Return the page's text."""
    rows = [f"| `{m.name}` | {m.unit} | {m.better.value} | {_regions(m.regions)} | {m.definition} |" for m in METRICS]
    whole = [f"| `{m.name}` | {m.better.value} | {m.definition} |" for m in VOLUME_METRICS]
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
