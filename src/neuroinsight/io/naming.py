"""Which sequence is in a file, judged by its name alone, with the words that say so; never by guessing.

Styles known: BraTS 2015 to 2021 (`t1`, `t1ce`, `t2`, `flair`), BraTS 2023 (`t1n`, `t1c`, `t2w`, `t2f`), BIDS (`T1w`,
`ce-gad_T1w`, `FLAIR`), the Decathlon (`T1gd`), TCGA and UPENN-GBM (`t1Gd`), LUMIERE (`CT1`), FeTS (`t1post`), UCSF-PDGM
(`T1_bias`), and scanners' descriptions (`AX_T1_POST_GAD`, `T2_FLAIR`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from neuroinsight.core.sequences import Sequence


class Absent(StrEnum):
    """Why a name gives no sequence."""

    LABELS = "labels"  # the file is a segmentation or a mask
    OTHER = "other"  # the name speaks of no sequence that is known here
    AMBIGUOUS = "ambiguous"  # it speaks of several


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """The sequence that a name states, and the words that state it."""

    sequence: Sequence
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRecognized:
    """Why there is no sequence, and the words that are the reason (may be empty)."""

    why: Absent
    evidence: str


_T1 = {"t1", "t1w", "t1native", "mprage", "bravo", "spgr"}
_T1_PLAIN = {"t1n", "t1nativ", "t1pre"}
_CONTRAST = {"contrast", "enhanced", "gad", "gado", "gadolinium", "gd", "km", "kontrast", "post", "postcontrast"}
_CONTRAST_BESIDE_T1 = {"c", "ca", "ce"}  # too short to be trusted anywhere else in a name
_T1CE = {f"{t1}{agent}" for t1 in ("t1", "t1w") for agent in _CONTRAST | _CONTRAST_BESIDE_T1} | {
    f"{agent}{t1}" for t1 in ("t1", "t1w") for agent in ("c", "ce", "gd")
}
_NO_CONTRAST = {"nativ", "noncontrast", "nongad", "pre", "precontrast", "unenhanced"}
_DENIALS = {"no", "non", "pre", "without", "wo"}  # in front of a word for contrast agent
_T2 = {"t2", "t2w"}
_FLAIR = {"darkfluid", "fla", "flair", "t2f", "t2flair", "t2wflair"}
_SURGERY = {"op", "operative", "rt", "surgery", "surgical", "therapy", "treatment"}
_LABELS = (
    {"annotation", "annotations", "brainmask", "glistr", "groundtruth", "gt", "label", "labelmap", "labels"}
    | {"mask", "masks", "pred", "prediction", "roi", "rois", "seg", "segm", "segmentation"}
    | {"segmentations", "segs", "truth"}
)
_LABELS_ALONE = {"brain", "lesion", "tumor", "tumour", "wt"}  # labels unless a sequence stands beside
_MAPS = {"difference", "fused", "fusion", "map", "mapping", "maps", "overlay", "probability", "star", "subtraction"}
_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=t1)(?=G[dD])|(?<=T1)(?=G[dD])")
_DARK_FLUID = re.compile(r"dark[ _-]fluid", re.IGNORECASE)
_SUFFIX = re.compile(r"(\.nii|\.mha|\.tiff?|\.gz)+$", re.IGNORECASE)


def recognize_name(name: str) -> Recognized | NotRecognized:
    """Return what a file's name says of its sequence."""
    stem = _SUFFIX.sub("", Path(name).name)
    if re.search(r"t2(w)?\*", stem, re.IGNORECASE):
        return NotRecognized(why=Absent.OTHER, evidence="T2*")
    plain = _DARK_FLUID.sub("darkfluid", stem.replace("+C", " ce").replace("+c", " ce"))
    words = _WORD.findall(_CAMEL.sub(" ", plain).lower())
    if labels := [word for word in words if word in _LABELS]:
        return NotRecognized(why=Absent.LABELS, evidence=" ".join(labels))
    stated = _stated(words)
    if not stated:
        labels = [word for word in words if word in _LABELS_ALONE]
        return NotRecognized(why=Absent.LABELS if labels else Absent.OTHER, evidence=" ".join(labels))
    if maps := [word for word in words if word in _MAPS]:
        return NotRecognized(why=Absent.OTHER, evidence=" ".join([*stated.values(), *maps]))
    return _decided(words, stated)


def case_of_name(name: str) -> str | None:
    """Return what stands in front of the sequence, as in `Brats18_2013_2_1` of `Brats18_2013_2_1_t1ce.nii.gz`."""
    found = recognize_name(name)
    stem = _SUFFIX.sub("", Path(name).name)
    if not isinstance(found, Recognized):
        return None
    first = found.evidence.split()[0]
    at = stem.lower().rfind(first)
    return stem[:at].rstrip("_-. ") or None if at > 0 else None


def _stated(words: list[str]) -> dict[str, str]:
    """The kinds of image that the words name, each with its last word."""
    kinds = (("t1", _T1), ("t1 plain", _T1_PLAIN), ("t1ce", _T1CE), ("t2", _T2), ("flair", _FLAIR))
    return {kind: word for kind, vocabulary in kinds for word in words if word in vocabulary}


def _decided(words: list[str], stated: dict[str, str]) -> Recognized | NotRecognized:
    kinds = set(stated)
    if kinds in ({"flair"}, {"flair", "t2"}):  # FLAIR is T2-weighted and often says so
        return Recognized(sequence=Sequence.FLAIR, evidence=" ".join(reversed(stated.values())))
    if kinds == {"t2"}:
        return Recognized(sequence=Sequence.T2, evidence=stated["t2"])
    if kinds & {"t2", "flair"}:
        return NotRecognized(why=Absent.AMBIGUOUS, evidence=" ".join(stated.values()))
    return _decided_t1(words, kinds, " ".join(stated.values()))


def _decided_t1(words: list[str], kinds: set[str], evidence: str) -> Recognized | NotRecognized:
    """T1 before or after contrast agent: both are called T1, the difference stands in another word."""
    pairs = list(pairwise(["", *words, ""]))
    surgery = [" ".join(pair) for pair in pairs if pair[0] in {"pre", "post"} and pair[1] in _SURGERY]
    contrast = [after for before, after in pairs if _says_contrast(before, after)]
    contrast += [before for before, after in pairs if before in _CONTRAST_BESIDE_T1 and after in _T1]
    plain = [word for word in words if word in _NO_CONTRAST]
    if surgery:  # "T1_post_op" speaks of a date, not of contrast agent
        contrast, plain = ([word for word in found if word not in {"pre", "post"}] for found in (contrast, plain))
    with_contrast, without = "t1ce" in kinds or bool(contrast), "t1 plain" in kinds or bool(plain)
    unclear = [] if with_contrast else [word for word in (*words, *surgery) if word in {"ce", *surgery}]
    said = " ".join(dict.fromkeys([evidence, *plain, *contrast, *unclear]))
    if (with_contrast and without) or unclear:
        return NotRecognized(why=Absent.AMBIGUOUS, evidence=said)
    return Recognized(sequence=Sequence.T1CE if with_contrast else Sequence.T1, evidence=said)


def _says_contrast(before: str, word: str) -> bool:
    """Say whether a word states contrast agent, given the word in front of it, which may deny it."""
    if word in _CONTRAST_BESIDE_T1:
        return before in _T1
    return word == "post" or (word in _CONTRAST and before not in _DENIALS)
