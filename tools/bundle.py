"""Make a folder that installs the application on a machine without a network: wheels, installer, systemd unit.

    python tools/bundle.py [FOLDER]

The wheels are for the Python and the kind of machine that this runs on. Versions are those of the lock.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "lock.txt"
EXTRAS = "server,client"

INSTALL = """#!/bin/sh
# Installs NeuroInsight from this folder alone: sh install.sh [TARGET]
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
target="${1:-neuroinsight-app}"
python="${PYTHON:-python3}"
(cd "$here" && sha256sum --quiet -c SHA256SUMS) || { echo "a file of this bundle is damaged: copy it anew"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (%(major)d, %(minor)d))' ||
    { echo "this bundle is for Python %(major)d.%(minor)d; name it: PYTHON=/path/to/python sh install.sh"; exit 1; }
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" 'neuroinsight-mri[%(extras)s]'
echo "installed: $target/bin/neuroinsight serve --data-dir DIR"
"""

UNIT = """# /etc/systemd/system/neuroinsight.service: mend the three paths and the user, then
#   systemctl enable --now neuroinsight
[Unit]
Description=NeuroInsight: measurements and reports from MRI of brain tumors (not a medical device)
After=network.target

[Service]
User=neuroinsight
ExecStart=/usr/local/neuroinsight/bin/neuroinsight serve --config /etc/neuroinsight.toml
StateDirectory=neuroinsight
Environment=NEUROINSIGHT_DATA_DIR=/var/lib/neuroinsight
Restart=on-failure
KillSignal=SIGTERM
TimeoutStopSec=60
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
CapabilityBoundingSet=

[Install]
WantedBy=multi-user.target
"""


def make_bundle(folder: Path) -> None:
    """Fill a folder with everything that the application needs."""
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    _pip("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT))
    (built,) = wheels.glob("neuroinsight_mri-*.whl")
    with tempfile.TemporaryDirectory() as made:
        versions = Path(made) / "versions.txt"
        versions.write_text("\n".join([*_locked(), f"torch=={_torch()}"]) + "\n", encoding="utf-8")
        _pip("download", "-q", "-d", str(wheels), "-c", str(versions), "--prefer-binary", f"{built}[{EXTRAS}]")
    version = {"major": sys.version_info.major, "minor": sys.version_info.minor, "extras": EXTRAS}
    (folder / "install.sh").write_text(INSTALL % version, encoding="utf-8")
    (folder / "neuroinsight.service").write_text(UNIT, encoding="utf-8")
    for name in ("LICENSE", "NOTICE", "docs/how-to/serve.md", "docs/settings.md"):
        shutil.copy(ROOT / name, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {len(files)} files, {size / 1e6:.0f} MB; on the other machine: sh {folder.name}/install.sh")


def _locked() -> list[str]:
    """Return the versions of the lock, without digests."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [match.group(0) for line in lines if (match := re.match(r"[A-Za-z0-9._-]+==[^\s;\\]+( ; [^\\]+)?", line))]


def _torch() -> str:
    """Return the version of torch that is installed here, with its local part: a CPU build stays one."""
    done = subprocess.run([sys.executable, "-m", "pip", "show", "torch"], capture_output=True, text=True, check=True)
    return re.search(r"^Version: (\S+)", done.stdout, re.MULTILINE).group(1)  # type: ignore[union-attr]


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)  # noqa: S603 - our own words


if __name__ == "__main__":
    make_bundle(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "neuroinsight-bundle")
