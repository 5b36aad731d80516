"""Writing down that somebody asked about a family: the same for every family, known to us or not (R-C2-2, R-C2-3)."""

from dataclasses import dataclass
from datetime import datetime

from audit.actions import action
from cases.disclosure import Decision
from consent import keys
from consent.models import Enquiry
from consent.rules import answer_to, may_answer_enquiries
from consent.vocabulary import AskedBy, AskedHow, AskedWhat, Response
from foundation import clock
from teams.models import Team, User


@dataclass(frozen=True)
class NewEnquiry:
    """What somebody asked, as they said it, and what they were answered."""

    asked_about: str
    enquirer: str
    asked_by: AskedBy
    asked_how: AskedHow
    asked_what: AskedWhat
    received_at: datetime
    response: Response
    script_version: str
    organisation: str = ""
    words: str = ""
    in_writing: bool = False
    said_died: bool = False

    @property
    def answer(self) -> Decision:
        """What the table says to them."""
        return answer_to(self.asked_by, self.asked_what, in_writing=self.in_writing, said_died=self.said_died)


@action
def record_enquiry(*, by: User, team: Team, said: NewEnquiry) -> None:
    """Write an enquiry down under a key of its own. Nothing is looked up, and whoever writes it cannot read it again.

    Raises:
        Refused: when the person asking answers nobody for the team.
    """
    may_answer_enquiries(by, team).enforce()
    enquiry = Enquiry(
        team=team,
        asked_by=said.asked_by,
        asked_how=said.asked_how,
        asked_what=said.asked_what,
        received_at=said.received_at,
        response=said.response,
        in_writing=said.in_writing,
        said_died=said.said_died,
        script_version=said.script_version,
        decided_by_row=said.answer.row,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    key = keys.mint_for(enquiry)
    for name in ("asked_about", "enquirer", "organisation", "words"):
        setattr(enquiry, name, getattr(said, name))
    enquiry.save(force_insert=True)
    keys.keep_enquiry_key(enquiry, key)
