"""What has gone: of one case, of one person in it, and of all that a manager answers for."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys
from cases.listing import Edge
from cases.models import Breach, Case, Disclosure, DisclosureItem, DisclosureResult
from cases.presenting import case_name, name_of, text_of
from cases.rules import may_handle_breaches, may_work_on
from cases.views.fetching import OpenCase, case_or_absent, people_of_case
from cases.views.listing import query
from consent.listing import Gone, ending_page, gone_from, register_page
from consent.presenting import as_title, names_of, recipient_name
from consent.presenting.breach import state_tag
from consent.presenting.permission import ends_in_words
from consent.presenting.sharing import (
    disclosure_rows,
    gone_entry,
    kept_back_entry,
    register_table,
    result_entry,
    told_in_full,
)
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Entry, Link
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def shared(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything that has gone out from a case, and what was kept back."""
    return _gone_page(request, pk, None)


@require_GET
@requires(TeamVerb.SEE_CASES)
def shared_about(request: SignedInRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Everything that has gone out about one person."""
    return _gone_page(request, pk, person)


def _gone_page(request: SignedInRequest, pk: UUID, person: UUID | None) -> HttpResponse:
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    about = found.person_or_absent(person) if person else None
    gone = gone_from(case, Edge.read(request.GET.get("from", "")), about=person)
    page = "consent:shared_about" if person else "consent:shared"
    keys.open_for(Verb.CASE_READ, [case], shown=[*found.people, *gone.shown()], page=page)
    context = {
        "case": case,
        "heading": found.heading,
        "entries": _entries(gone),
        "about": name_of(about) if about else "",
        "people": _people_links(found, person),
        "previous": query(request, gone.page.previous),
        "following": query(request, gone.page.following),
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/shared.html", context)


def _entries(gone: Gone) -> list[Entry]:
    return [
        gone_entry(row, gone.items.get(row.pk, []), gone.breaches.get(row.pk))
        if isinstance(row, Disclosure)
        else kept_back_entry(row)
        for row in gone.page.rows
    ]


def _people_links(found: OpenCase, person: UUID | None) -> list[Link]:
    pk = found.case.pk
    each = [
        Link(name, reverse("consent:shared_about", args=[pk, one.pk]), one.pk == person) for one, name in found.named()
    ]
    return [Link("Everybody", reverse("consent:shared", args=[pk]), person is None), *each]


@require_GET
@requires(TeamVerb.SEE_CASES)
def disclosure(request: SignedInRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """One thing that has gone, with everything that makes it right, or the breach that it opened."""
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    gone = Disclosure.objects.filter(case=case, pk=disclosure).select_related("recipient").first()
    if gone is None:
        raise Http404
    items = list(DisclosureItem.objects.filter(disclosure=gone).order_by("category", "pk"))
    breach = Breach.objects.filter(disclosure=gone).first()
    User.objects.fill_in([row for row in (gone, breach) if row], "recorded_by")
    results = list(DisclosureResult.objects.filter(disclosure=gone).order_by("-recorded_at", "pk"))
    User.objects.fill_in(results, "recorded_by")
    shown = [*found.people, gone, *items, *results, *([breach] if breach else [])]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="consent:disclosure")
    context = {
        "heading": found.heading,
        "told": told_in_full(items, names_of(found.people)),
        "results": [result_entry(each) for each in results],
        "result_url": reverse("consent:came_of_it", args=[pk, gone.pk]),
        "may_work": may_work_on(request.user, case),
        "rows": disclosure_rows(gone, items, names_of(found.people)),
        **(_opened(request.user, case, breach) if breach else {}),
        "cancel_url": reverse("consent:shared", args=[pk]),
    }
    return render(request, "consent/disclosure.html", context)


def _opened(user: User, case: Case, breach: Breach) -> dict[str, Any]:
    """The breach that a disclosure opened; its own page is for whoever may handle it."""
    handles = may_handle_breaches(user, case)
    return {
        "breach": breach,
        "happened": text_of(breach.what_happened),
        "breach_state": state_tag(breach),
        "breach_url": reverse("consent:breach", args=[case.pk, breach.pk]) if handles else "",
    }


@require_GET
@requires(TeamVerb.READ_LOOKS)
def register(request: SignedInRequest) -> HttpResponse:
    """The manager's register of everything that has been shared."""
    page = register_page(request.user, Edge.read(request.GET.get("from", "")))
    keys.open_for(Verb.CASES_LISTED, page.cases, shown=page.rows, page="disclosures")
    context = {
        "page_title": "What has been shared",
        "registers": registers("disclosures"),
        "table": register_table(page.rows),
        "previous": query(request, page.previous),
        "following": query(request, page.following),
    }
    return render(request, "consent/register.html", context)


def registers(current: str) -> list[Link]:
    """The registers of what has left, for whoever manages."""
    links = [("What has been shared", "disclosures"), ("Breaches", "breaches"), ("Permissions ending soon", "ending")]
    return [Link(label, reverse(each), each == current) for label, each in links]


@require_GET
@requires(TeamVerb.WORK_CASES)
def ending(request: SignedInRequest) -> HttpResponse:
    """Permissions that end within thirty days, the soonest first."""
    page = ending_page(request.user, Edge.read(request.GET.get("from", "")))
    confiders = keys.open_with_confiders(Verb.CASES_LISTED, page.cases, page="ending", shown=page.rows)
    ends = [
        {
            "name": case_name(row.case, confiders.get(row.case_id)),
            "reference": row.case.readable_reference,
            "url": reverse("consent:permissions", args=[row.case_id]),
            "to": as_title(recipient_name(row.recipient)),
            "ends": ends_in_words(row),
        }
        for row in page.rows
    ]
    context = {"page_title": "Permissions ending soon", "ends": ends}
    context |= {"previous": query(request, page.previous), "following": query(request, page.following)}
    return render(request, "consent/ending.html", context)
