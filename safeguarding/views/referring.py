"""Referring, by telephone and in writing, and what was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.disclosure import Party
from cases.presenting import name_of, text_of
from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.documents import as_pdf
from safeguarding import actions
from safeguarding.forms.referring import ReferForm, in_writing
from safeguarding.models import Concern, Discussion, Referral, Route
from safeguarding.presenting.body import drawings, marks_of
from safeguarding.presenting.referring import (
    Written,
    document_of,
    facts_of_referral,
    marks_in,
    pieces_of,
    sections_of,
    snapshot_of,
    suggested,
)
from safeguarding.rules import agreement_to
from safeguarding.views.fetching import OpenConcern, open_concern
from safeguarding.views.injuries import injuries_of
from safeguarding.vocabulary import Rota, RouteKind
from safeguarding.workflow import MOVES, REFERRING, Move
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

THE_MOVES = [MOVES[key] for key in (*sorted(REFERRING), "confirm_written", "late_written")]
BY_TELEPHONE = "Referral recorded. Confirm it in writing next"
SENT = "Written referral recorded. Download it, and send it as you said"


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def refer(request: SignedInRequest, pk: UUID, concern: UUID, move: Move) -> HttpResponse:
    """Refer: where it goes, what they are told, whether the parent knows. In writing, it is read before it goes."""
    if move not in THE_MOVES:
        raise Http404
    found = open_concern(request, pk, concern, "safeguarding:refer")
    if found.state not in move.starts:
        messages.error(request, move.refusal)
        return redirect(found.url)
    form = _form(request, found, move)
    going, sections = request.POST.get("go", ""), None
    if request.method == "POST" and form.is_valid():
        written = _written(request, found, form) if form.is_written else None
        if written is not None and going != "save":
            sections = sections_of(snapshot_of(written)) if going != "back" else None
        else:
            with keeping_what_was_typed(form):
                made = _send(request, found, form, move, snapshot_of(written) if written else "")
                messages.success(request, SENT if written else BY_TELEPHONE)
                return redirect("safeguarding:referral", pk, concern, made.pk) if written else redirect(found.url)
    return render(request, "safeguarding/refer.html", _page(found, form, move, sections))


def _form(request: SignedInRequest, found: OpenConcern, move: Move) -> ReferForm:
    routes = list(
        Route.objects.visible_to(request.user).standing().filter(team=found.case.team_id).order_by("name", "pk")
    )
    confider, marks = found.found.confider, marks_of(injuries_of(request, found.concern.pk))
    return ReferForm(
        posted(request),
        concern=found.concern,
        move=move,
        routes=routes,
        best=_last_route(found.concern, routes) or suggested(found.concern, routes),
        pieces=pieces_of(found.concern, name_of(confider) if confider else "", marks),
    )


def _last_route(concern: Concern, routes: list[Route]) -> Route | None:
    """Where it went by telephone, when it is now confirmed in writing."""
    last = Referral.objects.filter(concern=concern).order_by("-told_at", "-pk").first()
    return next((route for route in routes if last is not None and route.pk == last.route_id), None)


def _written(request: SignedInRequest, found: OpenConcern, form: ReferForm) -> Written:
    said = form.sent()
    for name, value in said["of_parent"].items():
        setattr(found.concern, name, value)
    rows = Discussion.objects.visible_to(request.user).filter(concern=found.concern)
    held = list(rows.exclude(rota=Rota.CHILD_IN_HOME).order_by("held_at", "pk"))
    User.objects.fill_in(held, "manager")
    chosen, protect = form.chosen(), bool(said.get("protect_source"))
    marks = marks_of(injuries_of(request, found.concern.pk))
    to, at = said["route"], said["told_at"]
    agrees = agreement_to(found.concern, Party.POLICE if to.kind == RouteKind.POLICE else Party.SAFEGUARDING)
    return Written(found.concern, to.name, chosen, str(request.user), at, held, protect, marks, agrees)


def _send(request: SignedInRequest, found: OpenConcern, form: ReferForm, move: Move, text: str) -> Referral:
    sent = actions.Sent(form=text, **form.sent())
    return actions.send(by=request.user, concern=found.concern, move=move, said=sent)


def _page(found: OpenConcern, form: ReferForm, move: Move, sections: Any) -> dict[str, Any]:
    return {
        "form": form,
        "heading": found.heading,
        "page_title": "Read it before it goes" if sections else move.label,
        "sections": sections,
        "carried": list(form) if sections else [],
        "fields": [field for field in form if field.name not in ("day", "at")],
        "is_written": in_writing(move),
        "has_routes": bool(form.routes),
        "cancel_url": found.url,
    }


@require_GET
@requires(TeamVerb.SEE_CASES)
def referral(request: SignedInRequest, pk: UUID, concern: UUID, referral: UUID) -> HttpResponse:
    """One referral as it went."""
    found, row = _referral_or_absent(request, pk, concern, referral, "safeguarding:referral")
    context = {
        "heading": found.heading,
        "page_title": "Referral",
        "facts": facts_of_referral(row),
        "sections": sections_of(text_of(row.form)) if row.in_writing else [],
        "drawings": drawings(marks) if (marks := marks_in(text_of(row.form)) if row.in_writing else []) else [],
        "pdf_url": reverse("safeguarding:referral_pdf", args=[pk, concern, row.pk]) if row.in_writing else "",
        "cancel_url": found.url,
    }
    return render(request, "safeguarding/referral.html", context)


@require_GET
@requires(TeamVerb.WORK_CASES)
def referral_pdf(request: SignedInRequest, pk: UUID, concern: UUID, referral: UUID) -> HttpResponse:
    """The written referral as a tagged PDF, from what was kept when it went; its name tells nothing."""
    _, row = _referral_or_absent(request, pk, concern, referral, "safeguarding:referral_pdf", in_writing=True)
    headers = {"Content-Disposition": 'attachment; filename="referral.pdf"'}
    return HttpResponse(as_pdf(document_of(row)), content_type="application/pdf", headers=headers)


def _referral_or_absent(
    request: SignedInRequest, pk: UUID, concern: UUID, referral: UUID, page: str, **more: Any
) -> tuple[OpenConcern, Referral]:
    rows = Referral.objects.visible_to(request.user).filter(case=pk, concern=concern, **more)
    row = get_object_or_404(rows.select_related("route"), pk=referral)
    User.objects.fill_in([row], "recorded_by")
    return open_concern(request, pk, concern, page, shown=[row]), row
