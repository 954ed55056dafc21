"""Write `docs/api.md` from the public names and their docstrings.

python tools/api_page.py > docs/api.md
"""

import inspect
import re
import sys

import neuroinsight

_PREFACE = """# Python API

Every public name of the package, from its docstring. The examples run as tests, in a folder that holds `patient`, a
synthetic patient. Importing `neuroinsight` costs nothing: a name is looked up when it is first used.
"""
_SECTIONS = ("Args", "Returns", "Raises", "Yields", "Example", "Examples")


def page() -> str:
    """Return the page's text."""
    names = [name for name in neuroinsight.__all__ if not name.startswith("_")]
    contents = " · ".join(f"[{name}](#{name.lower()})" for name in names)
    return "\n".join([_PREFACE, contents, "", *(_entry(name) for name in names)])


def _entry(name: str) -> str:
    thing = getattr(neuroinsight, name)
    heading = f"## {name}\n\n```python\n{_signature(name, thing)}\n```\n"
    return f"{heading}\n{_as_markdown(inspect.getdoc(thing) or '')}\n"


def _signature(name: str, thing: object) -> str:
    if not callable(thing):
        return name
    parameters = []
    star = False
    for parameter in inspect.signature(thing).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            parameters.append("*")
            star = True
        default = "" if parameter.default is parameter.empty else " = …"
        parameters.append(f"{parameter.name}{default}")
    line = f"{name}({', '.join(parameters)})"
    if len(line) <= 100:  # noqa: PLR2004 - what a page shows without scrolling
        return line
    return f"{name}(\n    " + ",\n    ".join(parameters) + ",\n)"


def _as_markdown(docstring: str) -> str:
    """Return the docstring with its examples as code, and its sections as bold words with lists."""
    lines: list[str] = []
    in_example = False
    for line in docstring.splitlines():
        starts, section = line.lstrip().startswith(">>>"), re.fullmatch(r"(\w+):", line)
        if starts and not in_example:
            lines.append("```python")
            in_example = True
        if in_example and not line.strip():
            lines.append("```")
            in_example = False
        if section and section.group(1) in _SECTIONS:
            lines.append(f"**{section.group(1)}**\n")
        elif not in_example and line.startswith("    "):
            more = line.startswith("     ")
            lines.append(f"  {line.strip()}" if more else f"- {line.strip()}")
        else:
            lines.append(line.strip() if in_example else line)
    return "\n".join([*lines, "```"] if in_example else lines)


if __name__ == "__main__":
    sys.stdout.write(page())
