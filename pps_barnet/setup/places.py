"""Where a checkout keeps what is made and not committed."""

import os
from pathlib import Path

from pps_barnet.setup.speech import SetUpError

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
LOGS = VAR / "log"
STAMPS = VAR / "stamps"
SECRETS = VAR / "secrets"


def private_folder(path: Path) -> Path:
    """The folder, made or tightened to 0700: everything below var/ may hold families' data or its keys."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except PermissionError as refused:
        raise not_ours(path) from refused
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise not_ours(path)
    return path


def not_ours(path: Path) -> SetUpError:
    """A folder that another user made."""
    return SetUpError(
        f"{path} cannot be written by this user (it was probably made by another one, such as root).",
        "run this as the user who ran it first, or give the whole checkout to one user with chown -R.",
    )


def prepare() -> None:
    """Makes var/ and its folders; everything else may count on them."""
    if unusable := set(str(ROOT)) & set('"$`\\\n'):
        raise SetUpError(
            f"the path of this checkout ({ROOT}) contains {' '.join(sorted(map(repr, unusable)))}, "
            "which PostgreSQL's own start-up program cannot take.",
            "move the checkout to a folder without such characters (spaces, apostrophes and accents are fine).",
        )
    for path in (VAR, LOGS, STAMPS, SECRETS):
        private_folder(path)


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner reads; whole or not at all, should the machine stop half way."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.rename(path)
