"""Booking an interpreter, a room or a payment (D47)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.rules import may_work_on
from cases.views.fetching import open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary.sharing import PartyKind
from consent.actions.booking import book as write_booking
from consent.forms.booking import BookingForm
from consent.views.sharing import recipients_of, written_down
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def book(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Book somebody to whom the service user agreed, who is told our reference and no name."""
    found = open_for_form(request, pk, "consent:book")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    suppliers = [(row, name) for row, name in recipients_of(found.case) if row.kind == PartyKind.SUPPLIER]
    form = BookingForm(posted(request), suppliers=suppliers)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            supplier = written_down(request.user, found.case, form.supplier())
            names = [name for _, name in found.named()]
            write_booking(by=request.user, case=found.case, said=form.booking(supplier, names))
            messages.success(request, "Booked. What went stands with everything that has been shared")
            return redirect(reverse("consent:demands", args=[pk]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Book by reference alone",
        "reference": found.case.readable_reference,
        "cancel_url": reverse("consent:demands", args=[pk]),
    }
    return render(request, "consent/book.html", context)
