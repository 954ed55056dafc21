"""Print the JSON schema of a follow-up: `python tools/follow_up_schema.py > docs/followup.schema.json`."""

import json

from neuroinsight.report.follow_up.json import follow_up_schema


def page() -> str:
    """Return the schema as text."""
    return json.dumps(follow_up_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(page(), end="")
