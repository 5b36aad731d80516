"""Somebody asks about a family: the answer before anything else, a short record, and the managers' register of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.disclosure import Answer
from cases.views.fetching import uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from consent import keys
from consent.actions import record_enquiry
from consent.forms import EnquiryForm
from consent.models import Enquiry
from consent.presenting import enquiry_of, script_words
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Bar
from foundation.components.words import gb_month
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

PAGE = 25
MONTHS = 12
KEPT = "Recorded. Only the managers can read it."


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.TAKE_MESSAGES, shows_records=False)
def enquire(request: SignedInRequest) -> HttpResponse:
    """The answer to read out, with no search box on the page, and the record of it (R-C2-2). The same page, and the
    same answer of ours, whoever is asked about."""
    teams = list(Team.objects.where(request.user, TeamVerb.TAKE_MESSAGES).order_by("name", "pk"))
    form = EnquiryForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.said()
            record_enquiry(by=request.user, team=form.team(), said=said)
            then = said.answer.why if said.answer.answer == Answer.ROUTE else said.response.next_step
            messages.success(request, f"{KEPT} {then}".strip())
            return redirect("home")
    context = {
        "form": form,
        "page_title": "Somebody asks about a family",
        "script": script_words(form.script),
        "submit_label": "Record this enquiry",
        "cancel_url": reverse("home"),
        "can_find": False,
    }
    return render(request, "consent/enquire.html", context)


@require_GET
@requires(TeamVerb.SEE_RESTRICTED)
def enquiries(request: SignedInRequest) -> HttpResponse:
    """Everybody who asked, the newest first, and how many in each month; for the managers."""
    mine = Enquiry.objects.visible_to(request.user)
    start = uuid_or_none(request.GET.get("after", ""))
    after = mine.filter(pk=start).first() if start else None
    found = list(mine.newest_first(after)[: PAGE + 1])
    page = found[:PAGE]
    User.objects.fill_in(page, "recorded_by")
    keys.open_enquiries(page, page="consent:enquiries")
    context = {
        "page_title": "Enquiries about families",
        "enquiries": [enquiry_of(each) for each in page],
        "months": _months(mine),
        "is_later": after is not None,
        "last": page[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "consent/enquiries.html", context)


def _months(mine: Any) -> list[Bar]:
    """The last twelve months that had any."""
    return [Bar(gb_month(month), number) for month, number in mine.by_month()[:MONTHS]]
