"""What every page's frame shows: who is signed in, and where they can go."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from cases.models import Draft
from foundation.addresses import place
from foundation.components.shapes import Link
from teams.vocabulary import Verb

OF_A_CASE = frozenset({"cases", "consent", "safeguarding"})  # addresses whose first id is a case's
ONE_ENTRY = ("cases", "teams")  # apps of which every page belongs to one entry


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation for whoever asks; pages for nobody get none."""
    user = getattr(request, "user", None)
    idle = settings.SESSION_COOKIE_AGE
    base: dict[str, Any] = {"demonstration": settings.DEMONSTRATION, "idle_seconds": idle, "idle_minutes": idle // 60}
    base |= {"emergency_url": emergency_url(request)}
    if user is None or not user.is_authenticated:
        return base
    return base | {
        "navigation": [Link(label, place(name), _is_here(request, name)) for label, name in places(user)],
        "can_work": user.holds(Verb.WORK_CASES),
        "can_find": user.holds(Verb.SEE_CASES),
        "can_be_asked": user.holds(Verb.TAKE_MESSAGES),
        "unfinished": Draft.objects.number_for(user),
        "keep_alive_url": place("stay"),
    }


def _is_here(request: HttpRequest, name: str) -> bool:
    """Whether this is the page of an entry, or one of its app where the app has one entry."""
    match = request.resolver_match
    space = name.partition(":")[0]
    return match is not None and (match.view_name == name or (space in ONE_ENTRY and match.namespace == space))


def emergency_url(request: HttpRequest) -> str:
    """The page of emergency numbers; from a page of a case, or of a concern, it leads back to a record of that one."""
    match = request.resolver_match
    there = match.kwargs if match and match.namespace in OF_A_CASE else {}
    ids = {name: there[key] for name, key in (("case", "pk"), ("concern", "concern")) if key in there}
    return place("safeguarding:emergency") + (f"?{urlencode(ids)}" if ids else "")


def places(user: Any) -> list[tuple[str, str]]:
    """Home, and the pages that this person's verbs open."""
    more = [
        ("Cases", "cases:cases", Verb.SEE_CASES),
        ("Concerns", "safeguarding:board", Verb.SEE_CASES),
        ("Tasks", "tasks", Verb.WORK_CASES),
        ("Call-backs", "queue", Verb.WORK_CASES),
        ("Conflicts", "conflicts", Verb.MANAGE_CONFLICTS),
        ("Enquiries", "consent:enquiries", Verb.SEE_RESTRICTED),
        ("Quarantine", "consent:quarantine", Verb.SEE_RESTRICTED),
        ("Shared", "disclosures", Verb.READ_LOOKS),
        ("Team", "teams:teams", Verb.SEE_MEMBERS),
    ]
    if not user.holds(Verb.WORK_CASES):  # workers leave one from the queue
        more.append(("Leave a message", "leave_message", Verb.TAKE_MESSAGES))
    return [("Home", "home"), *((label, name) for label, name, verb in more if user.holds(verb))]
