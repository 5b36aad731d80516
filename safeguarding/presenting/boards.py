"""The boards of concerns: what is late first, then by urgency and by the time that is left; and the register of what
was discussed and approved before it went."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.presenting import text_of
from cases.references import readable
from foundation import clock
from foundation.components.shapes import Cell, Column, Table, Tag, Tile
from foundation.components.words import gb_date
from safeguarding.deadlines import CONFIRMED_WITHIN, Calendar, working_days_after
from safeguarding.models import Approval, Concern, Discussion, Duty, Notice, Packet, Referral
from safeguarding.presenting.around import moment
from safeguarding.presenting.concerns import URGENCY_COLOURS, due_words, state_tag, time_left
from safeguarding.vocabulary import DutyKind, NoticeKind, Rota, Subject, Urgency

BOARD = (
    Column("Concern"),
    Column("How urgent"),
    Column("Next", apart=True),
    Column("Time left", apart=True),
    Column("Raised by", extra=True),
)
REGISTER = (
    Column("Referred", whole=True),
    Column("Concern", whole=True),
    Column("Discussed"),
    Column("Approved"),
    Column("Their own word"),
)
RANK = {urgency.value: rank for rank, urgency in enumerate(Urgency)}
SHORT = 60  # characters
NEVER = datetime.max.replace(tzinfo=clock.LONDON)


def in_order(concerns: Iterable[Concern], duties: Iterable[Duty]) -> list[tuple[Concern, Duty | None]]:
    """Concerns with what is due next on each: those that are late first, then by urgency, then by the time left."""
    following: dict[UUID, Duty] = {}
    for duty in sorted(duties, key=lambda duty: duty.due_at, reverse=True):
        following[duty.concern_id] = duty
    pairs = [(concern, following.get(concern.pk)) for concern in concerns]
    return sorted(pairs, key=lambda pair: _place(*pair))


def _place(concern: Concern, duty: Duty | None) -> tuple[Any, ...]:
    due = duty.due_at if duty else NEVER
    return due >= clock.now(), RANK.get(concern.urgency, len(RANK)), due, str(concern.pk)


def board_table(pairs: Iterable[tuple[Concern, Duty | None]]) -> Table:
    """The board; needs the concerns' keys."""
    return Table("Concerns", BOARD, tuple(_line(concern, duty) for concern, duty in pairs))


def _line(concern: Concern, duty: Duty | None) -> tuple[Any, ...]:
    subject = f", {Subject(concern.subject).label.lower()}" if concern.subject != Subject.CHILD else ""
    url = reverse("safeguarding:concern", args=[concern.case_id, concern.pk])
    about = Cell(about_words(concern), url=url, note=f"{readable(concern.reference)}{subject}")
    urgency = Urgency(concern.urgency) if concern.urgency else None
    how = Cell(tag=Tag(urgency.label, URGENCY_COLOURS[urgency])) if urgency else Cell("Not said yet")
    return about, how, _next(concern, duty), _left(duty), str(concern.raised_by)


def about_words(concern: Concern) -> str:
    """About whom it is; in an emergency that nobody has written more of, the danger."""
    danger = text_of(concern.danger)
    short = danger if len(danger) <= SHORT else f"{danger[:SHORT].rsplit(' ', 1)[0]} …"
    return text_of(concern.about) or short or "Not said yet"


def _next(concern: Concern, duty: Duty | None) -> Cell:
    return Cell(DutyKind(duty.kind).label if duty else "Nothing is due", tag=state_tag(concern))


def _left(duty: Duty | None) -> Cell:
    if duty is None:
        return Cell(tag=Tag("No next step", "orange"))
    late = duty.due_at < clock.now()
    return Cell(
        "" if late else time_left(duty),
        note=_upper(due_words(duty.due_at)),
        tag=Tag(time_left(duty), "red") if late else None,
    )


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def notice_words(notices: Iterable[Notice]) -> list[str]:
    """What the manager has to see to that stands in no line of the board."""
    return [
        f"Nobody is on the rota{' for adults at risk' if notice.for_adults else ''} from {moment(notice.starts_at)}"
        for notice in notices
        if notice.kind == NoticeKind.ROTA_GAP and notice.starts_at
    ]


@dataclass(frozen=True)
class Sent:
    """One concern that was referred, as the register counts it."""

    concern: Concern
    first: Referral
    discussed: str
    approved: str
    word: str

    @property
    def in_danger(self) -> bool:
        """Whether it went on an emergency; a press that was taken back, or a danger that is written down, is none."""
        return self.first.step.move in EMERGENCIES


EMERGENCIES = ("emergency_verbal", "emergency_written")
DISCUSSED = ("Before", "Afterwards, in time", "Afterwards, late", "Not yet")
APPROVED = ("Before", "After", "Not approved, and sent", "Sent without")
WORDS = (DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM)
WORD = ("Confirmed", "Remembered differently", "Not confirmed", "Not confirmed in time")


def sent_of(
    concerns: Mapping[UUID, Concern],
    referrals: Iterable[Referral],
    discussions: Iterable[Discussion],
    approvals: Iterable[Approval],
    packets: Iterable[Packet],
    duties: Iterable[Duty],
) -> list[Sent]:
    """Each concern that was referred, the latest first, with what came before and after."""
    firsts: dict[UUID, Referral] = {}
    for referral in sorted(referrals, key=lambda row: row.recorded_at, reverse=True):
        firsts[referral.concern_id] = referral
    held, said, words, owed = _by(discussions), _by(approvals), _by(packets), _by(duties)
    return [
        Sent(
            concerns[pk],
            first,
            discussed_when(held[pk], owed[pk], first),
            approved_when(sorted(said[pk], key=lambda row: row.recorded_at)),
            word_of(words[pk], owed[pk]),
        )
        for pk, first in sorted(firsts.items(), key=lambda pair: pair[1].told_at, reverse=True)
        if pk in concerns
    ]


def _by(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.concern_id].append(row)
    return found


def discussed_when(held: Iterable[Discussion], owed: Iterable[Duty], first: Referral) -> str:
    """Whether it was discussed before it went; afterwards counts as in time when its duty was met in time."""
    rows = [row for row in held if row.rota != Rota.CHILD_IN_HOME]
    if any(not row.retrospective and row.held_at <= first.told_at for row in rows):
        return DISCUSSED[0]
    if not rows:
        return DISCUSSED[3]
    late = [duty for duty in owed if duty.kind == DutyKind.RETROSPECTIVE and (duty.met_at or clock.now()) > duty.due_at]
    return DISCUSSED[2] if late else DISCUSSED[1]


def approved_when(said: Iterable[Approval]) -> str:
    """Whether the manager approved it, and before or after it went: the last word said before it went counts. ``said``
    is in the order in which it was said."""
    rows = list(said)
    before = [row.approved for row in rows if row.before_referral]
    if before and before[-1]:
        return APPROVED[0]
    if any(row.approved and not row.before_referral for row in rows):
        return APPROVED[1]
    return APPROVED[2] if rows else APPROVED[3]


def word_of(packets: Iterable[Packet], owed: Iterable[Duty] = ()) -> str:
    """Whether the senior manager has confirmed what was written down; what is not within two working days is apart."""
    rows = list(packets)
    if not rows or any(row.confirmed_at is None for row in rows):
        late = [duty for duty in owed if duty.kind in WORDS and (duty.met_at or clock.now()) > duty.due_at]
        return WORD[3] if late else WORD[2]
    return WORD[1] if any(row.differently for row in rows) else WORD[0]


def register_table(sent: Iterable[Sent]) -> Table:
    """The register; it says of nobody who they are."""
    rows = tuple(
        (
            Cell(gb_date(clock.london(row.first.told_at)), note="Emergency" if row.in_danger else ""),
            Cell(readable(row.concern.reference), url=_url(row.concern)),
            row.discussed,
            row.approved,
            row.word,
        )
        for row in sent
    )
    return Table("Referrals of the last twelve months", REGISTER, rows)


def _url(concern: Concern) -> str:
    return reverse("safeguarding:concern", args=[concern.case_id, concern.pk])


def words_tiles(
    discussions: Iterable[Discussion], packets: Iterable[Packet], referred: Iterable[UUID], calendar: Calendar
) -> list[Tile]:
    """How many discussions have the senior manager's own word, whatever they ended in; what is not confirmed within two
    working days is counted apart, and so is what of it was never referred."""
    held = {row.pk: row for row in discussions}
    firsts: dict[UUID, Packet] = {}
    for packet in sorted(packets, key=lambda row: row.given_at, reverse=True):
        if packet.discussion_id in held and held[packet.discussion_id].manager_id == packet.manager_id:
            firsts[packet.discussion_id] = packet
    waiting = [packet for packet in firsts.values() if packet.confirmed_at is None]
    late = [packet for packet in waiting if word_due(packet, calendar) < clock.now()]
    sent = set(referred)
    return [
        Tile("Discussions", len(held)),
        Tile("Confirmed, or remembered differently", len(firsts) - len(waiting)),
        Tile("Waiting for their word", len(waiting)),
        Tile("For more than two working days", len(late)),
        Tile("Of these, not referred", sum(packet.concern_id not in sent for packet in late)),
    ]


def word_due(packet: Packet, calendar: Calendar) -> datetime:
    """By when their word on it was due, first or again."""
    given = packet.again_at or packet.given_at
    return working_days_after(calendar, given, CONFIRMED_WITHIN, what="Their own word on it").at


def register_tiles(sent: Iterable[Sent]) -> list[Tile]:
    """How many were discussed and approved before, after, or not at all."""
    rows = list(sent)
    return [
        Tile("Referred", len(rows)),
        Tile("Discussed before it was sent", sum(row.discussed == DISCUSSED[0] for row in rows)),
        Tile("Emergencies", sum(row.in_danger for row in rows)),
        Tile("Discussed afterwards, in time", sum(row.discussed == DISCUSSED[1] for row in rows)),
        Tile("Approved before it was sent", sum(row.approved == APPROVED[0] for row in rows)),
        Tile("Approved afterwards", sum(row.approved == APPROVED[1] for row in rows)),
        Tile("Sent without approval", sum(row.approved in APPROVED[2:] for row in rows)),
        Tile("Discussion not confirmed", sum(row.word in WORD[2:] for row in rows)),
        Tile("Discussion not confirmed in time", sum(row.word == WORD[3] for row in rows)),
    ]
