"""Work that waits for somebody who is kept from it: for a manager to give to somebody who sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases import actions
from cases.forms import GiveForm
from cases.models import left_unseen, who_sees
from cases.presenting.left import left_in_words
from cases.views.access import form_page, managed
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

PAGE = "cases:give_left"


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, keeps=False)
def give_left(request: SignedInRequest, pk: UUID, colleague: UUID) -> HttpResponse:
    """Give all of it to somebody: one choice, one step."""
    found = managed(request, pk, PAGE)
    left = next((e for e in left_in_words(left_unseen(request.user, found.case)) if e.colleague.pk == colleague), None)
    if left is None:
        raise Http404
    sees = {who for who, each in who_sees(found.case).items() if each.sees}
    workers = User.objects.working_in([found.case.team]).filter(pk__in=sees)
    form = GiveForm(request.POST if request.method == "POST" else None, workers=workers)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            to = form.worker()
            actions.give_left(by=request.user, case=found.case, colleague=left.colleague, to=to)
            messages.success(request, f"{to} has it now")
            return redirect("home")
    intro = f"{left.colleague} {left.words}, but is kept from this case. Nobody sees to it until you give it away."
    return form_page(request, found, form, "Give this to somebody", intro=intro, submit="Give it to them", back="/")
