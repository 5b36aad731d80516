"""Discarding what was begun."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases import actions, keys
from cases.models import Draft
from cases.presenting import form_name, says_whose, whose_draft
from foundation.access import SignedInRequest, requires


@require_http_methods(["GET", "POST"])
@requires(keeps=False)
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask whether to discard a draft, and do."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user).select_related("made_by", "case"), pk=pk)
    if request.method == "POST":
        actions.discard_draft(by=request.user, draft=draft)
        messages.success(request, "Discarded")
        return redirect(draft.address if "again" in request.GET else "home")
    if says_whose(draft):
        keys.open_drafts([draft], page="discard_draft")
    else:
        record(Verb.FORM_OPENED, shown=[draft.pk], page="discard_draft")
    context = {
        "draft": draft,
        "what": form_name(draft),
        "whose": whose_draft(draft) if says_whose(draft) else draft.case.readable_reference if draft.case else "",
        "page_title": "Discard what you began",
        "cancel_url": "/",
        "submit_label": "Discard it",
    }
    return render(request, "cases/discard.html", context)
