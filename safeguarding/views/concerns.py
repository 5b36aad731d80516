"""The concerns of a case, and one of them."""

from itertools import chain
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.references import readable
from cases.rules import may_work_on
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, people_of_case
from foundation.access import SignedInRequest, requires
from safeguarding import keys
from safeguarding.forms import PartForm
from safeguarding.models import Concern, Packet, Referral, Reply
from safeguarding.presenting import (
    as_second_of_two,
    due_of,
    in_a_managers_place,
    line_of,
    rows_of,
    steps_of,
    story_of,
    tags_of,
    unsaid,
)
from safeguarding.presenting.body import Mark, drawings, marks_of
from safeguarding.presenting.concerns import STILL_SAYS, WAYS_ON
from safeguarding.rules import may_describe, may_take_apart, roles_of
from safeguarding.views.describing import parts_of
from safeguarding.views.discussing import duty_panel, rotas_asked, unanswered
from safeguarding.views.fetching import OpenConcern, duties_of, open_concern, rows_about
from safeguarding.views.injuries import injuries_of
from safeguarding.views.laws import REPORTING, report_is_asked, sharing_panel
from safeguarding.visibility import who_stands_in
from safeguarding.vocabulary import RouteKind, State, Subject, Urgency, Who
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

BEFORE_REFERRING = State.live() - State.referred() - {State.EMERGENCY, State.MONITORING}


@require_GET
@requires(TeamVerb.SEE_CASES)
def concerns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The concerns of a case that this person may know of; for everybody else the page says the same as for none."""
    case = case_or_absent(request, pk)
    people = people_of_case(case)
    rows = Concern.objects.visible_to(request.user).filter(case=case).select_related("raised_by")
    found = [row for row in rows.order_by("-recorded_at", "pk") if roles_of(request.user, row)]
    case_keys.open_for(Verb.CASE_READ, [case], shown=people, page="safeguarding:concerns")
    if found:
        keys.open_for(Verb.CONCERNS_LISTED, found, page="safeguarding:concerns")
    due = duties_of(found)
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "safeguarding:concerns"),
        "concerns": [line_of(row, [duty for duty in due if duty.concern_id == row.pk]) for row in found],
        "may_work": may_work_on(request.user, case),
    }
    return render(request, "safeguarding/concerns.html", context)


@require_GET
@requires(TeamVerb.SEE_CASES)
def concern(request: SignedInRequest, pk: UUID, concern: UUID) -> HttpResponse:
    """One concern: where it stands, what is due and why then, what comes next, what is known, and what has happened."""
    rows, injuries = rows_about(request, concern), injuries_of(request, concern)
    found = open_concern(request, pk, concern, "safeguarding:concern", shown=chain(*rows.values(), injuries))
    row, asked = found.concern, rotas_asked(found)
    context = {
        "case": found.case,
        "concern": row,
        "heading": found.heading,
        "case_navigation": case_tabs(request, found.case, "safeguarding:concerns"),
        "reference": readable(row.reference),
        "tags": tags_of(row),
        **_next(request, found),
        **_known(row, marks_of(injuries)),
        "may_describe": may_describe(row) and Who.WORKER in found.roles,
        "story": story_of(row, rows),
        "duty": duty_panel(request, found, asked) if asked else None,
        "sharing": sharing_panel(found),
        "warning": REPORTING if Who.MANAGER in found.roles and report_is_asked(row) else "",
        "unanswered": unanswered(found, rows[Packet]) if Who.WORKER in found.roles else [],
        "caseload": _caseload(found, rows) if row.subject == Subject.STAFF and Who.MANAGER in found.roles else None,
        "tell_officer": row.works_with_children and not _told_officer(rows),
        "stands_in": _stands_in(request, row),
        "still_says": STILL_SAYS if _still_says(request, found) else "",
        "is_urgent": row.urgency == Urgency.IMMINENT and row.state in BEFORE_REFERRING,
    }
    return render(request, "safeguarding/concern.html", context)


def _stands_in(request: SignedInRequest, row: Concern) -> dict[str, Any] | None:
    """Who sees it in a manager's place, when no manager may; or as the second of two, who have to say that it was no
    error."""
    needed, person = who_stands_in(row.pk)
    found = User.objects.filter(pk=person).first() if person else None
    if row.state == State.VOID and found:
        return {"words": as_second_of_two(request.user, found)}
    return {"words": in_a_managers_place(request.user, found), "ways": WAYS_ON} if needed else None


def _still_says(request: SignedInRequest, found: OpenConcern) -> bool:
    """Whether the contact that an allegation came from can still be read by whoever it is about, and the person may
    move its words."""
    row = found.concern
    stands = row.subject == Subject.STAFF and not row.said_apart and row.state in State.live()
    return stands and bool(may_take_apart(request.user, found.case, row.contact))


def _next(request: SignedInRequest, found: OpenConcern) -> dict[str, Any]:
    """What is due, and what this person can do about it."""
    duties = found.duties()
    steps, later = steps_of(found.concern, found.facts(request.user), found.roles, duties)
    return {"due": due_of(duties), "steps": steps, "later": later}


def _known(row: Concern, marks: list[Mark]) -> dict[str, Any]:
    """What is known of it, part by part and on the drawing, and what is still to be said."""
    return {
        "parts": [*(_card(row, part) for part in parts_of(row)), *_ended(row)],
        "marks": marks,
        "drawings": drawings(marks),
        "unsaid": unsaid(row) if row.state in State.live() else [],
    }


def _caseload(found: OpenConcern, rows: dict[type, list[Any]]) -> dict[str, Any]:
    """Whether somebody's own cases can be taken from them yet: the manager's choice, once the designated officer has
    advised, because cases that vanish warn them (§4.6)."""
    told = _told_officer(rows)
    return {"told": told, "advised": told and bool(rows[Reply]), "url": reverse("cases:hand_over")}


def _told_officer(rows: dict[type, list[Any]]) -> bool:
    return any(referral.route.kind == RouteKind.LADO for referral in rows[Referral])


def _ended(row: Concern) -> list[dict[str, Any]]:
    """How it ended, once it was closed: for reading alone, since closing it says so."""
    labels = (("outcome", "Outcome"), ("feedback", "What we were told"), ("lessons", "What we learn from it"))
    rows = rows_of(row, labels)
    return [{"key": "ended", "title": "How it ended", "rows": rows}] if rows else []


def _card(row: Concern, part: type[PartForm]) -> dict[str, Any]:
    labels = [(name, str(field.label)) for name, field in part.base_fields.items() if hasattr(row, name)]
    return {
        "key": part.key,
        "title": part.page_title,
        "way_in": part.way_in(),
        "url": reverse("safeguarding:describe", args=[row.case_id, row.pk, part.key]),
        "rows": rows_of(row, labels),
        "wide": part.wide,
    }
