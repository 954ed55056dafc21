"""Write `docs/data.md` from the catalogue of layouts.

python tools/data_page.py > docs/data.md
"""

import sys

from neuroinsight.datasets.catalogue import LAYOUTS

_PREFACE = """# Data sets

No image of a patient is in this project. These are the sets that it reads, as they are released and as people repack
them, and their terms as far as we know them; read the provider's own before you use a set.

"""

_AFTER = """
Names of folders and files come from public code that reads these sets. At hand to try them on were cases of BraTS 2018
to 2023, converted ones of 2015, and LGG slices, and no other release. Where the numbers of labels are not certain, the
table says how they are read, and a file with another number is refused.

`neuroinsight dataset describe DIR` says what is in a folder: cases, grades, missing files, shapes, spacing, volumes
of labels (for slices areas in pixels), ranges of intensities, images that are there twice, and what is wrong. What an
analysis, an evaluation or a training would refuse is a problem there, in the same words; what their input checks would
notice is a note, but for what takes long to see (exchanged or inverted images, missing slices, small shifts).

## How files are found

All commands find and name files by the same rule, and refuse in the same words. Folders are searched to any depth;
one with a sequence in it is a case, and is not searched deeper. Its files are judged together:

- Words that a patient's images share in front of their sequence are the patient's id, whatever they say (`P07_C_T1`
  and `P07_C_FLAIR` are of `P07_C`). A word behind every sequence (`T1_POST` beside `T2_POST`) may speak of surgery or
  of contrast agent, and is refused.
- What stands behind `to`, `2`, `reg`, `in` or BIDS's `space-` is the image that another one was registered to:
  `T1_to_T1CE` is T1.
- A file alone in a folder that is named like it counts as lying beside that folder (Kaggle's copies, BraTS 2015).
- `T1_bias` beside `T1` is the same image; any other second image of a sequence is refused and not guessed, as are two
  label maps, unless one says that a person corrected it.
- Hidden files, `__MACOSX` and results of an analysis are nobody's. A link to content that was not fetched, an empty
  folder beside cases, and a folder that may not be read are cases that cannot be used: `describe` lists them as
  problems, `train` and `evaluate` say that they are left out.

## Tables

Grades, patients and survival are read from CSV and TSV files in the folders of the cases and above them, up to two
levels above the folder that was named (there only tables whose heads name BraTS), in `tables/` beside it, and in
`--tables DIR`. Separators may be commas, semicolons or tabs, the encoding UTF-8 or UTF-16, heads in any case. A table
needs a column of case ids (`BraTS_2020_subject_ID`, `case`, `id`) or of patients (`patient`, `participant_id`). One
that is not understood is told.

"""

_REST = """## Splits

Splits go **by patient**, not by file: one patient may have several examinations, and the same examination was
released under several ids over the years. The mapping tables connect them (`--tables DIR`). Images that are in the
set twice, under whatever name or header, make their patients one: they share a part, and `split` says so. Grades are
kept in proportion. A split is JSON and repeats from its seed; `experiments/folds/folds.json` holds the five folds of
the shipped model.

## Terms of the shipped weights

Trained on BraTS cases, which contain patients of TCGA-GBM, TCGA-LGG and UCSF-PDGM (The Cancer Imaging Archive, CC
BY): for research, non-commercial, unless retrained on data of your own, which is [one command](how-to/train.md). The
model's card (`neuroinsight models info glioma`) names the cases.

## How to cite

- Menze B.H. et al. The Multimodal Brain Tumor Image Segmentation Benchmark (BRATS). *IEEE TMI* 34(10), 1993–2024
  (2015).
- Bakas S. et al. Advancing The Cancer Genome Atlas glioma MRI collections with expert segmentation labels and
  radiomic features. *Scientific Data* 4, 170117 (2017).
- Bakas S. et al. Identifying the Best Machine Learning Algorithms for Brain Tumor Segmentation, Progression
  Assessment, and Overall Survival Prediction in the BRATS Challenge. arXiv 1811.02629 (2018).
- Baid U. et al. The RSNA-ASNR-MICCAI BraTS 2021 Benchmark on Brain Tumor Segmentation and Radiogenomic
  Classification. arXiv 2107.02314 (2021).
- Antonelli M. et al. The Medical Segmentation Decathlon. *Nature Communications* 13, 4128 (2022).
- Collections of The Cancer Imaging Archive: TCGA-GBM, TCGA-LGG, UCSF-PDGM (Calabrese E. et al. *Radiology: Artificial
  Intelligence* 4(6), e220058, 2022).
- The synthetic patient's anatomy: Fonov V.S. et al. *NeuroImage* 54(1), 313–327 (2011).
"""


def page() -> str:
    """Return the page's text."""
    rows = [
        f"| {layout.title} | {_escaped(layout.looks_for)} | {_escaped(layout.labels)} | {layout.terms} |"
        for layout in LAYOUTS
    ]
    head = ["| set | recognized by | labels | how to get it, terms |", "|---|---|---|---|"]
    return _PREFACE + "\n".join([*head, *rows]) + "\n" + _AFTER + _REST


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
