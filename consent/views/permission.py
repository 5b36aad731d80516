"""What a family has agreed to: reading it, asking in steps, taking it back, and their own record of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.disclosure import Permission
from cases.models import AbilityRecord, Case, Disclosure, Note, Recipient, SharingProof
from cases.presenting import text_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary.sharing import BasisKind, Category, NoteKind
from consent.actions import NewDecision, decide_each, decisions_of, dispute, take_back, uphold
from consent.forms import STEPS, DisputeForm, PermissionForm, TakeBackForm, UpholdForm
from consent.forms.permission import CHECK, OF_WAYS
from consent.models import Consent
from consent.presenting import card_of, joined, names_of, recipient_name, sentence_of
from consent.presenting.record import went
from consent.rules import Decisions, may_ask_alone, may_be_disputed, may_uphold
from consent.rules.permission import DISPUTE
from consent.rules.recording import overlapping
from consent.views.arriving import coming_in
from consent.views.asking import requests_of
from consent.views.sharing import recipients_of
from consent.vocabulary import DecisionKind, Method
from foundation.access import SignedInRequest, requires
from teams.models import WayToUs
from teams.presenting.reaching import reached
from teams.vocabulary import Verb as TeamVerb


@require_GET
@requires(TeamVerb.SEE_CASES)
def permissions(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every decision of a case: what is in force first, then what is not."""
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    among = decisions_of(case)
    requests = requests_of(case)
    kept = (NoteKind.JOINT, NoteKind.ALONE)
    agreed = list(Note.objects.filter(case=case, kind__in=kept).order_by("recorded_at", "pk"))
    told = list(Disclosure.objects.filter(case=case, pk__in=already_told(among)))
    shown = [*found.people, *among.all, *requests, *agreed, *told]
    keys.open_for(Verb.CASE_READ, [case], shown=shown, page="consent:permissions")
    names, gone = names_of(found.people), {each.pk: went(each) for each in told}
    cards = [card_of(each, among, names, gone) for each in among.all if each.answers_id is None]
    context = {
        "case": case,
        "heading": found.heading,
        "case_navigation": case_tabs(request, case, "consent:permissions"),
        **_sorted_by_force(cards),
        "may_work": may_work_on(request.user, case, identifying=True),
        "may_settle": request.user.holds(TeamVerb.SEE_RESTRICTED),
        **coming_in(case, requests, among, request.user),
        "confided_by": joined(names[each.pk] for each in among.confiders()),
        "agreed": [(note.get_kind_display(), text_of(note.text)) for note in agreed],
        "asks_alone": any(may_ask_alone(person) for person in among.confiders()),
        "others_there": any(not each.is_confider for each in among.people),
    }
    return render(request, "consent/permissions.html", context)


def _sorted_by_force(cards: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What is in force, what begins on a later day, and the rest."""
    rest = [card for card in cards if not (card["is_live"] or card["begins"])]
    live, ahead = ([card for card in cards if card[name]] for name in ("is_live", "begins"))
    return {"live": live, "ahead": ahead, "others": rest}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a decision, in steps, with a check before it is written."""
    found = open_for_form(request, pk, "consent:ask")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    known, abilities = recipients_of(found.case), _abilities(found)
    form = PermissionForm(posted(request), people=found.named(), recipients=known, abilities=abilities)
    going = request.POST.get("go", "")
    at, shown = _step(form, request.POST.get("step", ""), going) if request.method == "POST" else ("who", form)
    if at == "save":
        with keeping_what_was_typed(form):
            _write(request, found.case, form)
            messages.success(request, "Permission recorded")
            return redirect(reverse("consent:permissions", args=[pk]))
        at = CHECK
    return render(request, "consent/ask.html", _asking(found, shown, at))


def _abilities(found: OpenCase) -> list[tuple[AbilityRecord, str]]:
    """What was found about who can decide what, newest first."""
    names = dict(found.named())
    rows = AbilityRecord.objects.filter(case=found.case).order_by("-recorded_at", "pk")
    return [
        (row, f"{names[row.person]}: {row.get_conclusion_display().lower()}. {text_of(row.decision)}")
        for row in rows.select_related("person")
    ]


def _step(form: PermissionForm, step: str, going: str) -> tuple[str, PermissionForm]:
    """Where a press leads: back to a step, on to the next, or to the writing; a fault keeps the person at it."""
    keys_in_order = [each.key for each in STEPS]
    form.is_valid()
    if going in keys_in_order:
        form.only("")
        form.errors.clear()
        return going, form
    here = step if step in (*keys_in_order, CHECK) else keys_in_order[0]
    form.only(here)
    wrong = form.first_fault()
    if wrong != CHECK:
        return wrong, form
    if here == CHECK:
        return ("save" if going == "save" else CHECK), form
    return [*keys_in_order, CHECK][keys_in_order.index(here) + 1], form


def _asking(found: OpenCase, form: PermissionForm, at: str) -> dict[str, Any]:
    steps = [step.key for step in STEPS]
    here = next((step for step in STEPS if step.key == at), None)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": here.title if here else "Check the answers",
        "at": at,
        "caption": f"Ask permission: step {steps.index(at) + 1 if here else len(steps) + 1} of {len(steps) + 1}",
        "fields": [(form[name], _pointless(name)) for name in here.fields if not _elsewhere(form[name])]
        if here
        else [],
        "carried": [form[name] for step in STEPS if step is not here for name in step.fields],
        "cancel_url": reverse("consent:permissions", args=[found.case.pk]),
    }
    return context | (_check(found, form) if at == CHECK else {})


def _elsewhere(field: Any) -> bool:
    """Whether a question is drawn by the choice that reveals it, or not at all."""
    return bool(field.is_hidden or field.is_revealed)


def _check(found: OpenCase, form: PermissionForm) -> dict[str, Any]:
    said = form.said()
    grantor = form.names[said["grantor"]]
    ring = reached(found.case.team, WayToUs.objects.of(found.case.team)).telephone
    sentences = [sentence_of(said | {"way": way}, grantor, name, ring) for name in _names(form) for way in form.ways()]
    parts = [
        (
            step.title,
            step.key,
            [(form.fields[name].label, _shown(form, name)) for name in step.fields if _shown(form, name)],
        )
        for step in STEPS
    ]
    return {"sentences": sentences, "parts": parts, "overlaps": _overlaps(found, form)}


def _overlaps(found: OpenCase, form: PermissionForm) -> bool:
    """Whether any of this is agreed to already, and so has to be said to be replaced."""
    if form.cleaned_data["decision"] != DecisionKind.GRANTED:
        return False
    among, chosen = decisions_of(found.case), [form.known[pk] for pk in form.cleaned_data["recipients"]]
    said = (form.decision_for(recipient, way, "") for recipient in chosen for way in form.ways())
    return any(overlapping(each, among) for each in said)


def _shown(form: PermissionForm, name: str) -> str:
    """An answer in the words in which it was offered."""
    value = form.cleaned_data.get(name)
    if value in (None, "", [], False):
        return ""
    offered = dict(getattr(form.fields[name], "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(offered.get(each, "Yes" if each is True else each)) for each in values)


def _names(form: PermissionForm) -> list[str]:
    new = form.new_recipient()
    names = [form.names[pk] for pk in form.cleaned_data["recipients"]]
    if new is None:
        return names
    return [*names, new.person_name or f"the {new.role}, {new.organisation}"]


def _write(request: SignedInRequest, case: Case, form: PermissionForm) -> None:
    """One row for each recipient and direction, each with the sentence that was agreed as its note."""
    said, chosen = form.said(), [form.known[pk] for pk in form.cleaned_data["recipients"]]
    grantor = form.names[said["grantor"]]

    def decisions(recipient: Recipient) -> list[NewDecision]:
        name = form.names.get(str(recipient.pk)) or recipient_name(recipient)
        notes = {way: sentence_of(said | {"way": way}, grantor, name).note for way in form.ways()}
        return [form.decision_for(recipient, way, note) for way, note in notes.items()]

    decide_each(by=request.user, case=case, known=chosen, new=form.new_recipient(), decisions=decisions)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def take_back_page(request: SignedInRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Take a permission back: two presses, before anything else is asked, with what has gone already in sight."""
    found = open_for_form(request, pk, "consent:take_back")
    among = decisions_of(found.case)
    decision = decision_or_absent(among, consent)
    kinds = sorted(among.permitted(decision), key=list(Category).index)
    form = TakeBackForm(posted(request), kinds=kinds)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.cleaned_data
            part = [Category(kind) for kind in said["categories"]]
            how = {name: said[name] for name in ("words", "method", "told_what_went")}
            take_back(by=request.user, case=found.case, consent=decision, categories=part, **how)
            messages.success(request, "Taken back. Nothing more may be shared on it")
            return redirect(reverse("consent:permissions", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Take this permission back",
        "card": card_of(decision, among, names_of(found.people)),
        "gone": [went(each) for each in gone_on(decision)],
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/take_back.html", context)


def already_told(among: Decisions) -> list[UUID]:
    """What had gone when each permission was taken back."""
    return [pk for each in among.all for pk in each.already_told or ()]


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def dispute_page(request: SignedInRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Somebody disputes a permission; or, of one that is disputed, a manager finds that it stands."""
    found = open_for_form(request, pk, "consent:dispute")
    among = decisions_of(found.case)
    decision = decision_or_absent(among, consent)
    settles = among.stands(decision) == Permission.CHALLENGED
    (may_uphold(request.user, decision, among) if settles else may_be_disputed(decision, among)).or_absent()
    form = (UpholdForm if settles else DisputeForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            act = uphold if settles else dispute
            act(by=request.user, case=found.case, consent=decision, words=form.cleaned_data["words"])
            messages.success(request, "It stands" if settles else "Nothing may go on it until the manager has looked")
            return redirect(reverse("consent:permissions", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Find that it stands" if settles else "Somebody disputes this permission",
        "card": card_of(decision, among, names_of(found.people)),
        "settles": settles,
        "disputed": [text_of(each.words) for each in among.answers_to(decision) if each.decision in DISPUTE],
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/dispute.html", context)


def decision_or_absent(among: Decisions, pk: UUID) -> Consent:
    found = next((each for each in among.all if each.pk == pk and each.answers_id is None), None)
    if found is None:
        raise Http404
    return found


def gone_on(decision: Consent) -> list[Disclosure]:
    """What has gone already on the strength of a decision, newest first."""
    proofs = SharingProof.objects.filter(kind=BasisKind.CONSENT, source=decision.pk).values("disclosure")
    return list(Disclosure.objects.filter(case=decision.case_id, pk__in=proofs).order_by("-sent_at", "-pk"))


def _pointless(name: str) -> str:
    """The ways of telling us by which a question has no point, for the page to hide it while one of them is chosen."""
    ways = OF_WAYS.get(name)
    return " ".join(way for way in Method.values if way not in ways) if ways else ""
