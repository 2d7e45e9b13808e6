"""Makes .venv and keeps it as a requirements file says: `python3 frontdesk/servers/bootstrap.py requirements.txt`.

It runs on whatever Python 3 there is, before anything is installed, and so imports nothing of the project.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NAMES = ["python3", "python3.13", "python3.12", "python3.11"]
FITS = "import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"


def fits(python: str | Path) -> bool:
    """Tell whether this is a Python that the desk runs on and that can make a .venv."""
    try:
        return subprocess.run([str(python), "-c", FITS], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_python() -> str:
    """Give a Python 3.11 to 3.13: the one that runs this, else the first that is found in PATH."""
    for python in [sys.executable, *filter(None, map(shutil.which, NAMES))]:
        if fits(python):
            return python
    sys.exit("The desk needs Python 3.11, 3.12 or 3.13 with venv. On Debian or Ubuntu: apt-get install python3-venv")


def show(done: int, total: int, name: str) -> None:
    """Show how far the installation is: on one line of a terminal, or every tenth package in a log."""
    text = f"  {done}/{total} {name}"
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{text:<60}")
    elif done % 10 == 0:
        sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def install(requirements: Path) -> None:
    """Install exactly what the file lists, hashes checked; end the program with pip's own words if it fails."""
    total = sum("==" in line and not line.startswith((" ", "#")) for line in requirements.read_text().splitlines())
    words = ["-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-r", str(requirements)]
    said = []
    with subprocess.Popen([str(PYTHON), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                show(sum(text.startswith("Collecting ") for text in said), total, line.split()[1])
            elif line.startswith("Installing collected"):
                print("\n  unpacking …", flush=True)
    if pip.returncode:
        sys.exit("".join(said[-15:]) + "The requirements could not be installed.")


@contextmanager
def only_one() -> Iterator[None]:
    """Let nobody else work on .venv meanwhile: `make run` and `make test` may be typed at the same time."""
    VENV.mkdir(exist_ok=True)
    folder = os.open(VENV, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main() -> None:
    """Make .venv if there is none that works, and install the file if it differs from what was installed last."""
    requirements = ROOT / sys.argv[1]
    with only_one():
        if not fits(PYTHON):
            print("Making .venv …", flush=True)
            subprocess.run([find_python(), "-m", "venv", "--clear", str(VENV)], check=True)
        stamp = VENV / f"installed-{requirements.name}"
        wanted = requirements.read_text()
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"Installing {requirements.name} …", flush=True)
            install(requirements)
            stamp.write_text(wanted)


if __name__ == "__main__":
    main()
