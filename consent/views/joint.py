"""Whose confidence a file holds, and how it becomes a joint one (D28)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.actions.joint import make_joint
from cases.rules import may_work_on
from cases.views.fetching import open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from consent.forms.joint import JointForm
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def joint(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down that two people confide in one file together; there is no way back."""
    found = open_for_form(request, pk, "consent:joint")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    others = [each for each in found.named() if not each[0].is_confider]
    if not others:
        raise Http404
    form = JointForm(posted(request), people=others)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.cleaned_data
            who = form.people[said["person"]]
            make_joint(by=request.user, case=found.case, person=who, words=said["words"])
            messages.success(request, "This is a joint file now. What is told outside needs the word of each")
            return redirect(reverse("consent:permissions", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Make this a joint file",
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/joint.html", context)
