"""Telling somebody outside: what may be said before they are called, and writing down what was (promise 5)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.actions.sharing import NewRecipient, add_recipient, already_shared, keep_back
from cases.disclosure import Decision
from cases.models import Case, Recipient
from cases.presenting import name_accounts
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary.sharing import BreachCause, PartyKind
from consent.actions import NotPermitted, decisions_of, share
from consent.actions.demands import to_be_followed
from consent.forms import AlreadyForm, KeepBackForm, Offered, TellForm
from consent.presenting import as_title, names_of, recipient_name
from consent.presenting.sharing import BeforeYouCall, before_you_call, benefit_of
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import User
from teams.vocabulary import Verb as TeamVerb


def outside(case: Case) -> list[Recipient]:
    """Those outside whom a case knows, oldest first; the service user is not one of them."""
    rows = Recipient.objects.filter(case=case).exclude(kind=PartyKind.SERVICE_USER)
    return list(rows.order_by("recorded_at", "pk"))


def recipients_of(case: Case) -> list[tuple[Recipient, str]]:
    """Those outside whom a case knows, in words, for an open case."""
    rows = outside(case)
    name_accounts(rows)
    return [(row, as_title(recipient_name(row))) for row in rows]


@require_GET
@requires(TeamVerb.SEE_CASES)
def recipients(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Before you call: everybody outside whom the case knows, with what may be said to each."""
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    among, rows = decisions_of(case), outside(case)
    keys.open_for(Verb.CASE_READ, [case], shown=[*found.people, *among.all, *rows], page="consent:share")
    names, ordered = names_of(found.people), to_be_followed(case)
    context = {
        "case": case,
        "heading": found.heading,
        "panels": [before_you_call(row, among, names, ordered) for row in rows],
        "may_work": may_work_on(request.user, case, identifying=True),
    }
    return render(request, "consent/share.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def tell(request: SignedInRequest, pk: UUID, recipient: UUID) -> HttpResponse:
    """Tell one recipient what was permitted, and write it down in the same press; a text is checked before it goes."""
    found, row = _recipient_or_absent(request, pk, recipient, "consent:tell")
    among, ordered = decisions_of(found.case), to_be_followed(found.case)
    panel = before_you_call(row, among, names_of(found.people), ordered)
    form = TellForm(posted(request), people=found.named(), offered=offered_by(panel))
    refused, going = None, request.POST.get("go", "")
    if request.method == "POST" and form.is_valid():
        if going == "back" or not _is_ready(form, going):
            return render(request, "consent/tell.html", _telling(found, panel, form, is_check=going != "back"))
        refused = _told(request, found, row, form, only_part=going == "part")
        if not form.errors:
            messages.success(request, "Written down. It stands with everything that has been shared")
            return redirect(reverse("consent:shared", args=[pk]))
    return render(request, "consent/tell.html", _telling(found, panel, form) | {"refused": refused})


def _is_ready(form: TellForm, going: str) -> bool:
    return going in ("save", "part") or not form.is_written


def _told(
    request: SignedInRequest, found: OpenCase, row: Recipient, form: TellForm, *, only_part: bool
) -> Decision | None:
    """Write it down; with ``only_part``, what the table allows of it (D17). Gives the table's refusal, if it does."""
    if only_part:
        form.only(frozenset(form.offered.kinds))
    with keeping_what_was_typed(form):
        try:
            share(by=request.user, case=found.case, told=form.told(row), telling=form.telling(row))
        except NotPermitted as refusal:
            refusal.keep()
            form.add_error(None, str(refusal))
            return refusal.decision
    return None


def offered_by(panel: BeforeYouCall) -> Offered:
    """What the permissions for a recipient offer; of several, the first is the one that the rest is derived from."""
    if not panel.live:
        return Offered(())
    decision = panel.live[0].decision
    subjects = frozenset(pk for each in panel.live for pk in each.decision.subjects)
    return Offered(panel.kinds, decision.purpose, subjects, panel.limits, benefit_of(decision))  # type: ignore[arg-type]


def _telling(found: OpenCase, panel: BeforeYouCall, form: TellForm, *, is_check: bool = False) -> dict[str, Any]:
    return {
        "form": form,
        "heading": found.heading,
        "panel": panel,
        "page_title": "Check before it goes" if is_check else "Tell them",
        "is_check": is_check,
        "asked": [form[name] for name in form.ASKED],
        "folded": [form[name] for name in form.FOLDED],
        "folded_open": any(name in form.errors for name in form.FOLDED),
        "others_open": bool(form["others"].value()) or "others" in form.errors,
        "writing": [form[name] for name in form.WRITING],
        "checked": _checked(form) if is_check else [],
        "carried": list(form),
        "cancel_url": reverse("consent:share", args=[found.case.pk]),
    }


def _checked(form: TellForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    kinds = dict(form.fields["kinds"].choices)  # type: ignore[attr-defined]
    told = [(kinds[kind], said.get(f"what_{kind}", "")) for kind in said["kinds"]]
    how = dict(form.fields["method"].choices)[said["method"]]  # type: ignore[attr-defined]
    return [*told, ("How", how), ("The text that goes", said["text"]), ("Proof of sending", said["proof"])]


def _recipient_or_absent(request: SignedInRequest, pk: UUID, recipient: UUID, page: str) -> tuple[OpenCase, Recipient]:
    """One recipient of a case that the person works on; the form that is opened shows what was decided about them."""
    found = open_for_form(request, pk, page, also=outside)
    may_work_on(request.user, found.case, identifying=True).or_absent()
    row = Recipient.objects.filter(case=found.case, pk=recipient).first()
    if row is None:
        raise Http404
    return found, row


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def already(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """This has already been shared: the truth is accepted, and a breach opened for the manager."""
    found = open_for_form(request, pk, "consent:already")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    form = AlreadyForm(posted(request), recipients=recipients_of(found.case), people=found.named())
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            _accept(request, found.case, form)
            return redirect(reverse("consent:shared", args=[pk]))
    return _form_page(request, found, form, "This has already been shared", "consent/already.html")


def _accept(request: SignedInRequest, case: Case, form: AlreadyForm) -> None:
    said = form.cleaned_data
    already_shared(
        by=request.user,
        case=case,
        told=form.told(written_down(request.user, case, form.recipient())),
        cause=BreachCause(said["cause"]),
        what_happened=said["what_happened"],
    )
    messages.success(request, "Written down. The manager has a task for today")


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def not_shared(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Decided not to share, and why."""
    found = open_for_form(request, pk, "consent:not_shared")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    form = KeepBackForm(posted(request), recipients=recipients_of(found.case))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            outside = written_down(request.user, found.case, form.recipient())
            reasons = form.cleaned_data["reasons"]
            keep_back(by=request.user, case=found.case, recipient=outside, categories=form.chosen(), reasons=reasons)
            messages.success(request, "Written down that it is not shared")
            return redirect(reverse("consent:shared", args=[pk]))
    return _form_page(request, found, form, "Decided not to share", "consent/not_shared.html")


def written_down(by: User, case: Case, who: Recipient | NewRecipient) -> Recipient:
    """A recipient of the case; somebody new is written down first."""
    return who if isinstance(who, Recipient) else add_recipient(by=by, case=case, recipient=who)


def _form_page(request: SignedInRequest, found: OpenCase, form: Form, title: str, template: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "cancel_url": reverse("consent:permissions", args=[found.case.pk]),
    }
    return render(request, template, context)
