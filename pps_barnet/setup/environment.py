"""What each process we start is told, and what it is not."""

import os
from collections.abc import Mapping

from pps_barnet.setup.places import SECRETS

# Each process gets only those of these that it needs.
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SEALER_URL", "DATABASE_BACKUP_URL")
ADMIN_URLS = ("PPS_TEST_ADMIN_URL", "PPS_ADMIN_URL")
DEMONSTRATION = "demonstration"


def mode() -> str:
    """The mode the product is to run in."""
    return os.environ.get("PPS_MODE", DEMONSTRATION)


def environment(urls: Mapping[str, str], **more: str) -> dict[str, str]:
    """Ours, with these URLs and no others."""
    mine = {name: value for name, value in os.environ.items() if name not in URLS + ADMIN_URLS}
    given = {name: url for name, url in urls.items() if url}
    return {"PPS_MODE": mode(), "PPS_SECRETS": str(SECRETS), **mine, "PYTHONUNBUFFERED": "1", **given, **more}
