"""Which sequence is in a file, judged by its name and those beside it, with the words that say so; never by guessing.

Styles known: BraTS 2013 to 2021 (`t1`, `t1ce`, `t2`, `flair`), BraTS 2023 (`t1n`, `t1c`, `t2w`, `t2f`), BIDS (`T1w`,
`ce-gad_T1w`, `FLAIR`, `space-T1w`), the Decathlon (`T1gd`), TCGA and UPENN-GBM (`t1Gd`), LUMIERE (`CT1`), FeTS
(`t1post`), registered images (`T2_to_T1CE`, `FLAIR2T1`), and scanners' descriptions (`AX_T1_POST_GAD`, `T2_FLAIR`).

Words that the images of a patient share in front of their sequence are the patient's id, whatever they say
(`P07_C_T1`, `P07_C_FLAIR`); what stands behind `to` is the image that another one was registered to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from neuroinsight.core.sequences import Sequence
from neuroinsight.io import vocabulary


class Absent(StrEnum):
    """Why a name gives no sequence."""

    LABELS = "labels"  # the file is a segmentation or a mask
    OTHER = "other"  # the name speaks of no sequence that is known here
    AMBIGUOUS = "ambiguous"  # it speaks of several


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """The sequence that a name states, the words that state it, and what stands in front of them (may be empty)."""

    sequence: Sequence
    evidence: str
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecognized:
    """Why there is no sequence, and the words that are the reason (may be empty)."""

    why: Absent
    evidence: str


class _Word(NamedTuple):
    text: str  # lower case
    start: int  # where it stands in the name


@dataclass(frozen=True, slots=True)
class _Name:
    """A file's name without its ending, in words; what it was registered to is left out."""

    stem: str
    words: tuple[_Word, ...]

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    @property
    def labels(self) -> list[str]:
        return [text for text in self.texts if text in vocabulary.LABELS or re.fullmatch(r"seg\d+", text)]

    @property
    def last_sequence(self) -> int:
        """The place of the last word for a sequence; -1 if there is none."""
        return max((place for place, text in enumerate(self.texts) if text in vocabulary.SEQUENCES), default=-1)


_SUFFIX = re.compile(r"(\.nii|\.mha|\.mhd|\.tiff?|\.gz)+$", re.IGNORECASE)
_COPY = re.compile(r" \(\d+\)$| - copy( \(\d+\))?$", re.IGNORECASE)  # what file managers add
_ONE = r"(?:t1(?:ce|c|gd|w|n)?|t2[wf]?|flair|fla?)"
_SPACE = "space-"  # of BIDS; "space" by itself is the SPACE sequence
_PIECE = re.compile(
    rf"dark[ _-]?fluid|(?<=_)ce-[a-z]+(?=_)|(?<=_){_SPACE}"
    rf"|(?<![a-z0-9]){_ONE}(?=(?:2|to)(?:{_ONE}|mni|sri))|(?<=[a-z0-9])(?:2|to)(?=(?:t[12]|fla|mni|sri))"
    r"|\+c?|[a-z0-9]+",
    re.IGNORECASE,
)
_BIDS = re.compile(r"sub-[a-z0-9]+(_ses-[a-z0-9]+)?", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[tT]1)(?=G[dD])")
_SPOKEN = {"+": "ce", "+c": "ce", "dark fluid": "darkfluid", "dark_fluid": "darkfluid", "dark-fluid": "darkfluid"}
_AGENTS = vocabulary.CONTRAST | vocabulary.CONTRAST_BESIDE_T1


def recognize_name(name: str) -> Recognized | NotRecognized:
    """Return what a file's name by itself says of its sequence."""
    return recognize_names([name])[name]


def recognize_names(names: Iterable[str]) -> Mapping[str, Recognized | NotRecognized]:
    """Return what the names of files that lie together say of their sequences."""
    read = {name: _read(name) for name in names}
    images = [one for one in read.values() if one.last_sequence >= 0 and not one.labels]
    freed = {name: _without_id(one, images) for name, one in read.items()}
    # if all are one and the same without their common words, these were no id: "a_gd_t1" and "b_gd_t1"
    several = len({found.sequence for found in freed.values() if isinstance(found, Recognized)}) > 1
    return freed if several else {name: _decided(one, frozenset()) for name, one in read.items()}


def stem_of(name: str) -> str:
    """Return a file's name without its ending and without what a file manager adds to copies."""
    return _COPY.sub("", _SUFFIX.sub("", Path(name).name))


def case_of_name(name: str) -> str | None:
    """Return what stands in front of the sequence, as in `Brats18_2013_2_1` of `Brats18_2013_2_1_t1ce.nii.gz`."""
    found = recognize_name(name)
    return found.case_id or None if isinstance(found, Recognized) else None


def case_of_labels(name: str) -> str:
    """Return what stands in front of the words for labels, as in `sub-01` of `sub-01_dseg.nii.gz`."""
    known = vocabulary.LABELS | vocabulary.LABELS_ALONE | vocabulary.KINDS_OF_LABELS
    stem, words = stem_of(name), _read(name).words
    if bids := _BIDS.match(stem):
        return bids.group()
    return stem[: next((word.start for word in words if word.text in known), len(stem))].rstrip("_-. ")


def _read(name: str) -> _Name:
    stem, words = stem_of(name), []
    for piece in _PIECE.finditer(stem):
        start = piece.start()
        whole = "-" in piece.group() or piece.group().lower() in _SPOKEN
        for part in [piece.group()] if whole else _CAMEL.split(piece.group()):
            words.append(_Word(_SPOKEN.get(part.lower(), part.lower()), start))
            start += len(part)
    return _Name(stem, _without_target(tuple(words)))


def _without_target(words: tuple[_Word, ...]) -> tuple[_Word, ...]:
    """Leave out the image that this one was registered to, as long as another sequence is left."""
    texts = [word.text for word in words]
    for place, text in enumerate(texts[:-1]):
        behind = text in vocabulary.TO_BEHIND_A_SEQUENCE and bool(
            vocabulary.SEQUENCES & set(texts[max(place - 2, 0) : place])
        )
        start = place + 1
        if text in vocabulary.TO_BEHIND_A_SEQUENCE and texts[start] in vocabulary.TO:  # "reg_to"
            continue
        if (text in vocabulary.TO or text == _SPACE or behind) and texts[start] in vocabulary.SEQUENCES:
            stop = start + 1
            while stop < len(texts) and texts[stop] in _AGENTS:
                stop += 1
            rest = words[:place] + words[stop:]
            if any(word.text in vocabulary.SEQUENCES | vocabulary.FLAIR_ALONE for word in rest):
                return _without_target(rest)
    return words


def _without_id(name: _Name, images: list[_Name]) -> Recognized | NotRecognized:
    """Return what the words say without those that the patient's images have in common in front of the sequence.

    A patient's images are those with the same words in front, or else all. BIDS's `ce-…` is never part of an id.
    """
    front = name.texts[: max(name.last_sequence, 0)]
    beside = [other for other in images if other.texts[: other.last_sequence] == front]
    group = beside if len(beside) > 1 else images
    if len(group) == 1 or name not in images:
        return _decided(name, frozenset())
    common, of_id = Counter(name.texts), set()
    for other in group:
        common &= Counter(other.texts)
    for place, text in enumerate(front):
        if common[text] and not text.startswith("ce-"):
            common[text] -= 1
            of_id.add(place)
    found = _decided(name, frozenset(of_id))
    behind = [text for text in name.texts[name.last_sequence + 1 :] if text in _AGENTS and common[text]]
    if behind and isinstance(found, Recognized) and name.texts[name.last_sequence] in vocabulary.T1:
        # "T1_post" where T2 and FLAIR are called so as well: after surgery, or after contrast agent?
        return NotRecognized(why=Absent.AMBIGUOUS, evidence=f"{found.evidence}, as all images here do")
    return found


def _decided(name: _Name, of_id: frozenset[int]) -> Recognized | NotRecognized:
    """Return what the words say, those at the places `of_id` left out."""
    if re.search(r"t2w?\*", name.stem, re.IGNORECASE):
        return NotRecognized(why=Absent.OTHER, evidence="T2*")
    if name.labels:
        return NotRecognized(why=Absent.LABELS, evidence=" ".join(name.labels))
    own = [word for place, word in enumerate(name.words) if place not in of_id]
    texts = [word.text for word in own]
    stated = {kind: text for kind, words in vocabulary.KINDS.items() for text in texts if text in words}
    if not stated and (flair := [text for text in texts if text in vocabulary.FLAIR_ALONE]):
        stated = {"flair": flair[-1]}
    if not stated:
        labels = [text for text in texts if text in vocabulary.LABELS_ALONE]
        return NotRecognized(why=Absent.LABELS if labels else Absent.OTHER, evidence=" ".join(labels))
    if maps := [text for text in texts if text in vocabulary.MAPS]:
        return NotRecognized(why=Absent.OTHER, evidence=" ".join([*stated.values(), *maps]))
    found = _of_kinds(texts, stated)
    if isinstance(found, NotRecognized):
        return found
    first = max(place for place, text in enumerate(texts) if text in stated.values())
    while first and texts[first - 1] in {*found.evidence.split(), *vocabulary.SEQUENCES}:
        first -= 1  # "ce-gad_T1w", "T1_CE_MPRAGE": all of it names the sequence
    bids = _BIDS.match(name.stem)
    case_id = bids.group() if bids else name.stem[: own[first].start].rstrip("_-. ")
    return Recognized(sequence=found.sequence, evidence=found.evidence, case_id=case_id)


def _of_kinds(texts: list[str], stated: Mapping[str, str]) -> Recognized | NotRecognized:
    kinds = set(stated)
    if kinds in ({"flair"}, {"flair", "t2"}):  # FLAIR is T2-weighted and often says so
        return Recognized(sequence=Sequence.FLAIR, evidence=" ".join(list(stated.values())[::-1]))
    if kinds == {"t2"}:
        return Recognized(sequence=Sequence.T2, evidence=stated["t2"])
    if kinds & {"t2", "flair"}:
        return NotRecognized(why=Absent.AMBIGUOUS, evidence=" ".join(stated.values()))
    return _of_t1(texts, kinds, " ".join(stated.values()))


def _of_t1(texts: list[str], kinds: set[str], evidence: str) -> Recognized | NotRecognized:
    """T1 before or after contrast agent: both are called T1, the difference stands in another word."""
    pairs = list(pairwise(["", *texts, ""]))
    surgery = [" ".join(pair) for pair in pairs if pair[0] in {"pre", "post"} and pair[1] in vocabulary.SURGERY]
    contrast = [after for before, after in pairs if _says_contrast(before, after)]
    if texts[:1] and texts[0] in vocabulary.CONTRAST_BESIDE_T1 and texts[1:2] and texts[1] in vocabulary.T1:
        contrast.append(texts[0])
    plain = [text for text in texts if text in vocabulary.NO_CONTRAST]
    if surgery:  # "T1_post_op" speaks of a date, not of contrast agent
        contrast, plain = ([word for word in found if word not in {"pre", "post"}] for found in (contrast, plain))
    with_contrast, without = "t1ce" in kinds or bool(contrast), "t1 plain" in kinds or bool(plain)
    # "P07_C_T1": contrast agent, or the end of an id?
    open_words = {"ce"} | {before for before, after in pairs if after in vocabulary.T1} & vocabulary.CONTRAST_BESIDE_T1
    unclear = [] if with_contrast else [word for word in (*texts, *surgery) if word in {*open_words, *surgery}]
    if kinds == {"t1", "t1ce"} and not contrast and _last_sequence(texts) in vocabulary.T1_ITSELF:
        unclear = [_last_sequence(texts)]  # "reg_T1CE_T1": which of the two?
    said = " ".join(dict.fromkeys([evidence, *plain, *contrast, *unclear]))
    if (with_contrast and without) or unclear:
        return NotRecognized(why=Absent.AMBIGUOUS, evidence=said)
    return Recognized(sequence=Sequence.T1CE if with_contrast else Sequence.T1, evidence=said)


def _last_sequence(texts: list[str]) -> str:
    return next((text for text in reversed(texts) if text in vocabulary.SEQUENCES), "")


def _says_contrast(before: str, word: str) -> bool:
    """Say whether a word states contrast agent, given the word in front of it, which may deny it."""
    if word in vocabulary.CONTRAST_BESIDE_T1:
        return before in vocabulary.T1
    return (
        word == "post" or word.startswith("ce-") or (word in vocabulary.CONTRAST and before not in vocabulary.DENIALS)
    )
