"""Print docs/settings.md: every setting of the application, from the code.

python tools/settings_page.py > docs/settings.md
"""

from neuroinsight.server.settings import Settings

_HEAD = """# Settings of the application

Each can be given three ways; the first that says something wins: an option of `neuroinsight serve` (the most used
ones have one), the environment (`NEUROINSIGHT_PORT=8500`), or a line of a TOML file (`port = 8500`) named by
`neuroinsight serve --config FILE`. A name that is not in this table is refused.

| setting | variable | default | what it is |
|---|---|---|---|"""


def page() -> str:
    """Return the page."""
    lines = [_HEAD]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=False)
        shown = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        words = " ".join((field.description or "").split())
        lines.append(f"| `{name}` | `NEUROINSIGHT_{name.upper()}` | {shown} | {words} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
