"""Keeps what is typed into every form until it is sent (promise 9), in one place for all of them.

Below the request's transaction: a draft is saved, shown and ended in the same transaction as the page. A view has
nothing to do for it. A form that was begun before is drawn with what was typed, bound to ``Unfinished`` fields; "Save
draft", "Park this" and the script's saves are answered here; and when a view answers a form with a redirect, the form
was recorded, and its draft goes with it.
"""

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect

from audit.vocabulary import Verb
from cases import actions, keys
from cases.actions import Begun
from cases.middleware.held import answer_what_outlived_its_session
from cases.middleware.whose import accused_in, case_or_absent, second_file
from cases.models import Draft
from cases.presenting import text_of
from foundation import clock
from foundation.access import Need, SignedInRequest
from foundation.components.words import gb_time
from foundation.sealing.envelope import CannotOpen
from foundation.sending import typed_into
from foundation.unfinished import (
    KEEP,
    LONGEST_ADDRESS,
    MARK,
    SITTING,
    TURN,
    Keeping,
    Mark,
    Unfinished,
    address_of,
    is_id,
    number_of,
    showing,
)

CANNOT_KEEP = (
    "The draft was not saved: the key that seals records cannot be used just now. What you typed is still here. "
    "Tell your administrator, then try again."
)


class KeepsDrafts:
    """The form's address is all that is known of it here; the view that draws it knows nothing of drafts."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; what was recorded is no draft any more."""
        response = answer_what_outlived_its_session(request, self.get_response(request))
        sent = getattr(request, "sent_from", None)
        if sent is not None and _is_done(response):
            keys.end_draft(sent)
        return response

    def process_view(self, request: SignedInRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Keep what a button or the script asks to keep; draw a form with what was begun on it."""
        need: Need = getattr(request, "need", Need(keeps=False))
        if not (need.keeps and request.user.is_authenticated) or len(address_of(request)) > LONGEST_ADDRESS:
            return None
        if request.method == "POST":
            return _answer(request)
        if request.method == "GET":
            _show_what_was_begun(request)
        return None


def _is_done(response: HttpResponseBase) -> bool:
    """Whether a form was recorded: it leads on to another page, or to the document that it made."""
    return isinstance(response, HttpResponseRedirect) or response.has_header("Content-Disposition")


def _answer(request: SignedInRequest) -> HttpResponseBase | None:
    mark = _as_saved(request, Mark.read(request.POST.get(MARK, ""), request.user.pk))
    request.keeping = Keeping(mark)  # type: ignore[attr-defined]
    if request.POST.get(KEEP) in {"save", "park", "typing"}:
        return _keep(request, mark)
    request.sent_from = mark.draft if MARK in request.POST else None  # type: ignore[attr-defined]
    return None


def _as_saved(request: SignedInRequest, mark: Mark) -> Mark:
    """The mark of the draft as the page that is sent saved it last. A save that was under way when a button was pressed
    was stored, and the page never heard of it; without this the page that answers, the next step of a form or its
    errors, would be taken for another tab and leave a second draft behind."""
    sitting = request.POST.get(SITTING, "")
    if request.POST.get(KEEP) or not is_id(sitting):
        return mark
    saved = (
        Draft.objects.visible_to(request.user).filter(pk=mark.draft, sitting=sitting).values_list("saves", flat=True)
    )
    return next((Mark.of(mark.draft, saves, request.user.pk) for saves in saved), mark)


def _keep(request: SignedInRequest, mark: Mark) -> HttpResponse | None:
    how = request.POST[KEEP]
    try:
        draft = actions.keep_draft(by=request.user, begun=_begun(request), mark=mark)
    except CannotOpen:
        return _draw_again(request, how)
    said = f"Draft saved {gb_time(clock.now())}"
    if how == "typing":
        mark = Mark.of(draft.pk, draft.saves, request.user.pk) if draft else mark
        return JsonResponse({MARK: str(mark), "id": mark.draft, "said": said, "ended": draft is None})
    if how == "park":
        messages.success(request, f"Parked at {gb_time(clock.now())}. It waits under “Unfinished”.")
        return redirect("home")
    messages.success(request, said)
    return redirect(showing(address_of(request), draft.pk if draft else mark.draft))


def _draw_again(request: SignedInRequest, how: str) -> HttpResponse | None:
    """No key to seal with: the script goes on trying; without it, the view draws the form with what was typed."""
    if how == "typing":
        return HttpResponse(status=503)
    messages.error(request, CANNOT_KEEP)
    request.POST = Unfinished.of(typed_into(request))  # type: ignore[assignment]
    return None


def _begun(request: SignedInRequest) -> Begun:
    typed, sitting = typed_into(request), request.POST.get(SITTING, "")
    need, match = getattr(request, "need", None), request.resolver_match
    return Begun(
        address=address_of(request),
        kind=_route(request),
        case=case_or_absent(request.user, match, typed),
        typed=typed,
        parked=request.POST[KEEP] == "park",
        sitting=UUID(sitting) if is_id(sitting) else uuid4(),
        turn=number_of(request.POST.get(TURN, "")),
        kept_from=accused_in(need, typed),
        other=second_file(request.user, match, need, typed),
    )


def _show_what_was_begun(request: SignedInRequest) -> None:
    draft = _draft_for(request)
    if draft is None:
        request.keeping = Keeping(Mark.of(uuid4(), 0, request.user.pk))  # type: ignore[attr-defined]
        return
    keys.open_draft(draft, Verb.DRAFT_READ, page=_route(request))
    typed = _typed_in(draft)
    by = str(draft.made_by) if draft.made_by_id != request.user.pk else ""
    mark = Mark.of(draft.pk, draft.saves, request.user.pk)
    request.keeping = Keeping(mark, draft.began_at, by, damaged=typed is None)  # type: ignore[attr-defined]
    if typed is not None:
        request.POST = Unfinished.of(typed)  # type: ignore[assignment]  # what a view binds its form to


def _draft_for(request: SignedInRequest) -> Draft | None:
    """The draft that the address asks for; or, where it holds an id of its own, the one saved last. An address that
    everybody's forms share shows none unasked: the next caller's must not begin with the last one's words."""
    address, asked = address_of(request), request.GET.get(MARK, "")
    if asked:
        theirs = Draft.objects.visible_to(request.user).at(address).select_related("made_by")
        found: Draft | None = theirs.filter(pk=asked).first() if is_id(asked) else None
        return found
    shared = address == request.path and not (request.resolver_match and request.resolver_match.kwargs)
    return None if shared else Draft.objects.begun_by(request.user, address)


def _typed_in(draft: Draft) -> dict[str, list[str]] | None:
    try:
        typed: dict[str, list[str]] = json.loads(text_of(draft.content))
    except ValueError:  # text_of says in words that it does not open
        return None
    return typed


def _route(request: SignedInRequest) -> str:
    return (request.resolver_match.view_name if request.resolver_match else "")[:80]
