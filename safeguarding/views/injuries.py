"""The drawing of the body, on which marks are written down by the name of a region: by choosing on the drawing, or from
the list, with scripts and without."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.views.fetching import posted, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.forms.injuries import InjuryForm
from safeguarding.models import Injury
from safeguarding.presenting.body import REGIONS, drawings, marks_of
from safeguarding.rules import may_describe
from safeguarding.views.fetching import open_concern
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def injuries(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """Write down one mark after another; one that was a mistake is taken back."""
    rows = injuries_of(request, concern)
    found = open_concern(request, pk, concern, "safeguarding:injuries", shown=rows)
    may_describe(found.concern).or_absent()
    here = reverse("safeguarding:injuries", args=[pk, concern])
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, rows, here)
    asked = request.GET.get("place", "")
    form = InjuryForm(posted(request), initial={"place": asked if asked in REGIONS else ""})
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.mark_injury(by=request.user, concern=found.concern, **form.injury())
            messages.success(request, "Written down. Add another mark, or go back to the concern")
            return redirect(here)
    marks = marks_of(rows)
    context = {"form": form, "heading": found.heading, "page_title": "Marks on the body", "cancel_url": found.url}
    context |= {"marks": marks, "drawings": drawings(marks, address=here), "here": here}
    return render(request, "safeguarding/injuries.html", context)


def injuries_of(request: SignedInRequest, concern: UUID) -> list[Injury]:
    """The marks of a concern that stand, in the order in which they were written down."""
    rows = Injury.objects.visible_to(request.user).filter(concern=concern, taken_back_at=None)
    return list(rows.select_related("recorded_by").order_by("recorded_at", "pk"))


def _take_back(request: SignedInRequest, rows: list[Injury], here: str) -> HttpResponse:
    asked = uuid_or_none(request.POST["take_back"])
    injury = get_object_or_404(Injury.objects.filter(pk__in=[row.pk for row in rows]), pk=asked)
    actions.take_back_injury(by=request.user, injury=injury)
    messages.success(request, "Taken back. It stays on the record, and is no longer drawn or told")
    return redirect(here)
