"""How to work with it, for everybody who signs in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from foundation.access import SignedInRequest, requires
from pps_barnet.guide import guide


@require_GET
@requires(shows_records=False)
def how_to(request: SignedInRequest) -> HttpResponse:
    """The guide, the same for everybody."""
    blocks = guide()
    parts = [(block.anchor, block.items[0]) for block in blocks if block.kind == "h2"]
    return render(request, "guide.html", {"page_title": "Guide", "blocks": blocks, "parts": parts})
