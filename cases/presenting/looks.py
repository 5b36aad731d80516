"""What somebody looked at, as the case's manager reads it."""

from audit.models import AccessEvent
from audit.vocabulary import Verb
from cases.vocabulary import FORMS

# Forms that are about the case itself. Of one about a concern, or another file, no more is said than that it was
# opened: whoever reads this may be kept from either.
OF_THE_CASE = frozenset(
    f"cases:{name}"
    for name in (
        *("add_contact", "add_person", "add_contact_point", "add_task", "add_time"),
        *("safety", "change", "move", "task", "change_person", "review"),
    )
) | frozenset(f"consent:{name}" for name in ("ask", "take_back", "tell", "already", "not_shared", "joint", "alone"))
PAGES = {
    "cases:people": "people",
    "cases:history": "history",
    "cases:contact": "a contact",
    "consent:permissions": "permission",
    "consent:share": "before you call",
    "consent:shared": "what has been shared",
}


def look_words(event: AccessEvent) -> str:
    """What they did, and with which page or form."""
    said = str(event.get_verb_display())
    if event.verb == Verb.FORM_OPENED and event.page in OF_THE_CASE:
        form = FORMS[event.page]
        return f"{said}: {form[:1].lower()}{form[1:]}"
    if event.verb == Verb.CASE_READ and event.page in PAGES:
        return f"{said}: {PAGES[event.page]}"
    return said
