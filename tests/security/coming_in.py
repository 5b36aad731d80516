"""What the canary sweep types into the forms for what comes in, and where a manager reads what its writer cannot."""

from typing import Any

from django.urls import reverse

COMING_IN = {
    "asked about": "Wolfenquibble",
    "enquirer": "Threnodymax",
    "enquirer's organisation": "Pluverdocque",
    "enquirer's words": "Yarrowglyntz",
}


def be_told(typist: Any, manager: Any, case: str) -> None:
    """Fill in each of the forms; what only a manager reads again is read by one, onto the typist's own pages."""
    asked = {"enquirer": COMING_IN["enquirer"], "organisation": COMING_IN["enquirer's organisation"]}
    asked |= {"asked_about": COMING_IN["asked about"], "words": COMING_IN["enquirer's words"], "asked_what": "records"}
    asked |= {"asked_by": "police", "asked_how": "email", "day": "today", "at": "00:00", "response": "ncnd_standard"}
    typist.post(reverse("consent:enquire"), asked)
    manager.get(reverse("consent:enquiries"))
    typist.pages, typist.outside = typist.pages + manager.pages, typist.outside + manager.outside
