"""Recording a call from anywhere: whose it is and what was said, in one form and one save."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import NEW, NEWCOMERS, CallerForm, CallForm, ReachForm, as_typed, opening_by, opening_time
from cases.listing import Wanted, page_of
from cases.models import Contact, Message
from cases.presenting import Caller, caller_of, carried_over, case_name, message_of
from cases.searching import confiders_found
from cases.views.contacts import after, all_valid, extended, follow_up_of, save_contact, say_recorded
from cases.views.fetching import OpenCase, open_for_form, unexplained, uuid_or_none
from cases.views.finding import found_by
from cases.views.keeping import keeping_what_was_typed
from cases.views.messages import message_or_absent
from cases.views.telling import Outside
from cases.views.worrying import apart_from, ask_about_colleagues
from cases.vocabulary import Status
from foundation import clock
from foundation.access import SignedInRequest, requires
from teams.models import Team
from teams.vocabulary import Verb as TeamVerb

RECENT = 5  # cases of one's own
PAGE = "record_call"


@dataclass(frozen=True)
class Call:
    """One call being recorded: its forms, whose it is if that is somebody we know, and the message it answers."""

    form: CallForm
    caller: CallerForm
    reach: ReachForm
    chosen: OpenCase | None
    answers: Message | None
    outside: Outside | None = None

    def is_valid(self) -> bool:
        """Whether everything that was asked is in order; "who" decides which of the forms are asked."""
        who = self.form["who"].value()
        return all_valid(self.form, *([self.caller] if who == NEW else [] if who in NEWCOMERS else [self.reach]))

    def record(self, request: SignedInRequest) -> str:
        """Record it on the case that was chosen, or on a new one; where that leads."""
        apart = apart_from(self.form, request)
        if self.chosen:
            contact = save_contact(
                request, self.chosen, self.form, self.reach, apart, answers=self.answers, outside=self.outside
            )
            return after(self.chosen.case, contact, apart)
        said = opening_by(self.form, self.caller)
        follow_up = follow_up_of(self.form, request)
        more = {"follow_up": follow_up, "answers": self.answers, "and_then": apart}
        case = actions.record_call(by=request.user, **said, **more)
        say_recorded(request, self.form)
        return after(case, Contact.objects.filter(case=case).order_by("recorded_at", "pk").first(), apart)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES, kept_from="colleague")
def record_call(request: SignedInRequest) -> HttpResponse:
    """One call: each has an address of its own, so that two can be half-written at once."""
    if request.method == "GET" and not uuid_or_none(request.GET.get("call", "")):
        return redirect(f"{reverse(PAGE)}?{_query_of(request)}")
    chosen, answers = _chosen(request), _message(request)
    if request.method == "POST" and "look" not in request.POST:
        form, caller, reach = _answered(request, chosen)
        call = Call(form, caller, reach, chosen, answers, extended(form, chosen) if chosen else None)
        if call.is_valid():
            with keeping_what_was_typed(call.form):
                return redirect(call.record(request))
        return _page(request, call)
    call = Call(*_beginning(request, answers), chosen, answers)
    found = _looked_for(request, call.form.initial.get("find", "")) if request.method == "POST" else None
    return _page(request, call, found=found)


def _query_of(request: SignedInRequest) -> str:
    asked = request.GET.copy()
    asked["call"] = str(uuid4())
    return asked.urlencode()


@require_POST
@requires(TeamVerb.WORK_CASES)
def find_caller(request: SignedInRequest) -> JsonResponse:
    """Who may be calling, for a form that is half-written: what Find would show, and on the same record."""
    callers = _looked_for(request, request.POST.get("find", ""))
    return JsonResponse({"callers": [vars(caller) | {"case": str(caller.case)} for caller in callers]})


def _chosen(request: SignedInRequest) -> OpenCase | None:
    """The case of somebody we know who was chosen.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    case = uuid_or_none(request.POST.get("who", ""))
    return open_for_form(request, case, PAGE) if case else None


def _message(request: SignedInRequest) -> Message | None:
    """The message that the call answers, with its key.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    named = uuid_or_none(request.GET.get("message", ""))
    if named is None:
        return None
    message = message_or_absent(request, named)
    keys.open_messages([message], page=PAGE)
    return message


def _answered(request: SignedInRequest, chosen: OpenCase | None) -> tuple[CallForm, CallerForm, ReachForm]:
    people = [each for each in chosen.named() if each[0].is_confider] if chosen else []
    teams = _teams(request)
    form = CallForm(request.POST, people=people, teams=teams, initial=opening_time(clock.now()))
    ask_about_colleagues(request, form, teams)
    form.offer_callers(_theirs(chosen))
    is_new = request.POST.get("who") == NEW
    caller = CallerForm(request.POST) if is_new else _unchecked(CallerForm(), request)
    return form, caller, ReachForm(request.POST)


def _beginning(request: SignedInRequest, answers: Message | None) -> tuple[CallForm, CallerForm, ReachForm]:
    """The forms as they begin, with the words of the message that is answered; after a look for somebody, or when it
    was begun before, with all that was typed and nothing of it checked yet."""
    begun, caller = carried_over(answers)
    teams = _teams(request)
    form = CallForm(teams=teams, initial=opening_time(clock.now()) | begun)
    ask_about_colleagues(request, form, teams)
    return _unchecked(form, request), _unchecked(CallerForm(initial=caller), request), _unchecked(ReachForm(), request)


def _unchecked(form: Any, request: SignedInRequest) -> Any:
    """A form with what was typed, not checked because its questions were not asked, or not yet."""
    if request.POST:
        form.initial = as_typed(form, request.POST)
    return form


def _page(request: SignedInRequest, call: Call, found: list[Caller] | None = None) -> HttpResponse:
    callers = {caller.case: caller for caller in [*_theirs(call.chosen), *_recent(request)]}
    first = {caller.case: caller for caller in found or []}
    call.form.offer_callers(list((first | callers | first).values()))
    context = {
        "form": call.form,
        "caller": call.caller,
        "reach": call.reach,
        "message": message_of(call.answers, request.user.pk) if call.answers else None,
        "found": found,
        "page_title": "Record a call",
        "submit_label": "Record this call",
        "cancel_url": reverse("queue" if call.answers else "home"),
        "is_fresh": request.method == "GET",
    }
    return render(request, "cases/record_call.html", context)


def _teams(request: SignedInRequest) -> list[Team]:
    return list(Team.objects.where(request.user, TeamVerb.WORK_CASES).order_by("name", "pk"))


def _recent(request: SignedInRequest) -> list[Caller]:
    """The person's own open cases with the latest contact; reading their names is on the record."""
    mine = Wanted(status=Status.OPEN, worker=str(request.user.pk), sort="recent")
    cases = page_of(request.user, mine, size=RECENT).cases
    names = keys.open_with_confiders(Verb.FORM_OPENED, cases, page=PAGE)
    explain = unexplained(case.pk for case in cases)
    return [caller_of(case, case_name(case, names.get(case.pk)), explain=case.pk in explain) for case in cases]


def _theirs(chosen: OpenCase | None) -> list[Caller]:
    if chosen is None:
        return []
    name = case_name(chosen.case, chosen.confider)
    return [caller_of(chosen.case, name, explain=bool(unexplained([chosen.case.pk])))]


def _looked_for(request: SignedInRequest, term: str) -> list[Caller]:
    """Whom a search finds, each case once, under the name of whose confidence it holds."""
    hits, cases = found_by(request.user, term, keys.open_search(page=PAGE))
    names, explain = confiders_found(request.user, cases), unexplained(cases)
    order = dict.fromkeys([*(hit.case for hit in hits if hit.case in cases), *cases])
    return [
        caller_of(
            cases[pk],
            names.get(pk) or case_name(cases[pk], None),
            explain=pk in explain,
            hits=[hit for hit in hits if hit.case == pk],
        )
        for pk in order
    ]
