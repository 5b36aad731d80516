"""Files in which somebody may be one person: what is found about them, for whoever sees both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import AlikeForm
from cases.models import Alike, Case, Merging, Person
from cases.presenting import file_of, hint_of, merged_of
from cases.rules import may_manage_access, may_say_alike
from cases.views.fetching import OpenCase
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given, Prepared
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

MOST = 3  # hints on one page


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, second="alike")
def alike(request: SignedInRequest, pk: UUID, alike: UUID) -> HttpResponse:
    """Both files side by side, who wrote the later one and when; and the question whether they are one."""
    rows = Alike.objects.visible_to(request.user).select_related("case", "other_case")
    row: Alike = get_object_or_404(rows, pk=alike, other_case=pk)
    may_say_alike(request.user, row).or_absent()
    files = both_files(row)
    merges = bool(may_manage_access(request.user, row.case))
    form = AlikeForm(request.POST or None, alike=row, merges=merges)
    if request.method == "POST" and form.is_merging and merges:
        return redirect("cases:merge", row.case_id, row.other_case_id)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.answer_alike(by=request.user, alike=row, **form.cleaned_data)
            messages.success(request, "Your answer is kept. Nobody is asked about these two again")
            return redirect("conflicts" if merges else row.case)
    context = {
        "form": form,
        "alike": row,
        "files": files,
        "heading": files[1]["heading"],
        "merges": merges,
        "over": row.decided_at and not form.is_bound,
        "page_title": "Somebody who may be known already",
        "cancel_url": reverse("conflicts") if merges else row.case.get_absolute_url(),
    }
    return render(request, "cases/alike.html", context)


def both_files(row: Alike) -> list[dict[str, Any]]:
    """The two files as they are shown side by side, the later one first; both are opened for it, on the record."""
    both = [row.case, row.other_case]
    people = list(Person.objects.filter(case__in=both).order_by("-is_confider", "recorded_at", "pk"))
    User.objects.fill_in(both, "lead_worker", "opened_by")
    User.objects.fill_in([row], "recorded_by")
    keys.open_for(Verb.FORM_OPENED, both, shown=[row, *people], page="cases:alike")
    found = [OpenCase(case, [person for person in people if person.case_id == case.pk]) for case in both]
    return [file_of(each.case, each.heading, each.people, row) for each in found]


def alike_with(request: SignedInRequest, case: Case) -> list[Alike]:
    """Other files that the person sees in which somebody of this one may be."""
    return _ALIKE(request.user, case)


def decided_twice(user: User, case: Case) -> list[Alike | Merging]:
    """What was decided about this file and another, and was written down under this one's key."""
    answered = Alike.objects.visible_to(user).filter(case=case).exclude(decided_at=None)
    merged = Merging.objects.visible_to(user).filter(case=case)
    merged = merged.select_related("other_case", "recorded_by", "ended_by")
    rows = [*answered.select_related("other_case", "decided_by"), *merged]
    return sorted(rows, key=lambda row: row.decided_on)


def beside(request: SignedInRequest, case: Case, alike: list[Alike]) -> dict[str, Any]:
    """What the page of a case says about other files: which may be of the same people, and which are one with it, or
    were."""
    rows = _MERGED(request.user, case)
    manages = bool(rows) and bool(may_manage_access(request.user, case))
    merged = [merged_of(row, case, manages=manages) for row in rows]
    closed = any(each["closed_here"] and not each["ended_on"] for each in merged)
    return {"alike": [hint_of(row, case) for row in alike], "merged": merged, "merged_away": closed}


_ALIKE = Prepared(
    lambda: (
        Alike.objects.visible_to(WHOEVER_ASKS)
        .to_decide()
        .of(Given(lambda _user, case: case.pk))
        .order_by("recorded_at", "pk")[:MOST]
    )
)


_MERGED = Prepared(
    lambda: (
        Merging.objects.visible_to(WHOEVER_ASKS).of(Given(lambda _user, case: case.pk)).order_by("recorded_at", "pk")
    )
)
