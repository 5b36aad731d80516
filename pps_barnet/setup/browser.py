"""Finds the browser for the journeys; on a machine of Debian's kind, root may have it installed."""

import os
import shutil
from pathlib import Path

from pps_barnet.setup.programs import ProgramError, failed, run_logged, unreachable
from pps_barnet.setup.speech import SetUpError, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """The browser's path."""
    if named := os.environ.get("PPS_CHROMIUM"):
        return require_program(named)
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if found := find():
        return found
    raise SetUpError(
        "the browser tests need Chromium, and there is none on this machine.",
        "install it (Debian: apt install chromium; Ubuntu: snap install chromium; Fedora: dnf install chromium), "
        "or set PPS_CHROMIUM to the path of a Chromium or Chrome that is somewhere else.",
    )


def require_program(path: str) -> str:
    """A path that somebody set must lead to a program, or the first journey would fail for no visible reason."""
    if not Path(path).is_file() or not os.access(path, os.X_OK):
        raise SetUpError(
            f"PPS_CHROMIUM is {path}, and that is not a program.", "set it to Chromium's path, or unset it."
        )
    return path


def find() -> str | None:
    """The first that is on the PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Debian's own package."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step("Installing Chromium for the browser tests (apt-get)"):
        try:
            run_logged(["apt-get", "update"], "apt-update", env=quiet)
            run_logged(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], "apt-install", env=quiet)
        except ProgramError as failure:
            if failure.no_network:
                raise unreachable("Debian packages", failure) from failure
            raise failed("installing Chromium", failure) from failure
