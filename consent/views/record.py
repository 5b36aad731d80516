"""What a service user keeps of what they agreed: the page, and the document that goes to them (promise 5)."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import keys
from cases.models import Disclosure, LegalBasis
from cases.presenting import name_of
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, people_of_case, posted
from cases.views.keeping import keeping_what_was_typed
from cases.vocabulary.sharing import Basis
from consent.actions import decisions_of
from consent.actions.own import TellingThemself, give_record
from consent.forms.giving import GiveForm, sent_by
from consent.models import Consent
from consent.presenting import names_of
from consent.presenting.record import OwnRecord, own_record
from consent.views.calling import safe_ways
from consent.views.permission import decision_or_absent, gone_on
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.documents import as_pdf
from teams.models import WayToUs
from teams.presenting.reaching import reached
from teams.vocabulary import Verb as TeamVerb

FILE = "what-you-agreed.pdf"  # the same for everybody: it names nobody, and no case (R-C2-5)
WHAT = "Their own record of what they agreed"
CHANGED = "What stands here has changed since it was given to them. Give them this one as well."


@require_GET
@requires(TeamVerb.SEE_CASES)
def record(request: SignedInRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """What the service user keeps: what they agreed, to whom, for what, until when, and how to change their mind."""
    case = case_or_absent(request, pk)
    found = OpenCase(case, people_of_case(case))
    own, is_theirs, _ = _record(found, consent, page="consent:record")
    context = {
        "heading": found.heading,
        "own": own,
        "give_url": reverse("consent:give", args=[pk, consent]),
        "may_give": is_theirs and may_work_on(request.user, case, identifying=True),
        "cancel_url": reverse("consent:permissions", args=[pk]),
    }
    return render(request, "consent/record.html", context)


def _record(
    found: OpenCase, consent: UUID, page: str = "", at: datetime | None = None
) -> tuple[OwnRecord, bool, Consent]:
    """The record of a decision, whether it may go to whoever decided, and the decision: it is theirs when they confided
    it (D29). ``at``: as it was then."""
    among = decisions_of(found.case)
    decision = decision_or_absent(among, consent)
    gone = [each for each in gone_on(decision) if at is None or each.recorded_at < at]
    if page:
        keys.open_for(Verb.CASE_READ, [found.case], shown=[*found.people, decision, *gone], page=page)
    among = among.as_they_stood(at) if at else among
    is_theirs = decision.grantor_id in {person.pk for person in among.confiders()}
    lawful = LegalBasis.objects.for_day(Basis.CONSENT, clock.london(decision.valid_from).date())
    reach = reached(decision.team, WayToUs.objects.of(decision.team, at))
    return own_record(decision, among, names_of(found.people), gone, reach, lawful), is_theirs, decision


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def give(request: SignedInRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Give it to them as a document: the press that writes down that it goes leads to it, and so does a second one."""
    found = open_for_form(request, pk, "consent:give")
    may_work_on(request.user, found.case, identifying=True).or_absent()
    own, is_theirs, decision = _record(found, consent)
    if not is_theirs:
        raise Http404
    form = GiveForm(posted(request), ways=safe_ways(found, found.person_or_absent(decision.grantor_id)))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            gone = _write_down(request, found, own, form, decision)
            return redirect(reverse("consent:given", args=[pk, consent, gone]))
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Give them their record",
        "cancel_url": reverse("consent:record", args=[pk, consent]),
    }
    return render(request, "consent/give.html", context)


def _write_down(request: SignedInRequest, found: OpenCase, own: OwnRecord, form: GiveForm, decision: Consent) -> UUID:
    way = form.way()
    said = TellingThemself(
        decision.grantor,
        name_of(decision.grantor),
        sent_by(way),
        clock.now(),
        WHAT,
        way,
        content_hash=_fingerprint(as_pdf(own.document())),
    )
    return give_record(by=request.user, case=found.case, consent=decision, said=said)


@require_GET
@requires(TeamVerb.WORK_CASES)
def given(request: SignedInRequest, pk: UUID, consent: UUID, disclosure: UUID) -> HttpResponse:
    """The document that went, made again as it was then; when it would be another by now, it is not given out."""
    case = case_or_absent(request, pk)
    may_work_on(request.user, case, identifying=True).or_absent()
    gone = get_object_or_404(Disclosure, case=case, pk=disclosure, basis=Basis.SELF)
    own, _, _ = _record(OpenCase(case, people_of_case(case)), consent, page="consent:given", at=gone.recorded_at)
    pdf = as_pdf(own.document())
    if _fingerprint(pdf) != gone.content_hash:
        messages.info(request, CHANGED)
        return redirect(reverse("consent:record", args=[pk, consent]))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


def _fingerprint(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()
