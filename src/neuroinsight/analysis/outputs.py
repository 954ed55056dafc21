"""The files of an analysis: all of a case appear together or none, and what stands there is known by its digests."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from neuroinsight.analysis.analyze import Result
from neuroinsight.core.errors import FileFormatError, LabelError, OutputError
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme, Region
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import Analysis, ModelIdentity, Reader
from neuroinsight.core.study import Study
from neuroinsight.io import atomic, nifti
from neuroinsight.io.labels import read_label_map
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.json import from_json
from neuroinsight.report.render import render

SEGMENTATION, RECORD, MANIFEST = "segmentation.nii.gz", "analysis.json", "manifest.json"
BRAIN_MASK = "brain-mask.nii.gz"  # of raw heads
_PROBABILITIES = "probabilities_"
VIEW_NAMES = tuple(view.name for view in VIEWS if view.name != RECORD)
DEFAULT_VIEW_NAMES = tuple(view.name for view in VIEWS if view.by_default and view.name != RECORD)


class Existing(StrEnum):
    """What to do where results stand already."""

    REFUSE = "refuse"
    OVERWRITE = "overwrite"
    KEEP = "keep"  # a finished case is skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What is written of a case beside its record, and how."""

    scheme: LabelScheme = BRATS_2017
    views: tuple[str, ...] = DEFAULT_VIEW_NAMES
    language: Language = Language.ENGLISH
    existing: Existing = Existing.REFUSE
    with_probabilities: bool = False  # of each region, beside the segmentation


class _Manifest(BaseModel):
    """The content of `manifest.json`: what was written, by digest, so that what is damaged later is noticed."""

    model_config = ConfigDict(frozen=True)

    language: Language
    files: dict[str, str]  # name -> SHA-256


_NOTHING = _Manifest(language=Language.ENGLISH, files={})


def write_outputs(place: Path, study: Study, result: Result, *, like: Path | None, output: Output) -> None:
    """Write record, segmentation and views into a folder that is held (`neuroinsight.io.atomic`).

    `like` is the image whose header the segmentation takes.

    Raises:
        OutputError: The folder may not be replaced, or cannot be written.
    """
    overwrite, context = output.existing is not Existing.REFUSE, ReportContext(language=output.language)
    with atomic.filled(place, overwrite=overwrite, seal=MANIFEST, known=_known_names()) as work:
        nifti.write_label_map(work / SEGMENTATION, result.label_map, like=like)
        if result.brain is not None:
            nifti.write(work / BRAIN_MASK, result.brain)
        if output.with_probabilities:
            _write_probabilities(work, result.probabilities)
        for name in (RECORD, *output.views):
            (work / name).write_bytes(render(result.record, study, result.label_map, name, context=context))
        (work / MANIFEST).write_bytes(_manifest(work, output))


def finished_record(
    place: Path, study: Study, model: ModelIdentity, output: Output, *, declared: Declared = NOTHING_DECLARED
) -> Analysis | None:
    """Return the record of a finished analysis of this study; None if record or segmentation is missing or damaged.

    Raises:
        OutputError: It is of other images, of another patient, model, label scheme or declarations, its format is
            unknown, or the segmentation was edited since: none of these is to be lost.
    """
    manifest = _read_manifest(place)
    record = _read_record(place, manifest)
    if record is None:
        return None
    _require_same(record, study, model, scheme=output.scheme, declared=declared)
    probabilities = [name for name in (manifest or _NOTHING).files if name.startswith(_PROBABILITIES)]
    damaged = any(not _is_intact(place, name, manifest or _NOTHING) for name in probabilities)
    if output.with_probabilities and (damaged or not probabilities):
        return None
    if manifest is not None and _is_intact(place, SEGMENTATION, manifest):
        return record
    label_map = _read_segmentation(place, output.scheme)
    if label_map is None:
        return None
    if hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest() != record.outline.sha256:
        raise OutputError(
            "The segmentation that stands there is not the one that was measured",
            seen=f"other labels in {SEGMENTATION} than {RECORD} was made from",
            allowed="the files of one analysis, unchanged",
            remedy="keep an edited segmentation under another name, and have the results replaced",
            code="output.not_the_same",
        )
    return record


def render_missing(place: Path, record: Analysis, study: Study, output: Output) -> tuple[str, ...]:
    """Render the views of a finished analysis that are missing, damaged or in another language; return their names.

    Raises:
        OutputError: A view cannot be written.
    """
    manifest = _read_manifest(place)
    kept = manifest if manifest is not None and manifest.language is output.language else None
    missing = tuple(name for name in output.views if kept is None or not _is_intact(place, name, kept))
    label_map = _read_segmentation(place, output.scheme) if missing else None
    if label_map is None:
        return ()
    for name in missing:
        atomic.write_file(
            place / name, render(record, study, label_map, name, context=ReportContext(language=output.language))
        )
    atomic.write_file(place / MANIFEST, _manifest(place, output))
    return missing


def put_views(place: Path, views: Mapping[str, bytes], language: Language) -> None:
    """Write views into a folder that is held; where results stand there, their manifest knows the views as well.

    Views of another language lose their place in it, so that they are drawn again when they are asked for.

    Raises:
        OutputError: A view cannot be written.
    """
    place.mkdir(exist_ok=True)
    for name, content in views.items():
        atomic.write_file(place / name, content)
    manifest = _read_manifest(place)
    if manifest is not None:
        same = manifest.language is language
        files = {name: digest for name, digest in manifest.files.items() if same or name not in VIEW_NAMES}
        files |= {name: hashlib.sha256(content).hexdigest() for name, content in views.items()}
        new = _Manifest(language=language, files=dict(sorted(files.items())))
        atomic.write_file(place / MANIFEST, (new.model_dump_json(indent=1) + "\n").encode())


def _write_probabilities(work: Path, found: Probabilities | None) -> None:
    if found is None:
        raise OutputError(
            "There are no probabilities to save",
            seen="a model that answers with labels alone",
            allowed="a model that says how likely each region is",
            remedy="save the label map alone",
            code="model.no_probabilities",
        )
    for region in found.regions:
        nifti.write_probability(work / probabilities_name(region), found, region)


def _known_names() -> set[str]:
    probabilities = {probabilities_name(region) for region in Region}
    return {SEGMENTATION, RECORD, MANIFEST, BRAIN_MASK, *VIEW_NAMES} | probabilities


def probabilities_name(region: Region) -> str:
    """Return the name of the file with a region's probabilities."""
    return f"{_PROBABILITIES}{region.value}.nii.gz"


def _manifest(folder: Path, output: Output) -> bytes:
    names = sorted(name for name in _known_names() - {MANIFEST} if (folder / name).is_file())
    files = {name: _digest(folder / name) for name in names}
    return (_Manifest(language=output.language, files=files).model_dump_json(indent=1) + "\n").encode()


def _read_manifest(folder: Path) -> _Manifest | None:
    try:
        return _Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


def _is_intact(folder: Path, name: str, manifest: _Manifest) -> bool:
    return name in manifest.files and (folder / name).is_file() and _digest(folder / name) == manifest.files[name]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_record(place: Path, manifest: _Manifest | None) -> Analysis | None:
    """The record that stands there; one from before there were manifests is taken as it is."""
    if manifest is not None and not _is_intact(place, RECORD, manifest):
        return None
    try:
        return from_json((place / RECORD).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, FileFormatError) as error:
        if manifest is None:
            return None
        raise OutputError(
            f"The results in {place.name} cannot be read",
            seen=f"{RECORD}: {error}",
            allowed="results of this version",
            remedy="choose another folder, or have them replaced",
            code="output.not_the_same",
        ) from error


def _read_segmentation(place: Path, scheme: LabelScheme) -> LabelMap | None:
    try:
        return read_label_map(place / SEGMENTATION, scheme)
    except (OSError, FileFormatError, LabelError):
        return None


def _require_same(
    record: Analysis, study: Study, model: ModelIdentity, *, scheme: LabelScheme, declared: Declared
) -> None:
    differences = {
        "other images": record.sources != study.sources,
        f"patient or case {record.identity.case_id}": record.identity != study.identity,
        _author_text(record.outline.author): record.outline.author != model,
        f"labels {record.outline.scheme}": record.outline.scheme != scheme.name,
        "other declarations": record.declared != declared,
    }
    if any(differences.values()):
        raise OutputError(
            "The results that stand there are of another analysis",
            seen=", ".join(words for words, differs in differences.items() if differs),
            allowed=f"results of {study.identity.case_id} with {model.name} {model.version} ({model.sha256[:12]})",
            remedy="choose another folder, or have them replaced",
            code="output.not_the_same",
        )


def _author_text(author: ModelIdentity | Reader) -> str:
    if isinstance(author, Reader):
        return f"outlines of {author.name}"
    return f"model {author.name} {author.version} ({author.sha256[:12]})"
