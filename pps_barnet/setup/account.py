"""The system user that PostgreSQL runs as when the set-up is run by root (as root it refuses to run)."""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from pps_barnet.setup.places import ROOT
from pps_barnet.setup.speech import SetUpError, say

NAME = "pps-barnet"
# Not in the checkout: it may lie below a folder that this user cannot enter, and whose rights are not ours to widen.
SHARED = Path("/var/lib/pps-barnet")


def of_system() -> pwd.struct_passwd:
    """The account, made when it is not there: no shell, no home, no password."""
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        make()
        return pwd.getpwnam(NAME)


def make() -> None:
    """Asks the system's own useradd."""
    command = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if command is None:
        raise cannot_make("there is no useradd command here")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run(
        [command, *options, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, text=True, check=False
    )
    # 9: it exists by now, because another checkout's set-up has just made it.
    if made.returncode not in (0, 9):
        raise cannot_make(made.stderr.strip())


def cannot_make(why: str) -> SetUpError:
    """PostgreSQL needs an ordinary user from somewhere."""
    return SetUpError(
        f"PostgreSQL does not run as root, and a system user {NAME} could not be made ({why}).",
        f"make a system user called {NAME} yourself, or run this as an ordinary user.",
    )


def folder_of_checkout(account: pwd.struct_passwd) -> Path:
    """This checkout's folder outside itself: root's, entered by the account's group and by nobody else."""
    SHARED.mkdir(mode=0o755, exist_ok=True)
    folder = SHARED / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    if not folder.exists():
        say(f"Started as root: PostgreSQL runs as the system user {NAME}, with its data in {folder}.")
    grant_folder(folder, 0, account.pw_gid, 0o750)
    return folder


def grant_folder(folder: Path, uid: int, gid: int, mode: int) -> Path:
    """A folder of ours with exactly this owner and these rights."""
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, uid, gid)
    folder.chmod(mode)
    return folder


def copy_programs(wheel: Path, version: str, into: Path) -> Path:
    """The server's programs where the account can run them, owned by root so that the server cannot change them.

    They find their libraries by the way from one to the other, so that both are copied in the wheel's own layout.
    """
    copy, unfinished = into / f"programs-{version}", into / "programs.unfinished"
    package = wheel.parent
    if not copy.is_dir():
        shutil.rmtree(unfinished, ignore_errors=True)
        copy_folder(wheel, unfinished / package.name / wheel.name)
        copy_folder(package.with_name(f"{package.name}.libs"), unfinished / f"{package.name}.libs")
        open_to_all(unfinished)
        unfinished.rename(copy)
    return copy / package.name / wheel.name


def copy_folder(source: Path, target: Path) -> None:
    """Without what only compiling against PostgreSQL needs; a wheel without the folder has nothing to copy."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"))


def open_to_all(folder: Path) -> None:
    """Readable whatever root's umask was when the wheel was installed; the folder above keeps others out."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
