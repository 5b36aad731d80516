"""What the set-up runs: it ends with the set-up, and a full disk is named as one wherever it is met."""

import subprocess
from pathlib import Path

from tests.setup.checkout import Checkout, wait_for

RUN = """
from pps_barnet.setup import places, programs
places.prepare()
try:
    programs.run_logged(["sh", "-c", {command!r}], "what")
except programs.ProgramError as failure:
    print(programs.failed("what was asked", failure))
"""


def running(checkout: Checkout, command: str) -> "subprocess.Popen[str]":
    """A set-up that runs one program."""
    return checkout.start(".venv/bin/python", "-c", RUN.format(command=command))


def test_what_it_runs_ends_with_it(checkout: Checkout) -> None:
    """An orphaned pip would fill the folder that the next set-up throws away, which then could not; an orphaned
    migration would make tables that the next one makes as well."""
    setup = running(checkout, "echo $$ > child; exec sleep 60")
    wait_for(lambda: (checkout.root / "child").exists() and (checkout.root / "child").read_text().strip() != "")
    child = Path("/proc") / (checkout.root / "child").read_text().strip()
    wait_for(lambda: "sleep" in (child / "cmdline").read_text())  # the shell has become what it was told to run
    setup.kill()
    setup.communicate()
    wait_for(lambda: gone(child), seconds=5)


def gone(process: Path) -> bool:
    """Whether a process has ended, whoever has still to notice."""
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_program_that_finds_the_disk_full_is_explained(checkout: Checkout) -> None:
    said, _ = running(checkout, "echo 'OSError: [Errno 28] No space left on device'; exit 1").communicate()
    assert "Stopped: the disk is full: what was asked failed (full output: var/log/what.log)." in said
    assert "free some space" in said


def test_a_disk_that_fills_up_under_our_own_files_is_explained(checkout: Checkout) -> None:
    (checkout.root / "var").mkdir()
    (checkout.root / "var" / "postgres.keep").symlink_to("/dev/full")
    code, said = checkout.run(*checkout.setup("env"))
    assert code == 1
    assert "the disk is full" in said
    assert "free some space" in said
    assert "Traceback" not in said
