"""What a referral can say, where it should go, and the written one as it went."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.actions.sharing import Item
from cases.presenting import text_of
from cases.references import readable
from cases.vocabulary import Authority
from cases.vocabulary.sharing import Category, FactOrOpinion, ItemSource
from foundation import clock
from foundation.components.words import gb_date, gb_datetime
from foundation.documents import Document, Drawing, Facts, Section
from safeguarding.models import Concern, Discussion, Referral, Route
from safeguarding.presenting.around import is_stale
from safeguarding.presenting.body import Mark, as_svg, drawings, in_words
from safeguarding.presenting.parts import words_of
from safeguarding.vocabulary import RouteKind, Source, Subject

FACT, OPINION, REPORTED = FactOrOpinion.FACT, FactOrOpinion.OPINION, FactOrOpinion.REPORTED
HARM, FAMILY = Category.SAFEGUARDING, Category.FAMILY_CIRCUMSTANCES
# What is known of a concern, each of which can be told or left out.
KNOWN = (
    ("about", "Who it is about", Category.IDENTITY, FACT),
    ("worry", "What worries us", HARM, OPINION),
    ("danger", "The danger", HARM, FACT),
    ("called", "Who was called", HARM, FACT),
    ("words_used", "The words that were used", HARM, REPORTED),
    ("facts", "Facts", HARM, FACT),
    ("opinion", "What we think", HARM, OPINION),
    ("categories", "Kinds of harm", HARM, OPINION),
    ("factors", "What surrounds them", FAMILY, FACT),
    ("source_of_harm", "Where the harm comes from", HARM, REPORTED),
    ("can_reach_them", "Can they reach them now?", HARM, FACT),
    ("works_with_children", "Do they work with children?", HARM, FACT),
    ("whereabouts", "Where they are now", FAMILY, FACT),
    ("was_seen", "Has anybody seen them since?", HARM, FACT),
    ("other_children", "Other children there", FAMILY, FACT),
    ("communication", "Disability and communication", Category.SEN_NEEDS, FACT),
    ("social_worker", "Their social worker", Category.SOCIAL_CARE, FACT),
    ("wishes", "What they want", HARM, REPORTED),
    ("has_capacity", "Can they decide this for themself?", Category.HEALTH, OPINION),
    ("capacity", "What they can decide", Category.HEALTH, FACT),
    ("needs_care", "Do they need care and support?", Category.HEALTH, OPINION),
    ("at_risk", "Do they experience abuse or neglect?", HARM, OPINION),
    ("cannot_protect", "Are they unable to protect themself?", HARM, OPINION),
    ("others_at_risk", "Is anybody else at risk?", HARM, OPINION),
    ("coercion_or_crime", "Are they controlled, or was a serious crime done?", HARM, OPINION),
    ("child_in_home", "Is there a child in the home?", FAMILY, FACT),
    ("parents_view", "What the parent thinks", FAMILY, REPORTED),
)
WHO_SAID, MARKS = "who_said", "marks"
FROM = {
    Source.SERVICE_USER.value: ItemSource.SERVICE_USER,
    Source.OBSERVED.value: ItemSource.OURSELVES,
    Source.DOCUMENT.value: ItemSource.DOCUMENT,
}  # whoever else said so is somebody else
PROTECTED = "Please do not tell the family who said this."


@dataclass(frozen=True)
class Piece:
    """One thing that can be told."""

    key: str
    label: str
    text: str
    category: Category
    account: FactOrOpinion
    source: ItemSource = ItemSource.OURSELVES

    @property
    def item(self) -> Item:
        """It, as it stands in the disclosure."""
        return Item(self.category, f"{self.label}: {self.text}", account=self.account, source=self.source)


def pieces_of(concern: Concern, confider: str, marks: Sequence[Mark] = ()) -> list[Piece]:
    """Everything that could be told, to choose from one by one; who told us stands last."""
    found = [
        Piece(name, label, words, category, account, _where_from(name, account, concern))
        for name, label, category, account in KNOWN
        if (words := words_of(concern, name))
    ]
    if marks:
        found.append(Piece(MARKS, "Marks on the body", in_words(marks), HARM, FACT))
    who = [Piece(WHO_SAID, "Who told us", confider, Category.IDENTITY, FACT)] if confider else []
    return [*found, *who]


def _where_from(name: str, account: FactOrOpinion, concern: Concern) -> ItemSource:
    """Where a thing that is told comes from: what we think, and whom we called, from ourselves; the rest from where the
    concern came from."""
    if account == OPINION or name == "called":
        return ItemSource.OURSELVES
    return FROM.get(concern.source, ItemSource.SOMEBODY_ELSE)


def suggested(concern: Concern, routes: Iterable[Route]) -> Route | None:
    """Where a referral should go: by whom it is about, whose child it is, and who works with them already. The worker
    may choose another place."""
    rows = list(routes)
    return next((route for kind in kinds_for(concern) for route in rows if _fits(route, kind, concern)), None)


def kinds_for(concern: Concern) -> list[RouteKind]:
    """The kinds of places to try, the best first."""
    if concern.subject == Subject.ADULT:
        return [RouteKind.ADULTS, RouteKind.OUT_OF_HOURS]
    if concern.subject == Subject.STAFF:
        return [RouteKind.LADO, RouteKind.MASH]
    worker = [RouteKind.SOCIAL_WORKER] if concern.social_worker else []
    elsewhere = concern.home_authority not in ("", Authority.BARNET)
    return [*worker, *([RouteKind.OTHER_AUTHORITY] if elsewhere else []), RouteKind.MASH, RouteKind.OUT_OF_HOURS]


def _fits(route: Route, kind: RouteKind, concern: Concern) -> bool:
    if route.kind != kind:
        return False
    return kind != RouteKind.OTHER_AUTHORITY or route.authority == concern.home_authority


def route_words(route: Route) -> str:
    """A place with how to reach it, and whether its number was not checked for too long."""
    stale = f"Last checked {gb_date(route.verified_on) if route.verified_on else 'never'}"
    parts = (route.telephone, route.hours, stale if is_stale(route, clock.today()) else "")
    reach = ". ".join(part for part in parts if part)
    return f"{RouteKind(route.kind).label}. {reach}" if reach else RouteKind(route.kind).label


@dataclass(frozen=True)
class Written:
    """What the written referral is put together from."""

    concern: Concern
    to: str
    pieces: Sequence[Piece]
    by: str
    told_at: Any
    discussions: Sequence[Discussion]
    protect_source: bool
    marks: Sequence[Mark] = ()
    agrees: bool | None = None  # an adult, to this place being told


def snapshot_of(written: Written) -> str:
    """The written referral as it goes, kept as it went."""
    concern = written.concern
    whom = "adult" if concern.subject == Subject.ADULT else "parent"
    parent = [
        (f"Does the {whom} know?", words_of(concern, "parent_told")),
        ("If not, why", words_of(concern, "why_not_told")),
    ]
    sections = [
        ("This referral", [
            ("To", written.to),
            ("From", f"{written.by}, {concern.team}"),
            ("Our reference", readable(concern.reference)),
            ("Sent", gb_datetime(written.told_at)),
            ("How urgent", concern.get_urgency_display()),
        ]),
        ("What we know", [(piece.label, piece.text) for piece in written.pieces]),
        (f"The {whom}", [row for row in parent if row[1]]),
        ("Discussed beforehand", [(f"With {each.manager}", gb_datetime(each.held_at)) for each in written.discussions]
         or [("With a senior manager", "Not yet: it will be discussed as soon as somebody is reached")]),
        ("What we ask", [
            ("Please", "Tell us that you have this, and what you decide, within one working day each."),
            ("Who told us", PROTECTED if written.protect_source else "The family may know who said this."),
            ("Agreement", agreement_words(written)),
        ]),
    ]  # fmt: skip
    told = any(piece.key == MARKS for piece in written.pieces)
    marked = [[mark.number, mark.place, mark.words] for mark in written.marks] if told else []
    return json.dumps({"sections": sections, "marks": marked}, ensure_ascii=False)


def agreement_words(written: Written) -> str:
    """On what it stands that they are told: of a child nobody is asked to agree, an adult is asked first (D9)."""
    if written.concern.subject != Subject.ADULT:
        return "Agreement was not asked for: a referral about somebody at risk does not rest on it."
    if written.agrees is None:
        return "The adult has not been asked yet."
    return f"The adult {'agrees' if written.agrees else 'does not agree'} that you are told."


def sections_of(form: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The sections of a written referral."""
    return [(heading, [(label, text) for label, text in rows]) for heading, rows in json.loads(form)["sections"]]


def marks_in(form: str) -> list[Mark]:
    """The marks on the body in a written referral, if they were chosen."""
    return [Mark(*each) for each in json.loads(form).get("marks", ())]


def document_of(referral: Referral) -> Document:
    """The written referral as a paper, from what was kept when it went."""
    form = text_of(referral.form)
    sections = [Section(heading, [Facts(rows, columns=("Item", "What we say"))]) for heading, rows in sections_of(form)]
    if marks := marks_in(form):
        drawn = [Drawing(each["words"], as_svg(each)) for each in drawings(marks)]
        sections.insert(2, Section("Where the marks are", drawn))
    lead = "Confidential. For the people who decide what happens next, and nobody else."
    return Document("Safeguarding referral", sections, lead=lead, footer=referral.team.service)


def facts_of_referral(referral: Referral) -> list[tuple[str, str]]:
    """What is known of a referral, for its own page."""
    when = clock.london(referral.told_at)
    rows = [
        ("To", referral.route.name),
        ("How", "In writing" if referral.in_writing else "By telephone"),
        ("When", gb_datetime(when)),
        ("Spoke to", text_of(referral.spoke_to)),
        ("Their reference", text_of(referral.their_reference)),
        ("By", str(referral.recorded_by)),
        ("Who told us", "The family must not learn it" if referral.protect_source else ""),
    ]
    return [(label, words) for label, words in rows if words]
