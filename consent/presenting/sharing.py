"""What pages show before somebody shares, and of what has gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.disclosure import Decision, Permission
from cases.models import Breach, Disclosure, DisclosureItem, DisclosureResult, KeptBack, LegalBasis, Recipient
from cases.presenting import name_accounts, text_of
from cases.vocabulary.sharing import Basis, Category, Purpose
from consent.models import Consent, Demand, DemandFinding
from consent.presenting.permission import (
    as_title,
    begins_in_words,
    call_url,
    ends_in_words,
    joined,
    kinds_in_words,
    kinds_said,
    recipient_name,
)
from consent.presenting.rule import rule_in_words
from consent.rules import Decisions, MayBeSaid, Telling, agreed_ahead, ruling_on, what_may_be_said
from foundation.components.shapes import Cell, Column, Entry, Table, Tag
from foundation.components.words import gb_date, gb_datetime, gb_datetime_short

Orders = Mapping[UUID, Sequence[tuple[Demand, DemandFinding]]]


@dataclass(frozen=True)
class BeforeYouCall:
    """What may be said to one recipient, limits first, and what may not."""

    recipient: Recipient
    title: str
    live: tuple[MayBeSaid, ...]
    permissions: tuple[dict[str, Any], ...]
    refusal: Decision | None
    ahead: tuple[dict[str, Any], ...] = ()  # what was agreed to from a later day on
    ordered: tuple[dict[str, Any], ...] = ()  # what an order has them told, whatever was agreed

    @property
    def kinds(self) -> list[Category]:
        """Everything that may be said, in the order of the list."""
        return [kind for kind in Category if any(kind in each.kinds for each in self.live)]

    @property
    def limits(self) -> tuple[str, ...]:
        """The limits that somebody set, in their words."""
        return tuple(each["limits"] for each in self.permissions if each["limits"])

    @property
    def tell_url(self) -> str:
        """Where telling them is written down."""
        return reverse("consent:tell", args=[self.recipient.case_id, self.recipient.pk])

    @property
    def call_url(self) -> str:
        """Where a call to them is recorded, with what it told them ticked in the same form."""
        return call_url(self.recipient)


def before_you_call(
    recipient: Recipient, among: Decisions, names: dict[Any, str], ordered: Orders | None = None
) -> BeforeYouCall:
    """What may be said to a recipient now; where nothing may, the table's reason. ``ordered``: what demands that were
    found valid have somebody told in this case, by whom."""
    live = what_may_be_said(recipient, among)
    refusal = None
    if not any(each.kinds for each in live):
        purpose = Purpose(live[0].decision.purpose) if live else Purpose.SUPPORT_IN_SCHOOL
        least = Telling(recipient, _purpose_of(recipient, among, purpose), frozenset(), limits_kept=True)
        refusal = ruling_on(least, among)[1]
    permissions = tuple(_permission(each, names) for each in live)
    ahead = tuple(_ahead(each, among) for each in agreed_ahead(recipient, among))
    orders = tuple(_order(*each) for each in (ordered or {}).get(recipient.pk, ()))
    return BeforeYouCall(
        recipient, as_title(recipient_name(recipient)), tuple(live), permissions, refusal, ahead, orders
    )


def _purpose_of(recipient: Recipient, among: Decisions, otherwise: Purpose) -> Purpose:
    """The purpose of the latest decision about them, so that the reason is not that the purpose is another."""
    found = next((each for each in among.all if each.recipient_id == recipient.pk), None)
    return Purpose(found.purpose) if found else otherwise


def _permission(said: MayBeSaid, names: dict[Any, str]) -> dict[str, Any]:
    decision = said.decision
    return {
        "limits": text_of(decision.limits),
        "kinds": kinds_in_words(said.kinds),
        "held_back": [(Category(kind).label, answer.why) for kind, answer in sorted(said.held_back.items())],
        "about": joined(names.get(pk, "") for pk in decision.subjects),
        "purpose": Purpose(decision.purpose).label,
        "how_often": "Once" if decision.one_off else "From now on",
        "ends": ends_in_words(decision),
    }


def _order(demand: Demand, finding: DemandFinding) -> dict[str, Any]:
    """One order that is to be followed: exactly what goes on it, by when, and where it is given."""
    url = reverse("consent:give_demanded", args=[demand.case_id, demand.pk])
    return {"kinds": kinds_in_words(finding.categories), "due": demand.due, "url": url}


def _ahead(decision: Consent, among: Decisions) -> dict[str, Any]:
    """One of a later day: from when, limits first."""
    kinds, limits = kinds_in_words(among.permitted(decision)), text_of(decision.limits)
    return {"begins": begins_in_words(decision, Permission.AHEAD), "kinds": kinds, "limits": limits}


def benefit_of(decision: Consent) -> str:
    """How telling helps, as the permission itself says it."""
    words = " ".join(text_of(decision.words).split())
    return f"{Purpose(decision.purpose).label}. In their words: {words}"[:500] if words else decision.purpose


def gone_entry(disclosure: Disclosure, items: Sequence[DisclosureItem], breach: Breach | None) -> Entry:
    """One thing that has gone, in the account of all that has."""
    return Entry(
        title=as_title(recipient_name(disclosure.recipient)),
        when=disclosure.sent_at,
        by=str(disclosure.recorded_by),
        text="\n".join(what_was_told(items)),
        url=reverse("consent:disclosure", args=[disclosure.case_id, disclosure.pk]),
        about=disclosure.get_method_display(),
        tag=basis_tag(disclosure),
        tone="concern" if breach else "",
        facts=(("How", disclosure.get_method_display()),),
    )


def result_entry(result: DisclosureResult) -> Entry:
    """What was heard of it afterwards."""
    at = result.receipt_confirmed_at
    came = (("They said that they have it", gb_datetime(at)),) if at else ()
    title = "What came of it" if result.result else "They have it"
    return Entry(title, result.recorded_at, str(result.recorded_by), text_of(result.result), facts=came)


def told_in_full(items: Iterable[DisclosureItem], names: dict[UUID, str]) -> list[tuple[str, str]]:
    """Each item with whom it is about, whose account it is and where it comes from."""
    rows = []
    for item in items:
        about = f"about {names[item.subject_id]}" if item.subject_id in names else ""
        source = item.get_source_display() if item.source else ""
        rest = ". ".join(part for part in (about, item.get_account_display(), source) if part)
        rows.append((f"{Category(item.category).label}: {text_of(item.what)}", rest[:1].upper() + rest[1:]))
    return rows


def what_was_told(items: Iterable[DisclosureItem]) -> list[str]:
    """The items in words."""
    return [f"{Category(item.category).label}: {text_of(item.what)}" for item in items]


def basis_tag(disclosure: Disclosure) -> Tag:
    """What made it right, or that nothing did."""
    if not disclosure.basis:
        return Tag("Without permission", "red")
    return Tag(Basis(disclosure.basis).label, "green" if disclosure.basis in ("consent", "self") else "blue")


def kept_back_entry(kept: KeptBack) -> Entry:
    """One decision not to share."""
    return Entry(
        title=f"Not shared: {recipient_name(kept.recipient)}",
        when=kept.recorded_at,
        by=str(kept.recorded_by),
        text=text_of(kept.reasons),
        tag=Tag(f"The policy: {kept.get_answer_display().lower()}" if kept.answer else "Not shared", "grey"),
        facts=(("Kinds", kinds_said(kept.categories)), *row_fact(kept)),
    )


def row_fact(kept: KeptBack) -> tuple[tuple[str, str], ...]:
    """The row of the policy's table, when it was the table that said no."""
    return (("Rule", rule_in_words(kept.decided_by_row)),) if kept.decided_by_row else ()


def disclosure_rows(
    disclosure: Disclosure, items: Sequence[DisclosureItem], names: dict[UUID, str]
) -> list[tuple[str, str]]:
    """Everything that is known of one disclosure."""
    rows = [
        ("To", as_title(recipient_name(disclosure.recipient))),
        ("How we knew it was them", disclosure.get_recipient_verified_display() or ""),
        ("When", gb_datetime(disclosure.sent_at)),
        ("How", disclosure.get_method_display()),
        ("Kinds", kinds_said(disclosure.categories)),
        ("About", joined(sorted({names.get(item.subject_id, "") for item in items if item.subject_id}))),
        ("Left out", text_of(disclosure.redactions)),
        ("To help with", disclosure.get_purpose_display() if disclosure.purpose else ""),
        ("How it helps", text_of(disclosure.benefit)),
        ("Right in confidence", Basis(disclosure.basis).label if disclosure.basis else "Nothing: it opened a breach"),
        ("Rule", rule_in_words(disclosure.decided_by_row)),
        ("Decided by", disclosure.get_authorised_by_display()),
        ("Lawful in data protection", lawful_in_words(disclosure)),
        ("The law that lets it go", disclosure.lawful_gateway),
        ("Why without their consent", disclosure.get_para18_reason_display()),
        ("What they may do with it", text_of(disclosure.onward)),
        ("Whether they know", disclosure.get_subject_told_display() if disclosure.subject_told else ""),
        ("Proof of sending", text_of(disclosure.proof)),
        ("Fingerprint of the text", disclosure.content_hash),
        ("To look at what came of it", gb_date(disclosure.review_on) if disclosure.review_on else ""),
        ("Written down", f"{gb_datetime(disclosure.recorded_at)} by {disclosure.recorded_by}"),
    ]
    return [(label, value) for label, value in rows if value]


def lawful_in_words(disclosure: Disclosure | LegalBasis) -> str:
    """The articles as lawyers write them: "UK GDPR article 6(1)(e); article 9(2)(g) with Schedule 1 paragraph 6"."""
    if not disclosure.article_6:
        return ""
    six, nine = (_article(code) for code in (disclosure.article_6, disclosure.article_9))
    paragraph = f" with Schedule 1 paragraph {disclosure.schedule_1[1:]}" if disclosure.schedule_1 else ""
    return f"UK GDPR article {six}" + (f"; article {nine}{paragraph}" if nine else "")


def _article(code: str) -> str:
    number, *parts = code.lower().split("_")
    return number + "".join(f"({part})" for part in parts)


REGISTER = (
    Column("Case", whole=True),
    Column("When", whole=True),
    Column("To whom"),
    Column("Kinds", extra=True),
    Column("What makes it right"),
    Column("By", extra=True),
)


def register_table(rows: Iterable[Disclosure]) -> Table:
    """The register of what has gone, newest first: by reference, never by name."""
    rows = list(rows)
    name_accounts(each.recipient for each in rows)
    return Table("What has been shared", REGISTER, tuple(_register_row(each) for each in rows), id="register")


def _register_row(each: Disclosure) -> tuple[Any, ...]:
    url = reverse("consent:disclosure", args=[each.case_id, each.pk])
    return (
        Cell(each.case.readable_reference, url=url, about=gb_datetime_short(each.sent_at)),
        gb_datetime_short(each.sent_at),
        as_title(recipient_name(each.recipient)),
        kinds_said({*each.categories} - {Category.EXISTENCE}) or Category.EXISTENCE.label,
        Cell(tag=basis_tag(each), note=". ".join(_stands_on(each))),
        str(each.recorded_by),
    )


def _stands_on(each: Disclosure) -> list[str]:
    """What a basis stands on that is not agreement: who decided, the law, and why nobody was asked."""
    said = (each.lawful_gateway, each.get_para18_reason_display())
    decided = f"Decided by {each.get_authorised_by_display().lower()}" if each.authorised_by != "worker" else ""
    return [words for words in (decided if each.authorised_by else "", *said) if words]
