"""The models that come with the package, and opening any model by name or folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from neuroinsight.core.errors import ModelError
from neuroinsight.inference.bundle import SPEC_FILE, Bundle, load_bundle

DEFAULT_MODEL = "glioma"


def shipped_models() -> tuple[str, ...]:
    """Return the names of the models in the package."""
    folder = resources.files("neuroinsight.inference.weights")
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.joinpath(SPEC_FILE).is_file()))


def open_model(name_or_path: str | Path = DEFAULT_MODEL) -> Bundle:
    """Return a shipped model by name, or the one in a folder (that of a training run will do).

    Raises:
        ModelError: No such model, or a damaged one.
    """
    if str(name_or_path) in shipped_models():
        with _shipped_folder(str(name_or_path)) as folder:
            return load_bundle(folder)
    path = Path(name_or_path)
    seen = "neither a shipped model nor a folder with model.json"
    try:
        for folder in (path, path / "model"):
            if (folder / SPEC_FILE).is_file():
                return load_bundle(folder)
    except OSError as error:  # no folder can have such a name, or nobody may look into it
        seen = error.strerror or type(error).__name__
    raise ModelError(
        f"There is no model {name_or_path}",
        seen=seen,
        allowed=", ".join(shipped_models()) or "the folder of a finished training",
        remedy="list the models: neuroinsight models list",
    )


@contextmanager
def _shipped_folder(name: str) -> Iterator[Path]:
    with resources.as_file(resources.files("neuroinsight.inference.weights").joinpath(name)) as folder:
        yield folder
