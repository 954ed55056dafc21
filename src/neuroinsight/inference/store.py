"""The models that come with the package, and opening any model by name or folder."""

from importlib import resources
from pathlib import Path

from neuroinsight.core.errors import ModelError
from neuroinsight.inference.bundle import SPEC_FILE, Bundle, load_bundle
from neuroinsight.inference.device import Device
from neuroinsight.inference.weights import DEFAULT_MODEL, DIGESTS, shipped_models


def open_model(name_or_path: str | Path = DEFAULT_MODEL, *, device: Device = Device.AUTO) -> Bundle:
    """Return a shipped model by name, or the one in a folder (that of a training run will do), to run on a device.

    >>> import neuroinsight
    >>> model = neuroinsight.open_model("glioma")
    >>> model.identity.name
    'glioma'

    Raises:
        ModelError: No such model, a damaged one, or no such device.
    """
    if str(name_or_path) in shipped_models():
        with resources.as_file(resources.files("neuroinsight.inference.weights").joinpath(str(name_or_path))) as folder:
            return _as_shipped(load_bundle(folder, device=device))
    path = Path(name_or_path)
    seen = "neither a shipped model nor a folder with model.json"
    try:
        for folder in (path, path / "model"):
            if (folder / SPEC_FILE).is_file():
                return load_bundle(folder, device=device)
    except OSError as error:  # no folder can have such a name, or nobody may look into it
        seen = error.strerror or type(error).__name__
    raise ModelError(
        f"There is no model {name_or_path}",
        seen=seen,
        allowed=", ".join(shipped_models()) or "the folder of a finished training",
        remedy="name a shipped model, or the folder of one",
        code="model.unknown",
    )


def _as_shipped(bundle: Bundle) -> Bundle:
    """Refuse shipped weights that are not the ones that were measured."""
    expected = DIGESTS.get(bundle.spec.name)
    if bundle.identity.sha256 != expected:
        raise ModelError(
            f"The shipped model {bundle.spec.name} is damaged",
            seen=f"the digest {bundle.identity.sha256[:12]}",
            allowed=f"{(expected or 'none')[:12]}, as it was measured",
            remedy="install the package again",
            code="model.damaged",
        )
    return bundle
