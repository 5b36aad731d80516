"""What the canary sweep types into the forms for what comes in, and where a manager reads what its writer cannot."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Case
from consent.actions import record_arrival
from consent.models import Arrival, Consent
from teams.models import User
from tests.conftest import asking_as, person
from tests.integration.coming_in import came, may_ask
from tests.security.permission_words import handle_the_breach

COMING_IN = {
    "asked about": "Wolfenquibble",
    "enquirer": "Threnodymax",
    "enquirer's organisation": "Pluverdocque",
    "enquirer's words": "Yarrowglyntz",
    "what was asked for": "Crumbelvane",
    "what they said to it": "Hoskinquarl",
    "sender": "Mordiquett",
    "whom it is about": "Ventruska",
    "what came": "Lysterhorn",
    "what was handed over": "Ebbinquose",
    "why it was destroyed": "Drossamere",
}


def be_told(typist: Any, manager: Any, case: str) -> None:
    """Fill in each of the forms; what only a manager reads again is read by one, onto the typist's own pages."""
    asked = {"enquirer": COMING_IN["enquirer"], "organisation": COMING_IN["enquirer's organisation"]}
    asked |= {"asked_about": COMING_IN["asked about"], "words": COMING_IN["enquirer's words"], "asked_what": "records"}
    asked |= {"asked_by": "police", "asked_how": "email", "day": "today", "at": "00:00", "response": "ncnd_standard"}
    typist.post(reverse("consent:enquire"), asked)
    manager.get(reverse("consent:enquiries"))
    _ask_them(typist, case.split("/")[2])
    _receive(typist, manager, case.split("/")[2])
    handle_the_breach(manager, case.split("/")[2])
    typist.pages, typist.outside = typist.pages + manager.pages, typist.outside + manager.outside


def put_into_quarantine(worker: User, manager: User, case: Case) -> UUID:
    """Something that came about nobody in particular, to the team of a case."""
    with asking_as(worker):
        record_arrival(by=worker, team=case.team, case=None, came=came())
    with asking_as(manager):
        found: UUID = Arrival.objects.visible_to(manager).get().pk
        return found


def _ask_them(typist: Any, case: str) -> None:
    ottoline = person("ottoline")
    with asking_as(ottoline):
        consent = may_ask(Case.objects.get(pk=case), ottoline)
    said = {"kinds": ["sen_needs"], "subjects": [str(pk) for pk in consent.subjects], "method": "telephone"}
    said |= {"scope": COMING_IN["what was asked for"], "day": "today", "at": "00:00", "due": "tomorrow"}
    typist.post(reverse("consent:request", args=[case, consent.pk]), said)
    typist.get(reverse("consent:permissions", args=[case]))
    page = reverse("consent:asked", args=[case, _request_of(consent)])
    typist.post(page, {"kind": "refused", "words": COMING_IN["what they said to it"], "due": ""})
    typist.get(page)


def _request_of(consent: Consent) -> UUID:
    from consent.models import InformationRequest

    with asking_as(person("ottoline")):
        found: UUID = InformationRequest.objects.get(rests_on=consent).pk
        return found


def _receive(typist: Any, manager: Any, case: str) -> None:
    """From the service user, which the case shows; and from nobody known, which a manager reads and destroys."""
    what = {"thing": "report", "came_how": "email", "arrived_on": "today", "request": ""}
    page = reverse("consent:arrive", args=[case])
    typist.post(page, what | {"origin": "themselves", "summary": COMING_IN["what was handed over"]})
    typist.get(reverse("consent:permissions", args=[case]))
    unasked = {"sender": COMING_IN["sender"], "about": COMING_IN["whom it is about"]}
    typist.post(reverse("consent:arrive_unplaced"), what | unasked | {"summary": COMING_IN["what came"]})
    delphine = person("delphine")
    with asking_as(delphine):
        item = reverse("consent:quarantined", args=[Arrival.objects.visible_to(delphine).latest("recorded_at").pk])
    manager.get(item)
    manager.post(item, {"fate": "destroyed", "reason": COMING_IN["why it was destroyed"]})
    manager.get(item)
