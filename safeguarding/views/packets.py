"""The one page that somebody outside the service gets: what was discussed with them, for their word on it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cases.presenting import text_of
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from safeguarding import actions, keys
from safeguarding.forms.packets import PacketForm
from safeguarding.models import Packet
from safeguarding.presenting.packets import put_to_me

THANKS = "Thank you. Your answer is with the service, and the page is closed"


@require_http_methods(["GET", "POST"])
@requires()
def packet(request: SignedInRequest, packet: UUID) -> HttpResponse:
    """What was discussed, and their word on it; once they have given it, the page is absent."""
    which = next((each for each in put_to_me() if each.packet == packet), None)
    if which is None:
        raise Http404
    found = get_object_or_404(Packet.objects.put_to(request.user), pk=packet)
    keys.open_packets([found], page="safeguarding:packet")
    form = PacketForm(request.POST or None, asks=which.asks)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.confirm_packet(by=request.user, packet=found, **form.said())
            messages.success(request, THANKS)
            return redirect("home")
    context = {"form": form, "page_title": "What was discussed", "which": which, "text": text_of(found.text)}
    return render(request, "safeguarding/packet.html", context)
