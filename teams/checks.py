"""Start-up checks on who the process is, and on what production must never hold."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from foundation.rowsecurity.calls import call_one


@register(Tags.security)
def the_web_does_not_hold_the_owners_key(**_: Any) -> list[CheckMessage]:
    """A web process that can sign in as the owner could switch row security off."""
    if settings.SERVING_WEB and os.environ.get("DATABASE_OWNER_URL"):
        hint = "Unset DATABASE_OWNER_URL for the web; only migrations need it."
        return [Error("The web process holds the owner's database address.", hint=hint, id="teams.E001")]
    return []


@register(Tags.database)
def the_login_is_the_webs(**_: Any) -> list[CheckMessage]:
    """Serving as the owner, or as a login that bypasses row security, would open everything."""
    if not settings.SERVING_WEB or connection.settings_dict["USER"] == "pps_app":
        return []
    hint = "Point DATABASE_URL at the login pps_app."
    return [Error("The web process does not sign in to the database as pps_app.", hint=hint, id="teams.E002")]


@register(Tags.database)
def production_has_no_invented_people(**_: Any) -> list[CheckMessage]:
    """Demonstration people have a published password."""
    if not (settings.PRODUCTION and settings.SERVING_WEB) or not call_one("gate.has_demonstration_people"):
        return []
    hint = "Start production with an empty database: the demonstration's cannot be turned into one."
    return [Error("This database holds demonstration people, and this is production.", hint=hint, id="teams.E003")]
