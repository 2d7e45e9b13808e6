"""The browser of the tests and a Chinese font for it: found, or installed, or missed with the line that mends it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MEND = "apt-get install --no-install-recommends chromium fonts-noto-cjk"


def find() -> str | None:
    """Give the path of a Chromium: CHROMIUM, one in PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    in_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return in_path or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chinese() -> bool:
    """Tell whether a font draws Chinese; without one the pages show boxes."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def install() -> None:
    """Install what is missing: from the distribution as root, else playwright's own browser for this user."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        missing = ([] if find() else ["chromium"]) + ([] if has_chinese() else ["fontconfig", "fonts-noto-cjk"])
        silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=silent, check=False)
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *missing], env=silent, check=False)
    elif not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """See that the tests can look at pages; give 1 and say what mends it where they cannot."""
    if not (find() and has_chinese()):
        print("Installing Chromium and a Chinese font for the tests …", flush=True)
        install()
    if not find():
        print(f"The tests need Chromium. Set CHROMIUM to its path, or as root: {MEND}", file=sys.stderr)
        return 1
    if not has_chinese():
        print(f"The tests need a Chinese font. As root: {MEND}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
