"""A case from the files of an examination and what the tables say of it: what all layouts of volumes share."""

from pathlib import Path

from neuroinsight.core.errors import DatasetError, NeuroInsightError
from neuroinsight.core.labels import LabelScheme
from neuroinsight.datasets.case import Case, Grade, ImageFile
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination, rank_of_labels


def case_of(
    examination: Examination, known: Facts, *, layout: str, scheme: LabelScheme, patient: str, source: str = ""
) -> Case:
    """Return the case; two label maps of equal rank are a problem of it, for which is the truth is not guessed."""
    ranks = [rank_of_labels(path.name) for path in examination.labels]
    best = [path for path, rank in zip(examination.labels, ranks, strict=True) if rank == min(ranks)]
    problem = examination.problem or (_two_label_maps(examination.case_id, best) if len(best) > 1 else None)
    return Case(
        key=examination.case_id,
        patient=patient,
        layout=layout,
        source=source or known.collection or layout,
        images={sequence: ImageFile(path) for sequence, path in examination.images.items()},
        labels=best[0] if len(best) == 1 else None,
        scheme=scheme,
        grade=_grade_of_folder(examination.folder) or known.grade,
        survival=known.survival,
        whole_tumor=examination.whole_tumor,
        problem=problem,
    )


def _two_label_maps(case_id: str, paths: list[Path]) -> NeuroInsightError:
    return DatasetError(
        f"The case {case_id} has two files for its labels",
        seen=" and ".join(path.name for path in paths[:2]),
        allowed="one label map for each case; one that a person corrected goes before those of programs",
        remedy="keep the reader's whose outline is to count, and move the others out of the folder",
        code="dataset.two_label_maps",
    )


def _grade_of_folder(folder: Path) -> Grade | None:
    """Return the grade that a folder above says, as `HGG/<case>/`."""
    return next((Grade(name) for name in (folder.parent.name, folder.name) if name in set(Grade)), None)
