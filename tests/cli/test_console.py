"""The terminal obeys no name, and work goes on when nobody reads; what the machine refuses is said in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from neuroinsight.cli.console import Console
from neuroinsight.core.errors import OutputError, explained


def test_codes_and_markup_in_names_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    Console().print("[red]case[/red] \x1b[31m\x9b", soft_wrap=True)
    assert capsys.readouterr().out == "[red]case[/red] \\x1b[31m\\x9b\n"


def test_work_goes_on_when_nobody_reads_any_more(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from neuroinsight.cli.console import Console\n"
        "console = Console()\n"
        "for number in range(3): console.print('x' * 200_000)\n"
        f"Path({str(tmp_path / 'done')!r}).touch()\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Nobody reads") == 1
    assert (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("error", "code", "seen"),
    [
        (MemoryError(), "system.memory", "MemoryError"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: 10 bytes"), "system.memory", "10 bytes"),
        (ImportError("libtorch.so: failed to map segment from shared object"), "system.memory", "libtorch"),
        (PermissionError(13, "Permission denied", "/a/b"), "system.refused", "/a/b: Permission denied"),
        (KeyError("volume"), "system.unforeseen", "volume"),
    ],
)
def test_what_nobody_foresaw_is_said_in_words(error: Exception, code: str, seen: str) -> None:
    problem = explained(error)
    assert (problem.code, seen in problem.seen) == (code, True)


def test_a_problem_in_words_stays_as_it_is() -> None:
    problem = OutputError("a", seen="b", allowed="c", remedy="d")
    assert explained(problem) is problem


def test_bad_input_is_refused_before_torch_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from neuroinsight.cli.app import main\n"
        f"sys.argv = ['neuroinsight', 'analyze', 'nowhere', '--out', {str(tmp_path / 'out')!r}]\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "2 False\n"
