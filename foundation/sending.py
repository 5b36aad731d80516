"""Each form that is drawn is done once, however often it is sent.

A form carries a mark: a random id, signed for the person it was drawn for. What is claimed in the database is a digest
of the mark with the address and everything that was filled in: a double press is the same, but a form that was sent,
taken back with the Back button and changed is another, so that a correction is never dropped as a repetition.
"""

import hmac
import json
from typing import Any, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.messages import add_message, get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from foundation.rowsecurity.calls import call, call_one
from foundation.unfinished import KEEP, MARK, SITTING, TURN, address_of

ONCE = "once"
CSRF = "csrfmiddlewaretoken"
NOT_TYPED = frozenset({ONCE, CSRF, KEEP, MARK, SITTING, TURN})


def mark_for(person: UUID) -> str:
    """A new mark for a form that is being drawn for ``person``."""
    return _signed(f"{uuid4()}.{person}")


def person_of(mark: str) -> UUID | None:
    """For whom a form was drawn, or None when the mark is none of ours."""
    body = mark.rpartition(".")[0]
    if not hmac.compare_digest(_signed(body).encode(), mark.encode()):
        return None
    return UUID(body.partition(".")[2])


def typed_into(request: HttpRequest) -> dict[str, list[str]]:
    """What a person filled in, as it was sent: every field with all its values, without the form's own tokens."""
    return {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}


def claim_of(request: HttpRequest) -> bytes:
    """What the database knows this very sending by; gives nothing of what was filled in away."""
    sent = [request.POST.get(ONCE), address_of(request), request.POST.get(KEEP), sorted(typed_into(request).items())]
    return salted_hmac("foundation.sending.claim", json.dumps(sent), algorithm="sha256").digest()


def answered_before(request: HttpRequest) -> HttpResponse | None:
    """Claim this sending. If it was done already, the answer it had then: the same place, and the same message.

    Two at once wait for each other in the database: the second is answered when the first has committed.
    """
    before = call_one("gate.claim_form", claim_of(request))
    if not before:
        return None
    answer: dict[str, Any] = json.loads(before)
    for level, text in answer["said"]:
        add_message(request, level, text)
    return HttpResponseRedirect(answer["place"])


def keep_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what a form was answered with when it was done; one that came back with errors may be sent again."""
    if not isinstance(response, HttpResponseRedirect):
        call("gate.release_form", claim_of(request))
        return
    said = cast("BaseStorage", get_messages(request))
    texts = [(message.level, str(message.message)) for message in said]
    said.used = False  # looked at here, still to be shown
    call("gate.answer_form", claim_of(request), json.dumps({"place": response.url, "said": texts}))


def _signed(body: str) -> str:
    mac = salted_hmac("foundation.sending.mark", body, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    return f"{body}.{mac}"
