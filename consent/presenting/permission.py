"""What a page shows of permissions, as plain values that templates pass on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from cases.disclosure import Permission
from cases.models import Person, Recipient
from cases.presenting import name_of, person_of, text_of
from cases.vocabulary.sharing import Category, Purpose
from consent.models import Consent
from consent.rules import STANDING, Decisions
from consent.vocabulary import DecisionKind, Footing, Method, Way
from foundation import clock
from foundation.components.naming import inside
from foundation.components.shapes import Tag
from foundation.components.words import gb_date, gb_datetime

STATES = {
    Permission.VALID: Tag("In force", "green"),
    Permission.AHEAD: Tag("Not yet", "blue"),
    Permission.EXPIRED: Tag("Run out", "grey"),
    Permission.REFUSED: Tag("They said no", "red"),
    Permission.WITHDRAWN: Tag("Taken back", "red"),
    Permission.NONE: Tag("Not asked", "yellow"),
    Permission.CHALLENGED: Tag("Disputed", "orange"),
}
TAKEN_BACK = (*STANDING, Permission.CHALLENGED)  # what "They take it back" is offered of
ABOUT = {Way.OUT: "About telling them", Way.IN: "About asking them"}  # of what permits nothing, not "we may"
SOON = 30  # days
AND_ALWAYS = "You can say no, and change your mind at any time: tell any of us{or_ring}."


@dataclass(frozen=True)
class Sentence:
    """What is read aloud, and what is written down of it."""

    aloud: str
    note: str


def recipient_name(recipient: Recipient) -> str:
    """A recipient in words: a person, a role somewhere, or both."""
    if recipient.account_id:
        return f"{person_of(recipient)} (senior manager)"
    person, role, place = (text_of(each) for each in (recipient.person_name, recipient.role, recipient.organisation))
    who = f"{person} ({role})" if person and role else person or f"the {role}"
    return f"{who}, {place}" if place else who


def as_title(words: str) -> str:
    """Words that begin a heading."""
    return words[:1].upper() + words[1:]


def joined(words: Iterable[str]) -> str:
    """Words as a person says them: one, two and three."""
    said = list(words)
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def kinds_in_words(categories: Iterable[str]) -> list[str]:
    """Kinds of information in the order of the list, that there has been contact first."""
    chosen = set(categories)
    return [kind.label for kind in Category if kind in chosen]


def kinds_said(categories: Iterable[str]) -> str:
    """The same as one phrase: "Special educational needs and education record"."""
    words = kinds_in_words(categories)
    return joined([*words[:1], *map(inside, words[1:])])


def sentence_of(said: dict[str, Any], grantor: str, recipient: str, telephone: str = "") -> Sentence:
    """The sentence that is read aloud and the one that becomes the note, from what was typed. ``telephone``: on which
    the service is rung, where it is known."""
    kinds = kinds_in_words({*said["categories"]} - {Category.EXISTENCE})
    about = joined(label[0].lower() + label[1:] for label in kinds)
    lasts = lasts_in_words(said["one_off"], said.get("begins_on"))
    until = f", until {gb_date(said['expires_on'])}" if said.get("expires_on") else ""
    limits = f" Limits: {said['limits'].strip().rstrip('.')}." if said.get("limits") else ""
    ending = f", to help with {Purpose(said['purpose']).label.lower()}. {lasts}{until}.{limits}"
    asking = said["way"] == Way.IN

    def spoken(who: str) -> str:
        known = f"that {who} been in contact with us"
        return (
            f"ask {recipient}, who then knows {known}, about {about}"
            if asking
            else f"tell {recipient} {known}{_and(about)}"
        )

    always = AND_ALWAYS.format(or_ring=f", or ring {telephone}" if telephone else "")
    answers = {DecisionKind.GRANTED: "agreed that we may", DecisionKind.REFUSED: "said no: we may not"}
    noted = answers.get(said["decision"], "was not asked whether we may")
    return Sentence(
        aloud=f"Do you agree that we may {spoken('you have')}{ending} {always}",
        note=f"{grantor} {noted} {spoken('they have')}{ending}",
    )


def lasts_in_words(once: bool, begins: date | None) -> str:
    """How often, and from when."""
    if begins is None:
        return "Once" if once else "From now on"
    return f"Once, from {gb_date(begins)} on" if once else f"From {gb_date(begins)} on"


def _and(about: str) -> str:
    return f", and about {about}" if about else ", and nothing else"


def card_of(
    decision: Consent, among: Decisions, names: dict[Any, str], gone: Mapping[Any, str] | None = None
) -> dict[str, Any]:
    """One decision on the permission page. ``gone``: in words, what had gone when it was taken back."""
    stands = among.stands(decision)
    rows = [
        ("About", joined(names.get(pk, "") for pk in decision.subjects)),
        ("Which kinds", kinds_said(among.permitted(decision))),
        ("To help with", Purpose(decision.purpose).label),
        ("How often", lasts_in_words(decision.one_off, first_day(decision))),
        ("Given by", _given(decision, names)),
        ("Their words", text_of(decision.words)),
        ("Interpreter", text_of(decision.interpreter)),
        ("Also there", text_of(decision.witness)),
        ("Signed on", gb_date(decision.signed_on) if decision.signed_on else ""),
        ("Kept", text_of(decision.paper_kept)),
        ("Confirmed in writing", confirmed_in_words(decision, among)),
        *_answers(decision, among, gone or {}),
        ("In the notes", text_of(decision.note.text)),
    ]
    return {
        "id": decision.pk,
        "title": as_title(recipient_name(decision.recipient)),
        "way": Way(decision.way).label,
        "way_tag": Way(decision.way).label if stands in STANDING else ABOUT[Way(decision.way)],
        "state": STATES[stands],
        **_when(decision, stands),
        "limits": text_of(decision.limits),
        "rows": [(label, value) for label, value in rows if value],
        "is_live": stands == Permission.VALID,
        "may_go_back": stands in TAKEN_BACK or _still_holds_something(decision, stands),
        "is_disputed": stands == Permission.CHALLENGED,
        "dispute_url": reverse("consent:dispute", args=[decision.case_id, decision.pk]),
        "ask_url": reverse("consent:request", args=[decision.case_id, decision.pk]) if decision.way == Way.IN else "",
        "back_url": _back_url(decision),
        "record_url": reverse("consent:record", args=[decision.case_id, decision.pk]),
        "recorded_at": decision.recorded_at,
        "by": str(decision.recorded_by),
    }


def line_of(decision: Consent, stands: Permission, names: dict[Any, str]) -> dict[str, Any]:
    """One decision in short, for the page of the case."""
    way, is_live = Way(decision.way), stands in STANDING
    kinds = kinds_said({*decision.categories} - {Category.EXISTENCE})
    return {
        "title": as_title(recipient_name(decision.recipient)),
        "state": STATES[stands],
        "way": way.label if is_live else ABOUT[way],
        "kinds": kinds if is_live else "",
        **_when(decision, stands),
        "limits": text_of(decision.limits) if is_live else "",
        "by": names.get(decision.grantor_id, ""),
        "call_url": call_url(decision.recipient) if stands == Permission.VALID and way == Way.OUT else "",
        "back_url": _back_url(decision) if stands in TAKEN_BACK else "",
    }


def since_words(decision: Consent) -> str:
    """One decision by its date, for whoever looks through all that was written down since a day."""
    about = f"{ABOUT[Way(decision.way)].lower().removesuffix(' them')} {recipient_name(decision.recipient)}"
    said = DecisionKind(decision.decision).label.lower()
    return f"{gb_date(decision.recorded_at)}: permission {about}: {said}. Written down by {decision.recorded_by}"


def _when(decision: Consent, stands: Permission) -> dict[str, Any]:
    """From when and until when, of what stands or is to."""
    standing = stands in STANDING
    return {
        "begins": begins_in_words(decision, stands),
        "ends": ends_in_words(decision) if standing else "",
        "ends_soon": standing and days_left(decision) <= SOON,
    }


def call_url(recipient: Recipient) -> str:
    """The form of a contact, beginning with somebody who may be told something."""
    return f"{reverse('cases:add_contact', args=[recipient.case_id])}?to={recipient.pk}"


def _back_url(decision: Consent) -> str:
    return reverse("consent:take_back", args=[decision.case_id, decision.pk])


def _still_holds_something(decision: Consent, stands: Permission) -> bool:
    """Whether what came on a permission is held on it still: one that ran out, or was used up, can be taken back."""
    return decision.way == Way.IN and decision.decision == DecisionKind.GRANTED and stands == Permission.EXPIRED


def confirmed_in_words(decision: Consent, among: Decisions) -> str:
    """When what was agreed by word of mouth was confirmed in writing, or by when it is to be."""
    sent = among.confirmed.get(decision.pk)
    if sent is not None:
        return gb_datetime(sent)
    return f"Not yet: by {gb_date(decision.confirm_task.due)}" if decision.confirm_task else ""


def _answers(decision: Consent, among: Decisions, gone: Mapping[Any, str]) -> list[tuple[str, str]]:
    """What was said of a decision afterwards: taken back, disputed, found to stand; the last first."""
    rows: list[tuple[str, str]] = []
    for each in among.answers_to(decision):
        how = f", {Method(each.method).label.lower()}" if each.method else ""
        words = text_of(each.words)
        said = f"{gb_datetime(each.recorded_at)}{how}{f': {words}' if words else ''}"
        rows.append((DecisionKind(each.decision).label, said))
        if each.already_told is not None:
            told = "; ".join(gone[pk] for pk in each.already_told if pk in gone) or "Nothing"
            rows.append(("Gone by then", f"{told}{'. They were told so' if each.told_what_went else ''}"))
    return rows


def first_day(decision: Consent) -> date | None:
    """From which day on a permission was agreed to, where that was a later day than the one on which it was given."""
    begins = clock.london(decision.valid_from).date()
    return begins if begins > clock.london(decision.recorded_at).date() else None


def begins_in_words(decision: Consent, stands: Permission) -> str:
    """From when, of what has not begun."""
    day = clock.london(decision.valid_from).date()
    return f"From {gb_date(day)}; before that day, nothing" if stands == Permission.AHEAD else ""


def last_day(decision: Consent) -> date:
    """The last day on which a permission holds; of what never ends, there is none."""
    return clock.london(decision.expires_at - timedelta(seconds=1)).date() if decision.expires_at else date.max


def days_left(decision: Consent) -> int:
    """How many days there are until it ends."""
    return (last_day(decision) - clock.today()).days


def ends_in_words(decision: Consent) -> str:
    """When a permission ends, and how soon that is."""
    if decision.expires_at is None:
        return ""
    day, left = last_day(decision), days_left(decision)
    soon = f", in {left} days" if 1 < left <= SOON else ", tomorrow" if left == 1 else ", today" if left <= 0 else ""
    return f"Ends on {gb_date(day)}{soon}"


def _given(decision: Consent, names: dict[Any, str]) -> str:
    who = names.get(decision.grantor_id, "")
    how = Method(decision.method).label.lower() if decision.method else ""
    footing = "" if decision.footing == Footing.OWN else f" ({Footing(decision.footing).label.lower()})"
    return f"{who}{footing}, {how}" if how else f"{who}{footing}"


def names_of(people: Iterable[Person]) -> dict[Any, str]:
    """The names of a case's people by id."""
    return {person.pk: name_of(person) for person in people}
