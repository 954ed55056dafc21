"""The images that a record was made from, found again by their content."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.content import read_content
from neuroinsight.io.study import load_study_files
from neuroinsight.preprocess.air import clear_air


def find_images(record: Analysis, candidates: Iterable[Path]) -> dict[Sequence, Path]:
    """Return the file of each sequence, by its digest; files of the recorded names are read first.

    One whose file holds several sequences cannot be told apart, and is left out.
    """
    shared = Counter(source.sha256 for source in record.sources.values())
    wanted = {source.sha256: sequence for sequence, source in record.sources.items() if shared[source.sha256] == 1}
    names = {source.file_name for source in record.sources.values()}
    found: dict[Sequence, Path] = {}
    for path in sorted(candidates, key=lambda path: path.name not in names):
        if len(found) == len(wanted):
            break
        sequence = wanted.get(hashlib.sha256(read_content(path)).hexdigest())
        if sequence is not None:
            found.setdefault(sequence, path)
    return found


def load_as_analyzed(
    record: Analysis, found: Mapping[Sequence, Path], *, brain_mask: Path | None = None
) -> Study | None:
    """Return the images as they were analyzed: who they are of from the record, their air 0; None without any.

    Raw heads are registered again, and cut out with the mask that stands beside their record; without the mask, or
    without the image that the others were registered to, there are none.
    """
    if not found:
        return None
    study = load_study_files(found, case_id=record.identity.case_id)
    if was_raw(record):
        if (
            brain_mask is None
            or not brain_mask.is_file()
            or not any(v.grid.is_same_as(record.grid) for v in study.volumes.values())
        ):
            return None
        from neuroinsight.analysis.preparing import prepare_head  # noqa: PLC0415 - brings torch, which takes a second

        return replace(prepare_head(study, brain_mask=read_volume(brain_mask)).shown, identity=record.identity)
    volumes = {}
    for sequence, volume in study.volumes.items():
        cleared = clear_air(volume)
        volumes[sequence] = volume if cleared is None else cleared.volume
    return replace(study, identity=record.identity, volumes=volumes)


def was_raw(record: Analysis) -> bool:
    """Say whether the record is of whole heads that were prepared for it."""
    return any(step.code == "raw.reference" for step in record.preparation)
