"""What somebody began and has not recorded, as it stands in the list of those."""

import json
from typing import Any

from django.urls import reverse

from cases.models import Draft, Person
from cases.presenting.cases import case_name
from cases.presenting.texts import text_of
from cases.vocabulary import ANY_FORM, FORMS, CaseKind
from foundation.unfinished import showing

# Forms about somebody who has no case yet: the prefix of their name's fields, and the field that says who it is.
ABOUT_SOMEBODY = {"record_call": ("caller", "who"), "cases:open": ("person", "kind")}
NO_NAME = "no name yet"
NAMELESS = {CaseKind.ANONYMOUS: "an anonymous caller", CaseKind.PROFESSIONAL: "a professional who names nobody"}


def form_name(draft: Draft) -> str:
    """Which form it is."""
    return FORMS.get(draft.kind, ANY_FORM)


def says_whose(draft: Draft) -> bool:
    """Whether only its own words tell such drafts apart: those of one form, about nobody whom we know."""
    return draft.kind in ABOUT_SOMEBODY and draft.case_id is None


def whose_draft(draft: Draft) -> str:
    """Whom such a draft is about, in the words that were typed. Needs its key."""
    try:
        typed: dict[str, list[str]] = json.loads(text_of(draft.content))
    except ValueError:  # text_of says in words that it does not open
        return ""
    prefix, chosen = ABOUT_SOMEBODY[draft.kind]

    def said(name: str) -> str:
        return " ".join(next(iter(typed.get(name, ())), "").split())

    if said(chosen) == CaseKind.PROFESSIONAL and said("organisation"):
        return said("organisation")
    nameless = NAMELESS.get(said(chosen))  # type: ignore[call-overload]  # what was typed, whatever it is
    name = f"{said(f'{prefix}-given_name')} {said(f'{prefix}-family_name')}".strip()
    return nameless or name or NO_NAME


def draft_of(draft: Draft, user: Any, confider: Person | None) -> dict[str, Any]:
    """One line of the list: what, on whose case or about whom, since when, and where to go on. Needs the case's key for
    its name, and the draft's own where that says whose it is."""
    name = case_name(draft.case, confider) if draft.case else ""
    if says_whose(draft) and "content" not in draft.get_deferred_fields():
        name = whose_draft(draft)
    return {
        "what": form_name(draft),
        "name": name,
        "reference": draft.case.readable_reference if draft.case else "",
        "began_at": draft.began_at,
        "parked": draft.parked,
        "by": str(draft.made_by) if draft.made_by_id != user.pk else "",
        "continue_url": showing(draft.address, draft.pk),
        "discard_url": reverse("discard_draft", args=[draft.pk]),
    }
