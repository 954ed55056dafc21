"""Print the JSON schema of a record: `python tools/record_schema.py > docs/record.schema.json`."""

import json

from neuroinsight.report.json import json_schema


def page() -> str:
    """Return the schema as text."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(page(), end="")
