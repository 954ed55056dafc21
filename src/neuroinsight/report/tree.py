"""The type of what a JSON text can hold, for data on its way to a template."""

from collections.abc import Mapping
from collections.abc import Sequence as Items

Tree = str | float | None | Items["Tree"] | Mapping[str, "Tree"]
