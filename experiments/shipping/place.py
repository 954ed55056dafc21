"""Copy a trained model to where it is kept, under its public name and with its rules.

    python experiments/shipping/place.py RUN/model TARGET --name glioma --version 0.3.1 \
        [--averaging mirror] [--decision decision.json]

TARGET is `src/neuroinsight/inference/weights/glioma` for the shipped model, `experiments/folds/fold-0` for a fold's.
"""

import argparse
import shutil
from pathlib import Path

from pydantic import TypeAdapter

from neuroinsight.datasets.splits import read_split
from neuroinsight.inference import bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.spec import Averaging


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--averaging", type=Averaging)
    parser.add_argument("--decision", type=Path, help="thresholds and sizes as JSON")
    parser.add_argument("--trained-on", type=Path, help="split whose cases the model was trained on, all parts")
    options = parser.parse_args()
    changes: dict[str, object] = {"name": options.name, "version": options.version}
    if options.averaging:
        changes["averaging"] = options.averaging
    if options.decision:
        changes["decision"] = TypeAdapter(Decision).validate_json(options.decision.read_bytes())
    if options.trained_on:
        parts = read_split(options.trained_on).parts.values()
        changes["trained_on"] = tuple(
            sorted({name for part in parts for patient, keys in part.items() for name in (patient, *keys)})
        )
    spec = bundle.load_bundle(options.model).spec.model_copy(update=changes)
    options.target.mkdir(parents=True, exist_ok=True)
    (options.target / bundle.SPEC_FILE).write_text(spec.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if options.model.resolve() != options.target.resolve():
        shutil.copyfile(options.model / bundle.WEIGHTS_FILE, options.target / bundle.WEIGHTS_FILE)
    print(f"{options.name} {options.version}: {bundle.load_bundle(options.target).identity.sha256}")


if __name__ == "__main__":
    main()
