"""What somebody began and has not recorded, as it stands in the list of those."""

from typing import Any

from django.urls import reverse

from cases.models import Draft, Person
from cases.presenting.cases import case_name
from cases.vocabulary import ANY_FORM, FORMS
from foundation.unfinished import showing


def form_name(draft: Draft) -> str:
    """Which form it is."""
    return FORMS.get(draft.kind, ANY_FORM)


def draft_of(draft: Draft, user: Any, confider: Person | None) -> dict[str, Any]:
    """One line of the list: what, on whose case, since when, and where to go on. Needs the case's key for its name."""
    return {
        "what": form_name(draft),
        "name": case_name(draft.case, confider) if draft.case else "",
        "reference": draft.case.readable_reference if draft.case else "",
        "saved_at": draft.saved_at,
        "parked": draft.parked,
        "by": str(draft.made_by) if draft.made_by_id != user.pk else "",
        "continue_url": showing(draft.address, draft.pk),
        "discard_url": reverse("discard_draft", args=[draft.pk]),
    }
