"""From the MRI of a brain tumor patient to measurements and a report; from annotated scans to a model.

The verbs of the program, as Python functions:

    study = neuroinsight.load(folder)
    result = neuroinsight.analyze(study, neuroinsight.open_model("glioma"))
    pdf = neuroinsight.render(result.record, study, result.label_map, "report.pdf")

Importing this package imports nothing else: a name is looked up when it is first used (PEP 562), so that asking for the
version, or for one verb, never waits for the libraries of the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuroinsight.analysis.analyze import Result, analyze
    from neuroinsight.analysis.views import make_views
    from neuroinsight.core.errors import NeuroInsightError
    from neuroinsight.core.findings import Declared
    from neuroinsight.core.labels import LabelMap, Region
    from neuroinsight.core.measurement import Measured, NotMeasured
    from neuroinsight.core.reading import Reading, ReadingStatus
    from neuroinsight.core.record import Analysis
    from neuroinsight.core.sequences import Sequence
    from neuroinsight.core.study import Study
    from neuroinsight.datasets.catalogue import find_cases
    from neuroinsight.datasets.phantom import make_phantom
    from neuroinsight.datasets.phantom.settings import PhantomSettings
    from neuroinsight.evaluation.by_model import by_model
    from neuroinsight.evaluation.compare import compare
    from neuroinsight.evaluation.evaluate import evaluate
    from neuroinsight.inference.store import open_model
    from neuroinsight.io.saving import save
    from neuroinsight.io.study import load_study as load
    from neuroinsight.io.study import load_study_files as load_files
    from neuroinsight.report.render import render
    from neuroinsight.training.job import Job as TrainingJob
    from neuroinsight.training.recipe import load_recipe
    from neuroinsight.training.run import train

    __version__: str

__all__ = [
    "Analysis",
    "Declared",
    "LabelMap",
    "Measured",
    "NeuroInsightError",
    "NotMeasured",
    "PhantomSettings",
    "Reading",
    "ReadingStatus",
    "Region",
    "Result",
    "Sequence",
    "Study",
    "TrainingJob",
    "__version__",
    "analyze",
    "by_model",
    "compare",
    "evaluate",
    "find_cases",
    "load",
    "load_files",
    "load_recipe",
    "make_phantom",
    "make_views",
    "open_model",
    "render",
    "save",
    "train",
]

# name -> (module, name there)
_HOMES = {
    "__version__": ("core.version", "VERSION"),
    "Analysis": ("core.record", "Analysis"),
    "Declared": ("core.findings", "Declared"),
    "LabelMap": ("core.labels", "LabelMap"),
    "Measured": ("core.measurement", "Measured"),
    "NeuroInsightError": ("core.errors", "NeuroInsightError"),
    "NotMeasured": ("core.measurement", "NotMeasured"),
    "PhantomSettings": ("datasets.phantom.settings", "PhantomSettings"),
    "Reading": ("core.reading", "Reading"),
    "ReadingStatus": ("core.reading", "ReadingStatus"),
    "Region": ("core.labels", "Region"),
    "Result": ("analysis.analyze", "Result"),
    "Sequence": ("core.sequences", "Sequence"),
    "Study": ("core.study", "Study"),
    "TrainingJob": ("training.job", "Job"),
    "analyze": ("analysis.analyze", "analyze"),
    "by_model": ("evaluation.by_model", "by_model"),
    "compare": ("evaluation.compare", "compare"),
    "evaluate": ("evaluation.evaluate", "evaluate"),
    "find_cases": ("datasets.catalogue", "find_cases"),
    "load": ("io.study", "load_study"),
    "load_files": ("io.study", "load_study_files"),
    "load_recipe": ("training.recipe", "load_recipe"),
    "make_phantom": ("datasets.phantom", "make_phantom"),
    "make_views": ("analysis.views", "make_views"),
    "open_model": ("inference.store", "open_model"),
    "render": ("report.render", "render"),
    "save": ("io.saving", "save"),
    "train": ("training.run", "train"),
}


def __getattr__(name: str) -> object:
    """Import what a public name stands for, on its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'neuroinsight' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value: object = getattr(import_module(f"neuroinsight.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
