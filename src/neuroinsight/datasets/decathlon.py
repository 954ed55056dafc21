"""The Medical Segmentation Decathlon's `Task01_BrainTumour`: four-dimensional NIfTI files, listed in `dataset.json`.

`imagesTr/BRATS_001.nii.gz` `[i, j, k, channel]` with the channels in the order of "modality" (FLAIR, T1w, T1gd, T2w),
`labelsTr/` with 1 edema, 2 non-enhancing, 3 enhancing: 1 and 2 are swapped against BraTS. `imagesTs/` has no labels.
The patients are those of BraTS 2016 and 2017 under new numbers, and no table leads back: do not train on one and test
on the other.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.labels import DECATHLON
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, ImageFile
from neuroinsight.datasets.layout import Layout, Place, nothing
from neuroinsight.io.content import read_text

_INDEX = "dataset.json"
_SEQUENCES = {"flair": Sequence.FLAIR, "t1w": Sequence.T1, "t1gd": Sequence.T1CE, "t2w": Sequence.T2}
_WORDS_OF_LABELS = {"1": "edema", "2": "non-enhancing", "3": "enhancing"}


def find_cases(place: Place) -> tuple[Case, ...]:
    """Return the listed cases whose image is at hand, sorted by key; there is no grade, and no table knows these ids.

    Raises:
        DatasetError: The index lists no file that is there, or its labels are not the Decathlon's.
    """
    return tuple(case for index, content in _indexes(place.root) for case in _cases(index, content))


def _indexes(root: Path) -> Iterator[tuple[Path, Mapping[str, object]]]:
    for path in (root / _INDEX, *sorted(root.glob(f"*/{_INDEX}")), *sorted(root.glob(f"*/*/{_INDEX}"))):
        try:
            content = json.loads(read_text(path))
        except (FileFormatError, ValueError, RecursionError):
            continue  # not ours to complain about: any data set may call a file so
        channels = content.get("modality") if isinstance(content, dict) else None
        if isinstance(channels, dict) and _channels(channels).keys() == set(Sequence):
            yield path, content


def _cases(index: Path, content: Mapping[str, object]) -> Iterator[Case]:
    _require_labels(index, content.get("labels"))
    modality = content["modality"]
    channels = _channels(modality if isinstance(modality, dict) else {})
    listed = sorted(_listed(content))
    at_hand = [(image, labels) for image, labels in listed if (index.parent / image).is_file()]
    if not at_hand:
        raise DatasetError(
            f"None of the images that {index.parent.name}/{_INDEX} lists is there",
            seen=f"{len(listed)} listed, as in {listed[0][0]}" if listed else "an empty list",
            allowed="the images in imagesTr/ and imagesTs/ beside it",
            remedy="unpack the whole archive of the task, without renaming its folders",
            code="dataset.decathlon_images",
        )
    for image, labels in at_hand:
        key = Path(image).name.split(".nii")[0]
        label_file = index.parent / labels if labels else None
        yield Case(
            key=key,
            patient=key,
            layout=LAYOUT.name,
            source=LAYOUT.name,
            images={sequence: ImageFile(index.parent / image, channels[sequence]) for sequence in Sequence},
            labels=label_file if label_file and label_file.is_file() else None,
            scheme=DECATHLON,
        )


def _channels(modality: Mapping[object, object]) -> dict[Sequence, int]:
    return {
        _SEQUENCES[str(name).lower()]: int(str(number))
        for number, name in modality.items()
        if str(name).lower() in _SEQUENCES and str(number).isdecimal()
    }


def _listed(content: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
    """Image and label files, relative to the index: training entries are pairs, test entries are names."""
    for part in ("training", "test"):
        entries = content.get(part)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, str):
                yield entry, None
            elif isinstance(entry, dict) and isinstance(entry.get("image"), str):
                labels = entry.get("label")
                yield entry["image"], labels if isinstance(labels, str) else None


def _require_labels(index: Path, labels: object) -> None:
    """Refuse another numbering: 1 and 2 mistaken for each other would train and score silently wrong."""
    named = labels if isinstance(labels, dict) else {}
    if all(str(named.get(number, "")).lower().startswith(word) for number, word in _WORDS_OF_LABELS.items()):
        return
    raise DatasetError(
        f"The labels of {index.parent.name}/{_INDEX} are not the Decathlon's",
        seen=", ".join(f"{number} {name}" for number, name in named.items()) or "no table of labels",
        allowed="1 edema, 2 non-enhancing tumor, 3 enhancing tumour",
        remedy="use the task's own files, or convert the set to BraTS's naming: <case>_t1ce.nii.gz … <case>_seg.nii.gz",
        code="dataset.decathlon_labels",
    )


LAYOUT = Layout(
    name="decathlon",
    names_of_cases=("decathlon",),
    title="Medical Segmentation Decathlon, Task01",
    looks_for="the Decathlon's Task01_BrainTumour (dataset.json beside imagesTr/)",
    labels="1 ED, 2 NCR, 3 ET: 1 and 2 are swapped against BraTS",
    terms="CC BY-SA 4.0",
    claims=nothing,
    find=find_cases,
)
