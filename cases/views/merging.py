"""Making one file of two, for the managers who see both."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import MergeForm, WhichFileForm
from cases.models import Case, who_sees
from cases.presenting import file_of
from cases.rules import may_manage_access, may_merge
from cases.views.access import form_page, managed, names_of
from cases.views.fetching import OpenCase, case_or_absent, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

EXPLAINED = (
    "When the same person or family has two files, what was said and is to be done goes to the one that stays, and the "
    "other is closed. On the next page you see both before anything changes."
)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, second="other")
def which_file(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Which file is this one to be made one with?"""
    found = managed(request, pk, "cases:which_file")
    form = WhichFileForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("cases:merge", found.case.pk, form.cleaned_data["other"].pk)
    return form_page(request, found, form, "Make one file of this and another", intro=EXPLAINED, submit="Look at both")


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, second="other")
def merge(request: SignedInRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Both files, what becomes of each, and who will see neither."""
    closes, stays = both_open(request, "cases:merge", pk, other)
    form = MergeForm(posted(request), people=closes.named(), there=stays.named())
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.merge_cases(by=request.user, case=closes.case, into=stays.case, **form.merging())
            messages.success(request, "The two files are one. What was said and is to be done stands here")
            return redirect(stays.case)
    context = {
        "form": form,
        "heading": closes.heading,
        "files": [file_of(each.case, each.heading, each.people) for each in (stays, closes)],
        "verdict": may_merge(request.user, closes.case, stays.case),
        "kept": _kept(closes.case, stays.case),
        "other_way": reverse("cases:merge", args=[other, pk]),
        "page_title": "Make one file of two",
        "cancel_url": reverse("cases:access", args=[pk]),
    }
    return render(request, "cases/merge.html", context)


def both_open(request: SignedInRequest, page: str, *files: UUID, also: Iterable[Any] = ()) -> list[OpenCase]:
    """Both files, opened on the record for a page that shows ``also``, for somebody who manages who may see them."""
    both = [case_or_absent(request, pk) for pk in files]
    for case in both:
        may_manage_access(request.user, case).or_absent()
    found = [OpenCase(case, people_of_case(case)) for case in both]
    User.objects.fill_in(both, "lead_worker", "opened_by")
    shown = [*(person for each in found for person in each.people), *also]
    keys.open_for(Verb.FORM_OPENED, both, shown=shown, page=page)
    return found


def _kept(closes: Case, stays: Case) -> list[str]:
    """Who is kept from one of the two, and so from both when they are one."""
    kept = [{who: each for who, each in who_sees(case).items() if each.kept} for case in (closes, stays)]
    names = names_of([], {**kept[0], **kept[1]})
    return sorted(names[who] for who in kept[0].keys() ^ kept[1].keys())
