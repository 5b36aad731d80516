"""People I must not see: one's own list, which nobody else reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import RelativeForm
from cases.models import Relative
from cases.presenting.access import relative_name
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.SEE_CASES, keeps=False)
def relatives(request: SignedInRequest) -> HttpResponse:
    """The list, and somebody more for it."""
    keys.open_own(Verb.RELATIVES_READ, page="relatives")
    form = RelativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_relative(by=request.user, **form.cleaned_data)
            messages.success(request, "Added")
            return redirect("relatives")
    mine = [(row, relative_name(row)) for row in _mine(request)]
    context = {"form": form, "mine": mine, "page_title": "People I must not see", "submit_label": "Add"}
    return render(request, "cases/relatives.html", context)


@require_POST
@requires(TeamVerb.SEE_CASES, keeps=False)
def remove_relative(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take somebody off the list."""
    actions.remove_relative(by=request.user, relative=get_object_or_404(_mine(request), pk=pk))
    messages.success(request, "Taken off your list")
    return redirect("relatives")


def _mine(request: SignedInRequest) -> Any:
    return Relative.objects.visible_to(request.user).order_by("added_at", "pk")
