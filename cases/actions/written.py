"""What was written down, as forms hand it to actions."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from cases.models import Person
from cases.vocabulary import Channel, PaperNotes, PersonRole, Safe
from teams.models import User


@dataclass(frozen=True)
class NewPerson:
    """Somebody as they were written down; empty texts are not known."""

    role: PersonRole
    given_name: str
    family_name: str = ""
    known_as: str = ""
    title: str = ""
    date_of_birth: date | None = None
    relationship: str = ""
    is_confider: bool = False
    expected_on: date | None = None


@dataclass(frozen=True)
class Safety:
    """What is safe about a way to reach somebody; silence means the cautious answer (R-C2-4)."""

    safe_to_use: str = Safe.NOT_ASKED
    may_leave_message: bool = False
    may_say_who_we_are: bool = False
    safe_times: str = ""


@dataclass(frozen=True)
class NewContactPoint:
    """A way to reach somebody."""

    channel: Channel
    value: str
    safety: Safety = Safety()


@dataclass(frozen=True)
class NewFacts:
    """What is known of a case itself."""

    level: int
    lead_worker: User | None
    second_worker: User | None
    review_due: date | None
    issues: list[str]
    referral_source: str = ""
    sen_stage_open: str = ""
    level_reason: str = ""
    heard_about: str = ""
    dispute_with: list[str] = field(default_factory=list)
    appeal_types: list[str] = field(default_factory=list)
    decision_letter_on: date | None = None
    mediation_certificate_on: date | None = None
    evaluation_received: bool | None = None

    def columns(self) -> dict[str, Any]:
        """What is simply written, without a history of its own."""
        apart = {"level", "level_reason", "lead_worker", "second_worker"}
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in apart}


@dataclass(frozen=True)
class Closing:
    """What a closing says: why, what came of the work, the answers that reports need by the case's own columns, the
    main needs of children, and whether tasks that are still open stay so."""

    reason: str
    outcomes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    needs: list[tuple[Person, str]] = field(default_factory=list)
    keep_tasks: bool = False


@dataclass(frozen=True)
class NewContact:
    """What was recorded of one contact."""

    happened_at: datetime
    direction: str
    method: str
    with_whom: str
    contact_type: str
    safeguarding_screen: str
    summary: str = ""
    person: Person | None = None
    other_party: str = ""
    duration_minutes: int | None = None
    interpreter: str = ""
    second_person: str = ""
    topics: list[str] = field(default_factory=list)
    paper_notes: str = PaperNotes.NONE
    confidentiality_version: str = ""
    advice_codes: list[str] = field(default_factory=list)
    advice_given: str = ""
    signposted_to: str = ""
    told_about_family: str = ""
    consent_check: str = ""
