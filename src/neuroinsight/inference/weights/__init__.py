"""Weights of the shipped models: one folder each."""

from importlib import resources

# SHA-256 of model.json and weights as they were measured: what is opened by its name must be these bytes
DIGESTS = {"glioma": "950b4eb4532c422348b24d3eb62b1f7255f192f7844a9c97d7c117901ab7a760"}
DEFAULT_MODEL = "glioma"
BRAIN_EXTRACTOR = "deepbet 1.0.2"  # whose networks are in `brain`, as records name them


def shipped_models() -> tuple[str, ...]:
    """Return the names of the models in the package."""
    folder = resources.files("neuroinsight.inference.weights")
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.joinpath("model.json").is_file()))
