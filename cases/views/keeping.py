"""When a save cannot happen, the form comes back with everything that was typed and a sentence that says why."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from foundation.sealing.envelope import CannotOpen
from foundation.verdict import Refused

CANNOT_SEAL = (
    "Nothing was saved: the key that seals records cannot be used just now. What you typed is still here. "
    "Tell your administrator, then try again"
)


@contextmanager
def keeping_what_was_typed(form: BaseForm) -> Iterator[None]:
    """Turn a refusal, or a missing key, into an error of the form; the action's own transaction is rolled back."""
    try:
        yield
    except CannotOpen:
        form.add_error(None, CANNOT_SEAL)
    except Refused as refusal:
        refusal.keep()
        form.add_error(refusal.about if refusal.about in form.fields else None, str(refusal))


@contextmanager
def telling_refusal(request: HttpRequest) -> Iterator[None]:
    """Say why a button did nothing, where no form can say it; the action's own transaction is rolled back."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
