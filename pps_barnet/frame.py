"""What every page's frame shows: who is signed in, and where they can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from teams.vocabulary import Verb


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation for whoever asks; pages for nobody get none."""
    user = getattr(request, "user", None)
    base = {"demonstration": settings.DEMONSTRATION, "idle_seconds": settings.SESSION_COOKIE_AGE}
    if user is None or not user.is_authenticated:
        return base
    here = request.resolver_match.view_name if request.resolver_match else ""
    places = [("Home", "home"), *PLACES_BY_VERB(user)]
    return base | {
        "navigation": [
            {"label": label, "url": reverse(name), "current": here.startswith(name.removesuffix("s"))}
            for label, name in places
        ],
        "can_work": user.holds(Verb.WORK_CASES),
        "can_find": user.holds(Verb.SEE_CASES),
    }


def PLACES_BY_VERB(user: Any) -> list[tuple[str, str]]:
    """Pages that need a verb, for those who hold it."""
    places = [("Cases", "cases:cases", Verb.SEE_CASES), ("Team", "teams:teams", Verb.SEE_MEMBERS)]
    return [(label, name) for label, name, verb in places if user.holds(verb)]
