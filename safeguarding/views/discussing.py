"""Reaching a senior manager: who is on duty, who is left out, and naming somebody to them on the record (D5a)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.presenting import text_of
from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from foundation.verdict import YES, no
from safeguarding import actions
from safeguarding.actions.steps import calendar
from safeguarding.forms import NameForm, Senior
from safeguarding.forms.discussing import names_in
from safeguarding.models import Packet, RotaSlot
from safeguarding.presenting import department_words, on_duty
from safeguarding.rounds import rota_of
from safeguarding.rules import AROUND, in_dispute, may_name_to, may_put_again, passed_over
from safeguarding.views.fetching import OpenConcern, open_concern
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, DutyKind, Rota, State
from safeguarding.workflow import MOVES
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

BEING_DISCUSSED = frozenset({State.RAISED, State.SEEKING})
NAMING = {
    "page_title": "Name them to a senior manager",
    "intro": "It can be discussed without a name. When they have to know, this puts it on the register of what was"
    " told. They still see nothing of the case.",
    "submit_label": "Record that I name them",
}
NOBODYS_TURN = "It is nobody’s turn on the rota now. Until it is, discuss it without a name."

AGAIN = {
    "page_title": "Put it to them again",
    "intro": "They did not answer before the page closed. They are shown the same words once more, for fourteen days,"
    " and their word is due within two working days. Ring them as well.",
    "submit_label": "Put it to them again",
}


def slots_for(request: SignedInRequest, found: OpenConcern, rotas: Iterable[Rota]) -> list[RotaSlot]:
    """Whose turn it is now on each of these rotas, in the order in which they are called."""
    rows = RotaSlot.objects.visible_to(request.user).filter(team=found.case.team_id)
    each = [rows.on_duty(clock.now(), for_adults=rota == Rota.ADULTS) for rota in rotas]
    slots = [slot for turns in each for slot in turns.exclude(department=INFORMATION_GOVERNANCE)]
    User.objects.fill_in(slots, "manager")
    return slots


def rotas_asked(found: OpenConcern) -> list[Rota]:
    """With which rotas this concern has to be discussed now: itself, and for the child in an adult's home."""
    owed = found.discussions_owed()
    itself = found.state in BEING_DISCUSSED or DutyKind.RETROSPECTIVE in owed
    asked = ((rota_of(found.concern), itself), (Rota.CHILD_IN_HOME, DutyKind.CHILD in owed))
    return [rota for rota, is_asked in asked if is_asked]


def duty_panel(request: SignedInRequest, found: OpenConcern, rotas: Iterable[Rota]) -> dict[str, Any]:
    """Who is on duty on these rotas, for the page; nothing when none is asked."""
    asked = list(rotas)
    people = on_duty(slots_for(request, found, asked), passed_over(found.concern))
    return {
        "people": people,
        "left_out": _left_out(found),
        "may_name": may_name(found),
        "two": len(asked) > 1,
        "about_child": Rota.CHILD_IN_HOME in asked,
    }


def _left_out(found: OpenConcern) -> list[str]:
    """Who is left out by themselves, and why."""
    slots = in_dispute(found.concern)
    User.objects.fill_in(slots, "manager")
    return sorted({f"{slot.manager} decides for {department_words(slot.department)}" for slot in slots})


def seniors_for(request: SignedInRequest, found: OpenConcern, rotas: Iterable[Rota]) -> list[Senior]:
    """Whom of these rotas it can be discussed with: whoever is on duty first, then whoever is on the rota about now;
    nobody who was passed over."""
    gone, now = passed_over(found.concern), clock.now()
    rows = RotaSlot.objects.visible_to(request.user).filter(team=found.case.team_id).between(now - AROUND, now + AROUND)
    called = rows.filter(for_adults__in={rota == Rota.ADULTS for rota in rotas}).exclude(
        department=INFORMATION_GOVERNANCE
    )
    slots = list(called.order_by("-for_adults", "position", "starts_at", "pk"))
    User.objects.fill_in(slots, "manager")
    turns = sorted(slots, key=lambda slot: not slot.starts_at <= now < slot.ends_at)
    first, names = {slot.manager_id: slot for slot in reversed(turns)}, names_of(found)
    return [
        Senior(slot.manager, _hint(slot, names))
        for slot in turns
        if first[slot.manager_id] is slot and slot.manager_id not in gone
    ]


def _hint(slot: RotaSlot, names: Iterable[str]) -> str:
    """When they are on duty, and whether a name of theirs stands in the case, as a relative's would."""
    on = slot.starts_at <= clock.now() < slot.ends_at
    decides = f". Decides for: {department_words(slot.department)}" if slot.department else ""
    same = "’ and ‘".join(names_in(str(slot.manager), names))
    related = f". ‘{same}’ stands in this case as well: ask whether they are related" if same else ""
    return f"{'On duty now' if on else 'Not on duty now'}, {slot.telephone}{decides}{related}"


def names_of(found: OpenConcern) -> set[str]:
    """The names that stand in the case, a word each."""
    texts = (
        text_of(name)
        for person in found.found.people
        for name in (person.given_name, person.family_name, person.known_as)
    )
    return {word for text in texts for word in text.split()}


def named(found: OpenConcern, seniors: Iterable[Senior]) -> frozenset[User]:
    """The senior managers who were told on the record who it is about."""
    return frozenset(each.user for each in seniors if actions.named_to(found.concern, each.user))


def may_name(found: OpenConcern) -> bool:
    """Whether a discussion is under way, or is owed: at no other time is anybody named."""
    return found.state == State.SEEKING or bool(found.discussions_owed())


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def name(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """Tell a senior manager who it is about: one press, with a reason, on the register of what was told."""
    found = open_concern(request, pk, concern, "safeguarding:name")
    if not may_name(found):
        raise Http404
    called = seniors_for(request, found, rotas_asked(found))
    seniors = [senior for senior in called if may_name_to(found.concern, senior.user)]
    about = {"concern": found.concern, "move": MOVES["attempt"], "calendar": calendar()}
    form = NameForm(posted(request), seniors=seniors, **about)
    verdict = YES if seniors else no(NOBODYS_TURN)
    if request.method == "POST" and verdict and form.is_valid():
        with keeping_what_was_typed(form):
            said = form.cleaned_data
            actions.name_somebody(
                by=request.user,
                concern=found.concern,
                manager=form.seniors[said["manager"]],
                what=said["what"],
                reason=said["why"],
            )
            messages.success(request, "On the register: they have been told who it is")
            return redirect(found.url)
    context = NAMING | {"form": form, "verdict": verdict, "heading": found.heading, "cancel_url": found.url}
    return render(request, "safeguarding/move.html", context)


def unanswered(found: OpenConcern, packets: Iterable[Packet]) -> list[dict[str, str]]:
    """What can be put to senior managers again, by whom it waits for."""
    waiting = [packet for packet in packets if may_put_again(packet)]
    User.objects.fill_in(waiting, "manager")
    return [
        {
            "who": str(packet.manager),
            "url": reverse("safeguarding:put_again", args=[found.case.pk, found.concern.pk, packet.pk]),
        }
        for packet in waiting
    ]


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def put_again(request: SignedInRequest, pk: UUID, concern: UUID, packet: UUID) -> HttpResponse:
    """Put to a senior manager again what they did not answer in time, asking once."""
    rows = Packet.objects.visible_to(request.user).filter(concern=concern).select_related("discussion")
    row = get_object_or_404(rows, pk=packet)
    found = open_concern(request, pk, concern, "safeguarding:put_again", shown=[row])
    verdict = may_put_again(row)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and verdict:
        with keeping_what_was_typed(form):
            actions.put_again(by=request.user, concern=found.concern, packet=row)
            messages.success(request, "It is with them again. Ring them as well")
            return redirect(found.url)
    context = AGAIN | {"form": form, "verdict": verdict, "heading": found.heading, "cancel_url": found.url}
    return render(request, "safeguarding/move.html", context)
