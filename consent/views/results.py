"""What came of something that was shared: that they have it, and what they did with it (§3.7)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.actions.sharing import record_result
from cases.models import Disclosure
from cases.rules import may_work_on
from cases.views.fetching import open_for_form, posted
from cases.views.keeping import keeping_what_was_typed
from consent.forms import ResultForm
from foundation.access import SignedInRequest, requires
from teams.vocabulary import Verb as TeamVerb


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def came_of_it(request: SignedInRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """Write down that they have what was shared, or what came of it."""
    found = open_for_form(request, pk, "consent:came_of_it")
    may_work_on(request.user, found.case).or_absent()
    gone = Disclosure.objects.filter(case=found.case, pk=disclosure).select_related("review_task").first()
    if gone is None:
        raise Http404
    form = ResultForm(posted(request), sent_at=gone.sent_at)
    back = reverse("consent:disclosure", args=[pk, disclosure])
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            said = {"received_at": form.received_at(), "result": form.cleaned_data["result"]}
            record_result(by=request.user, case=found.case, disclosure=gone, **said)
            messages.success(request, "Written down")
            return redirect(back)
    context = {"form": form, "heading": found.heading, "page_title": "What came of it", "cancel_url": back}
    return render(request, "consent/came_of_it.html", context)
