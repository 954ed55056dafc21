"""Plain folders of slices as PNG, JPEG or TIFF pictures with a mask for each.

The mask is `img_001_mask.png` beside `img_001.png`, or lies in `masks/` beside `images/`. What stands in front of the
slice's number is the patient; where that says nothing (`img_001`), the folder's name is, and all slices of a folder
count as one patient, so that no patient can come to lie on two sides of a split.
"""

import re
from collections import Counter, defaultdict
from pathlib import Path

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.layout import Layout, Place, nothing
from neuroinsight.datasets.lgg_slices import is_slice
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.io import picture, tiff
from neuroinsight.io.naming import Recognized, recognize_name
from neuroinsight.io.tiff import SliceFile
from neuroinsight.io.vocabulary import LABELS
from neuroinsight.io.walking import files_below

_IMAGE_FOLDERS = {"image", "images", "img", "imgs", "slices"}
_MASK_WORD = re.compile(rf"[_.\- ](?:{'|'.join(sorted(LABELS, key=len, reverse=True))})$", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<patient>.*?)[_.\- ]?(?P<number>\d+)")
_SAYS_NOTHING = {"", "i", "im", "image", "img", "scan", "slice", "frame", "z"}


def find_patients(place: Place) -> tuple[SlicePatient, ...]:
    """Return the patients below the place's folder; none if no picture there has a mask."""
    patients = all_patients(place.root)
    masked = any(piece.mask is not None for patient in patients for piece in patient.slices)
    return patients if masked else ()


def all_patients(root: Path) -> tuple[SlicePatient, ...]:
    """Return the patients whose pictures lie below a folder, with masks or without."""
    images: dict[tuple[Path, str], Path] = {}
    masks: dict[tuple[Path, str], Path] = {}
    for path in files_below(root):
        if (
            path.name.lower().endswith((*picture.SUFFIXES, *tiff.SUFFIXES))
            and path.name[0] != "."
            and not is_slice(path)
        ):
            parents = path.relative_to(root).parent.parts
            kind = {part.lower() for part in parents}
            home = Path(*(part for part in parents if part.lower() not in _IMAGE_FOLDERS | LABELS))
            stem = _MASK_WORD.sub("", path.stem)
            (masks if stem != path.stem or kind & LABELS else images)[(home, stem)] = path
    stacks: dict[tuple[str, bool], list[SliceFile]] = defaultdict(list)
    for (home, stem), path in images.items():
        named = _NUMBER.fullmatch(stem)
        front, number = (named["patient"], int(named["number"])) if named else (stem, 0)
        folder = home.name or root.resolve().name
        says_nothing = front.lower() in _SAYS_NOTHING
        patient = folder if says_nothing else front
        piece = SliceFile(patient=patient, number=number, image=path, mask=masks.get((home, stem)))
        stacks[(patient, says_nothing and not home.name)].append(piece)
    ids = Counter(_without_sequence(name) for name, _ in stacks)
    return tuple(
        _patient(name, stack, is_guess=guess, is_alone=ids[_without_sequence(name)] == 1)
        for (name, guess), stack in sorted(stacks.items())
    )


def _without_sequence(name: str) -> str:
    """The patient's id alone, where the name also says the sequence: `P01` of `P01_flair`."""
    said = recognize_name(f"{name}.nii")
    return said.case_id or name if isinstance(said, Recognized) else name


def _patient(name: str, stack: list[SliceFile], *, is_guess: bool, is_alone: bool) -> SlicePatient:
    found = {recognize_name(f"{piece.image.stem}.nii") for piece in stack}
    said = {one.sequence for one in found if isinstance(one, Recognized)}
    channels: tuple[Sequence, ...] = tuple(said) if len(said) == 1 else ()
    remark = "the names do not say whose slices these are: all count as one patient" if is_guess else ""
    return SlicePatient(
        key=_without_sequence(name) if is_alone else name,
        patient=_without_sequence(name),
        layout=LAYOUT.name,
        source=LAYOUT.name,
        slices=tuple(sorted(stack, key=lambda piece: (piece.number, piece.image.name))),
        channels=channels,
        remark=remark,
    )


LAYOUT = Layout(
    name="slice-folders",
    names_of_cases=("slice-folders",),
    title="Your own slices",
    looks_for="slices with masks (P01_12.png and P01_12_mask.png, or images/ and masks/; TIFF and JPEG as well)",
    labels="a mask, black and white; no tissues, no millimeters",
    terms="yours",
    claims=nothing,
    find=find_patients,
)
