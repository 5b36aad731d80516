"""The generated passwords of the embedded PostgreSQL, kept in var/secrets/database."""

import secrets
from pathlib import Path

from pps_barnet.setup.places import SECRETS, private_folder, write_private

FOLDER = SECRETS / "database"
SUPERUSER = "superuser"


def password_file(name: str) -> Path:
    """Where one login's password lies."""
    return FOLDER / name


def password(name: str) -> str:
    """A login's password, made at first asking; hexadecimal, so that it needs no quoting in a URL."""
    private_folder(FOLDER)
    file = password_file(name)
    if not file.is_file():
        write_private(file, secrets.token_hex(32))
    return file.read_text(encoding="utf-8")
