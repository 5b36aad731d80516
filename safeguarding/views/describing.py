"""Writing down what is known of a concern, part by part and in any order."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.forms import PARTS, PartForm
from safeguarding.forms.leaving import Leaving
from safeguarding.models import Concern
from safeguarding.rules import may_describe, may_take_apart
from safeguarding.rules.laws import laws_in_force
from safeguarding.views.fetching import OpenConcern, open_concern
from teams.models import User
from teams.vocabulary import Role
from teams.vocabulary import Verb as TeamVerb


def parts_of(concern: Concern) -> Iterator[type[PartForm]]:
    """The parts that are asked about this concern today."""
    laws = laws_in_force(clock.today())
    for part in PARTS.values():
        if part.suits(concern) and (part.switch is None or part.switch in laws):
            yield part


def _words_of_contact(request: SignedInRequest, found: OpenConcern, part: type[PartForm]) -> dict[str, Any]:
    """Who recorded the contact that it came from, for the form that can have it say something else."""
    concern = found.concern
    asks = issubclass(part, Leaving) and not concern.said_apart
    moves = asks and may_take_apart(request.user, found.case, concern.contact)
    return {"author": concern.contact.worker_id} if moves and concern.contact else {}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, kept_from="accused")
def describe(request: SignedInRequest, pk: UUID, concern: UUID, part: type[PartForm]) -> HttpResponse:
    """Change one part of what is known."""
    found = open_concern(request, pk, concern, "safeguarding:describe")
    may_describe(found.concern).or_absent()
    if part not in parts_of(found.concern):
        raise Http404
    colleagues = list(User.objects.with_role([found.case.team], *Role).exclude(pk=request.user.pk))
    form = part(
        posted(request), concern=found.concern, colleagues=colleagues, **_words_of_contact(request, found, part)
    )
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.changes()
            if said:
                actions.describe(by=request.user, concern=found.concern, **said)
            if form.kept_from is not None:
                actions.keep_from(by=request.user, concern=found.concern, person=form.kept_from)
            left = form.left() if isinstance(form, Leaving) else ""
            if left:
                actions.take_apart(by=request.user, concern=found.concern, leaves=left)
            messages.success(request, "Saved" if said or form.kept_from or left else "Nothing was changed")
            return redirect(found.url)
    context = {"form": form, "heading": found.heading, "page_title": part.page_title, "cancel_url": found.url}
    return render(request, "safeguarding/form.html", context)
