"""Secrets come from files that nobody else can read; none has a default."""

import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secrets_folder() -> Path:
    """Where the key files lie: ``PPS_SECRETS``, or the folder systemd puts credentials in."""
    place = os.environ.get("PPS_SECRETS") or os.environ.get("CREDENTIALS_DIRECTORY")
    if not place:
        raise ImproperlyConfigured(
            "Say where the key files are: set PPS_SECRETS to a folder that only the service's account can read, "
            "then run: manage.py make_keys"
        )
    return Path(place)


def secret(name: str) -> str:
    """The content of one key file; empty while ``manage.py make_keys`` has yet to make it.

    Raises:
        ImproperlyConfigured: when others can read it, or a process that serves finds it missing.
    """
    path = secrets_folder() / name
    if not path.exists():
        return ""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others. Run: chmod 600 {path}")
    return path.read_text(encoding="ascii").strip()
