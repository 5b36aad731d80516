"""All that a case can hold at once, by the product's own actions: what would show if anything of the case showed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from cases import actions
from cases.models import (
    Address,
    Breach,
    Case,
    Contact,
    ContactPoint,
    Disclosure,
    Draft,
    FormerName,
    Person,
    Task,
)
from cases.vocabulary import TaskKind
from consent.actions import share
from consent.models import Consent, InformationRequest
from foundation import clock
from foundation.unfinished import Mark
from safeguarding.models import Packet, Referral
from teams.models import User
from tests.conftest import asking_as
from tests.integration.coming_in import arrived, asked, may_ask
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, referred_in_writing
from tests.integration.permission import agreed, slipped_out, telling, told
from tests.security.about_people import write_about


def fill(case: Case, by: User, does: User, senior: User) -> dict[str, UUID]:
    """People and what is written about them, calls, tasks, promises, time, permissions, what was told and asked for and
    came, a breach, concerns on their way, half a sentence; led by ``does``, who has tasks there. Gives the ids of it
    for the addresses that name it."""
    write_about(by, case)
    with asking_as(by):
        _work(case, by, does)
        consent = agreed(case, by)
        share(by=by, case=case, told=told(consent.recipient), telling=telling(consent))
        asked(case, by, may_ask(case, by))
        arrived(case, by)
        talked, wrote = worried_about(case, by), worried_about(case, by)
        discussed(talked, by, senior)
        referred_in_writing(wrote, by)
    slipped_out(case, by)
    with asking_as(by):
        return _ids(case, consent) | {"discussed": talked.pk, "referred": wrote.pk, "concern": talked.pk}


def _work(case: Case, by: User, does: User) -> None:
    family = {"given_name": "Ptolemy", "family_name": "Underbarrow"}
    actions.add_person(by=by, case=case, person=actions.NewPerson("child", **family))
    task: dict[str, Any] = {"by": by, "case": case, "due": clock.today(), "assigned_to": does}
    actions.add_task(title="Ring the school", **task)
    actions.add_task(title="Ring her", kind=TaskKind.CALL_BACK, promised_at=clock.now(), **task)
    actions.set_level(by=by, case=case, level=3, reason="A tribunal")
    actions.allocate(by=by, case=case, lead=does, second=by)
    actions.record_review(by=by, case=case, note="Nothing has moved", next_due=clock.today() + timedelta(days=1))
    actions.add_time(by=by, case=case, day=clock.today(), minutes=40, kind="reading")
    begun = actions.Begun(f"/cases/{case.pk}/begun/", "cases:add_contact", case, {"summary": ["Half a sentence"]})
    actions.keep_draft(by=by, begun=begun, mark=Mark.of(case.pk, 0, by.pk))


def _ids(case: Case, consent: Consent) -> dict[str, UUID]:
    first = {
        "person": Person,
        "contact": Contact,
        "task": Task,
        "point": ContactPoint,
        "address": Address,
        "former": FormerName,
        "disclosure": Disclosure,
        "breach": Breach,
        "asked": InformationRequest,
        "draft": Draft,
        "packet": Packet,
        "referral": Referral,
    }
    found = {
        name: model.objects.filter(case=case).values_list("pk", flat=True).first() for name, model in first.items()
    }
    ids = {"case": case.pk, "consent": consent.pk, "recipient": consent.recipient_id} | found
    return {name: pk for name, pk in ids.items() if pk}
