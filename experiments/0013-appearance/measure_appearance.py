"""Grade the VASARI features on the experts' outlines and on those of the folds' models, and say how often both agree.

    neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json --data DATA --tables TABLES \
        --save label-maps --out ANSWERS
    python experiments/0013-appearance/measure_appearance.py ANSWERS --data DATA [--data DATA] --tables TABLES

Writes result.json beside this file.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.vasari import appearance
from neuroinsight.core.labels import BRATS_2017
from neuroinsight.core.measurement import NotMeasured, Stated
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.io.labels import read_label_map

HERE = Path(__file__).parent


def codes(evidence: Evidence) -> dict[str, str]:
    """Return the code of each feature that is graded, and the reason's for those that might have been."""
    found = {name.removeprefix("appearance."): one for name, one in appearance(evidence).items()}
    return {
        name: one.code
        for name, one in found.items()
        if isinstance(one, Stated) or (isinstance(one, NotMeasured) and not one.code.startswith("vasari."))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--tables", type=Path, action="append", default=[])
    options = parser.parse_args()
    tallies: dict[str, dict[str, Counter[str]]] = {"experts": {}, "models": {}}
    agree: Counter[str] = Counter()
    cases = {}
    for case in find_cases(options.data, tables=options.tables):
        study = load_study(case)
        outlines = {
            "experts": load_labels(case),
            "models": read_label_map(options.answers / "label-maps" / f"{case.key}.nii.gz", BRATS_2017),
        }
        graded = {who: codes(Evidence(study=study, label_map=outline)) for who, outline in outlines.items()}
        for who, found in graded.items():
            for name, code in found.items():
                tallies[who].setdefault(name, Counter())[code] += 1
        agree.update(name for name, code in graded["experts"].items() if graded["models"].get(name) == code)
        cases[case.key] = {"grade": str(case.grade), **graded}
        print(case.key, flush=True)
    result = {
        "cases": len(cases),
        "agree": {name: agree[name] for name in tallies["experts"]},
        "tallies": {
            who: {name: dict(sorted(t.items())) for name, t in table.items()} for who, table in tallies.items()
        },
    }
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(cases))


if __name__ == "__main__":
    main()
