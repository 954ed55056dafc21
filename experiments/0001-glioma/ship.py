"""Put a trained model into the package under its public name.

python experiments/0001-glioma/ship.py RUN/model glioma 0.1.0 [--decision decision.json]
"""

import argparse
import shutil
from pathlib import Path

from pydantic import TypeAdapter

from neuroinsight.inference import bundle
from neuroinsight.inference.decision import Decision

PACKAGED = Path(bundle.__file__).parent / "weights"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("name")
    parser.add_argument("version")
    parser.add_argument("--decision", type=Path, help="thresholds and sizes as JSON")
    options = parser.parse_args()
    spec = bundle.load_bundle(options.model).spec
    changes: dict[str, object] = {"name": options.name, "version": options.version}
    if options.decision:
        changes["decision"] = TypeAdapter(Decision).validate_json(options.decision.read_bytes())
    target = PACKAGED / options.name
    target.mkdir(parents=True, exist_ok=True)
    text = spec.model_copy(update=changes).model_dump_json(indent=1) + "\n"
    (target / bundle.SPEC_FILE).write_text(text, encoding="utf-8")
    if options.model.resolve() != target.resolve():
        shutil.copyfile(options.model / bundle.WEIGHTS_FILE, target / bundle.WEIGHTS_FILE)
    print(f"{options.name} {options.version}: {bundle.load_bundle(target).identity.sha256}")


if __name__ == "__main__":
    main()
