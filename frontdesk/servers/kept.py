"""Keeps a cluster with its tables made for all test servers that need the same tables: half a minute less each."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from frontdesk.servers.environment import ROOT

KEEP = ROOT / ".test"
MAKES_TABLES = [
    "*/migrations/*.py",
    "*/apps.py",
    "*/models.py",
    "*/models/*.py",
    "office/*.py",
    "frontdesk/settings.py",
    "frontdesk/servers/*.py",
    "requirements.txt",
]
LAST = 3


def fingerprint(root: Path = ROOT) -> str:
    """Give a mark of everything that decides how the tables look and what is in them after `migrate`."""
    mark = hashlib.sha256()
    for path in sorted({path for pattern in MAKES_TABLES for path in root.glob(pattern)}):
        mark.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return mark.hexdigest()[:20]


def bring(cluster: Path, mark: str, keep: Path = KEEP) -> bool:
    """Copy the kept cluster of this mark to its new place; tell whether there was one."""
    kept = keep / mark
    if not kept.is_dir():
        return False
    kept.touch()
    subprocess.run(["cp", "-a", str(kept), str(cluster)], check=True)
    return True


def keep_cluster(cluster: Path, mark: str, keep: Path = KEEP) -> None:
    """Keep a stopped cluster under its mark, and the last few others."""
    keep.mkdir(exist_ok=True)
    side = keep / f"{cluster.parent.name}.new"
    subprocess.run(["cp", "-a", str(cluster), str(side)], check=True)
    try:
        side.rename(keep / mark)
    except OSError:  # another run was quicker
        shutil.rmtree(side, ignore_errors=True)
    (keep / mark).touch()
    for old in sorted(keep.iterdir(), key=lambda kept: kept.stat().st_mtime, reverse=True)[LAST:]:
        shutil.rmtree(old, ignore_errors=True)
