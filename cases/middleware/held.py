"""A form that is sent after its session has ended, or from before one signed in anew, keeps its text (promise 9).

Nobody is signed in: the answer is the sign-in page, and what was sent waits sealed behind it. Whoever typed it and
signs in on that page finds the form filled in, and records it with one press; nothing is sent again by itself. Signed
in already, by another tab, they find the form at once: its mark, signed for them, is the proof that it is theirs, which
the token against forgery can no longer give.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve

from cases import actions
from cases.actions import Begun
from cases.middleware.whose import accused_in, case_or_absent, second_file
from foundation.access import Need, need_of
from foundation.holding import HELD, Sending, Ticket, hold, take
from foundation.rowsecurity.context import acting_as
from foundation.sealing.envelope import CannotOpen
from foundation.sending import ONCE, person_of, typed_into
from foundation.unfinished import (
    KEEP,
    LONGEST_ADDRESS,
    MARK,
    SITTING,
    TURN,
    Mark,
    address_of,
    is_id,
    number_of,
    showing,
)
from foundation.verdict import Refused
from teams.views.signing_in import ask_to_sign_in_again

IS_HERE = "What you had typed is here as you left it, and is not recorded yet. Check it, then press the button again"
CANNOT_KEEP = (
    "What you had typed could not be kept: the key that seals records cannot be used just now. Tell your administrator."
)


def answer_what_outlived_its_session(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer to a form that was not let through for want of its session; any other answer as it is."""
    if request.method != "POST":
        return response
    ticket = Ticket.read(request.POST.get(HELD, ""))
    if ticket is not None and isinstance(response, HttpResponseRedirect):
        return _after_signing_in(request, ticket) or response
    person = _whose(request)
    if person is None:
        return response
    if not request.user.is_authenticated:
        return _held_until_signed_in(request, person) or response
    if hasattr(response, "is_about_the_form") and person == request.user.pk:
        return _kept(request, _sending_of(request)) or response
    return response


def _whose(request: HttpRequest) -> UUID | None:
    """For whom the form was drawn that was sent here, if it is one whose text is kept. What a script saves meanwhile
    is none: the script goes on trying."""
    match = request.resolver_match
    need = need_of(match.func) if match else None
    if need is None or not need.keeps or MARK not in request.POST or request.POST.get(KEEP) == "typing":
        return None
    return person_of(request.POST.get(ONCE, "")) if len(address_of(request)) <= LONGEST_ADDRESS else None


def _sending_of(request: HttpRequest) -> Sending:
    sent = request.POST
    of_script = sent.get(SITTING, ""), number_of(sent.get(TURN, ""))
    return Sending(address_of(request), typed_into(request), sent.get(MARK, ""), *of_script)


def _held_until_signed_in(request: HttpRequest, person: UUID) -> HttpResponseBase | None:
    ticket = hold(_sending_of(request), person)
    if ticket is None:
        return None
    request.need = Need(anyone=True, shows_records=False)  # type: ignore[attr-defined]  # the sign-in page shows none
    return ask_to_sign_in_again(request, str(ticket))


def _after_signing_in(request: HttpRequest, ticket: Ticket) -> HttpResponseBase | None:
    """What waits for whoever has just signed in, as a draft of theirs. Somebody else gets nothing."""
    if not request.user.is_authenticated:
        return None
    with acting_as(request.user.pk):
        sending = take(ticket, request.user.pk)
        return _kept(request, sending) if sending else None


def _kept(request: HttpRequest, sending: Sending) -> HttpResponseBase | None:
    """Make what was sent a draft, and lead to its form. What they may no longer see is let go without a word."""
    who: Any = request.user
    try:
        with transaction.atomic():
            mark = Mark.read(sending.mark, who.pk)
            draft = actions.keep_draft(by=who, begun=_begun(who, sending), mark=mark)
    except (Http404, Refused, Resolver404):
        return None
    except CannotOpen:
        messages.error(request, CANNOT_KEEP)
        return None
    if draft is None:  # it was recorded already
        return HttpResponseRedirect(sending.address)
    messages.success(request, IS_HERE)
    return HttpResponseRedirect(showing(sending.address, draft.pk))


def _begun(user: Any, sending: Sending) -> Begun:
    match = resolve(sending.address.partition("?")[0])
    case = case_or_absent(user, match, sending.typed)
    sitting = UUID(sending.sitting) if is_id(sending.sitting) else uuid4()
    kind, typed, turn = match.view_name[:80], sending.typed, sending.turn
    need = need_of(match.func)
    accused, other = accused_in(need, typed), second_file(user, match, need, typed)
    return Begun(sending.address, kind, case, typed, sitting=sitting, turn=turn, kept_from=accused, other=other)
