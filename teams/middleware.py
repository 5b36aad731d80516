"""One transaction around the whole request, on behalf of whoever is signed in.

Inside it the database knows who asks, the page's access event is written, and the page is rendered; only when all of it
commits is anything shown. A refusal rolls everything back, is recorded in a second transaction, and answers like an
absence, padded to the same tick. ``ATOMIC_REQUESTS`` would leave rendering outside the transaction.
"""

import ipaddress
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from audit.ledger import Frame, frame
from foundation.absence import REFUSING, absent_page, stale_form, wait_for_tick
from foundation.access import Need, need_of
from foundation.checks import url_patterns
from foundation.rowsecurity.calls import call
from foundation.rowsecurity.context import acting_as
from foundation.sealing.keyring import open_keyring
from foundation.sending import ONCE, answered_before, keep_answer, person_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class UnrecordedPage(RuntimeError):
    """A page that shows records was about to be answered without an access event (promise 3)."""


class RequestTransaction:
    """The last middleware: everything below it happens in one transaction as one person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or nothing."""
        if request.path_info in _unaided():
            return self.get_response(request)
        started = time.perf_counter()
        _ = request.POST  # the body is read before BEGIN: a slow upload must not hold a transaction open
        with acting_as(_signed_in(request), _address(request)):
            response = self._in_one_transaction(request)
            if response.status_code in REFUSING and not hasattr(response, "is_about_the_form"):
                response = self._refuse(request)
                wait_for_tick(started)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Hold the view to what it declared."""
        need = need_of(view) or Need()
        request.need = need  # type: ignore[attr-defined]
        if need.unaided:
            return None
        if need.met_by(request.user):
            return _sent_before(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view failed, so that half-done work is not committed with the error page."""
        request.failed = True  # type: ignore[attr-defined]

    def _in_one_transaction(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic(), open_keyring(), frame(acting=False) as page:
            if not request.user.is_authenticated:
                with acting_as(None):
                    response = self.get_response(request)
            else:
                response = self.get_response(request)
            if response.status_code >= 400 or getattr(request, "failed", False):
                transaction.set_rollback(True)
            else:
                _insist_on_record(request, response, page)
                if getattr(request, "claimed", False):
                    keep_answer(request, response)
        return response

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with transaction.atomic():
                call("gate.refused", _asked_for(request), _page(request))
        return absent_page()


@cache
def _unaided() -> frozenset[str]:
    """Addresses of pages that stand without a session and without the database: asking who it is would need both."""
    needs = ((route, need_of(pattern.callback)) for route, pattern in url_patterns())
    return frozenset(f"/{route}" for route, need in needs if need and need.unaided)


def _sent_before(request: HttpRequest) -> HttpResponseBase | None:
    """The answer a form already had, if it comes a second time. One that was drawn for somebody else is refused as
    stale: what one person typed is not recorded in another's name."""
    drawn_for = person_of(request.POST.get(ONCE, "")) if request.user.is_authenticated else None
    if drawn_for is None:
        return None
    if drawn_for != request.user.pk:
        return stale_form(request)
    before = answered_before(request)
    request.claimed = before is None  # type: ignore[attr-defined]
    return before


def _insist_on_record(request: HttpRequest, response: HttpResponseBase, page: Frame) -> None:
    need: Need = getattr(request, "need", Need())
    if need.shows_records and response.status_code == 200 and not page.count:
        raise UnrecordedPage(f"{_page(request)} shows records and recorded no look.")


def _signed_in(request: HttpRequest) -> UUID | None:
    # The session's content is signed and was found under the hash of a secret key: its word is good for asking as
    # that person. Whether they are still active is read next, as them.
    person = request.session.get(SESSION_KEY)
    return UUID(person) if person else None


def _address(request: HttpRequest) -> str:
    # X-Forwarded-For is believed only where the deployment says how many proxies of its own stand in front.
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    address = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address)).partition("%")[0]  # an interface's name is no part of an address
    except ValueError:
        return ""


def _asked_for(request: HttpRequest) -> list[UUID]:
    match = request.resolver_match
    return [value for value in match.kwargs.values() if isinstance(value, UUID)] if match else []


def _page(request: HttpRequest) -> str:
    return (request.resolver_match.view_name if request.resolver_match else "")[:80]
