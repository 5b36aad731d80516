"""What was told in a contact, written down with it: the questions that permission adds to the form of a contact."""

from collections.abc import Sequence
from typing import Any

from cases.actions.sharing import already_shared
from cases.forms import ContactForm
from cases.models import Address, ContactPoint, Person
from cases.presenting import name_of
from cases.views.fetching import OpenCase, standing
from cases.vocabulary import Channel, ConsentCheck, Direction, Safe, WithWhom
from cases.vocabulary.sharing import PartyKind
from consent.actions import decisions_of, share
from consent.actions.demands import to_be_followed
from consent.actions.own import TellingThemself, UnsafeWay, tell_themself
from consent.forms.calling import GONE, WITHOUT, ToldInCall, sending_method, writes_to_them
from consent.presenting import names_of
from consent.presenting.sharing import BeforeYouCall, before_you_call
from consent.views.sharing import outside, written_down
from foundation.components.fields import TickField
from foundation.verdict import Refused
from teams.models import User

PRIVATE = frozenset({PartyKind.RELATIVE, PartyKind.OTHER_PARENT, PartyKind.PARENT_OF_CONFIDER})
WHO = "Enter who it was: their name and organisation, or one of the people in this case."


def safe_ways(found: OpenCase, to: Person | None) -> list[ContactPoint | Address]:
    """The ways to reach somebody who confides that are known to be safe, oldest first (R-C2-4): theirs alone, and in a
    joint file never the other's."""
    if to is None or to.has_died:
        return []
    points = standing(ContactPoint, found.case).filter(person=to, safe_to_use=Safe.YES)
    return [*points, *standing(Address, found.case).filter(person=to, safe_to_post=Safe.YES)]


def _written_to(found: OpenCase, form: ContactForm) -> Person | None:
    """Which of those who confide a letter is to: the one that the form names, of a joint file."""
    which = form.data.get("which")
    return next((each for each in found.people if each.is_confider and str(each.pk) == which), found.confider)


class ToldOutside:
    """Before you call, and what was told, for one contact of one case."""

    def __init__(self, found: OpenCase) -> None:
        self.found = found
        known = (decisions_of(found.case), names_of(found.people), to_be_followed(found.case))
        self.panels: Sequence[BeforeYouCall] = [before_you_call(row, *known) for row in outside(found.case)]
        self.asked: ToldInCall | None = None
        self.way: ContactPoint | Address | None = None

    def beginning(self, to: str) -> dict[str, Any]:
        """Who it is and that it was agreed to, when somebody is called who may be told something: all of it is the
        permission's, so that what is left to say is what they were told (R-C8-4)."""
        panel = next((each for each in self.panels if each.kinds and str(each.recipient.pk) == to), None)
        if panel is None:
            return {}
        who = WithWhom.OTHER if panel.recipient.kind in PRIVATE else WithWhom.PROFESSIONAL
        known = {"other_kind": who, "other_party": panel.title, "told_to": to}
        return known | {"somebody_else": True, "direction": Direction.OUT, "consent_check": ConsentCheck.AGREED}

    def extend(self, form: ContactForm) -> None:
        """Ask whom was told what; and of a letter to the service user whether it could be sent."""
        self.asked = ToldInCall.ask_in(form, self.panels, self.found.named())
        channel = writes_to_them(form)
        if channel and self.found.confider is not None:
            self._check_channel(form, channel)

    def _check_channel(self, form: ContactForm, channel: str) -> None:
        """The way must be known to be safe (D48); of what has gone all the same it can be said that it has."""
        ways = safe_ways(self.found, _written_to(self.found, form))
        self.way = next((way for way in ways if getattr(way, "channel", Channel.POST) == channel), None)
        if self.way is None:
            form.fields["gone_anyway"] = TickField(label=GONE, required=False)

    def write(self, *, by: User, form: ContactForm) -> None:
        """Write down what left: with permission, without it, or to the service user themself."""
        asked = self.asked
        if asked is None or form.cleaned_data["reached"] not in ("", "in_touch"):
            return
        if asked.to == WITHOUT:
            self._admit(by, asked)
        elif asked.to:
            panel = next(each for each in self.panels if str(each.recipient.pk) == asked.to)
            share(by=by, case=self.found.case, told=asked.told(panel), telling=asked.telling(panel))
        elif writes_to_them(form) and (to := _written_to(self.found, form)) is not None:
            self._to_themself(by, form, to)

    def _admit(self, by: User, asked: ToldInCall) -> None:
        if not asked.has_name():
            raise Refused(WHO)
        told = asked.told_without(written_down(by, self.found.case, asked.somebody()))
        words = asked.said["told_about_family"]
        already_shared(by=by, case=self.found.case, told=told, cause=asked.cause, what_happened=words)

    def _to_themself(self, by: User, form: Any, to: Person) -> None:
        """Refused by a way that is not known to be safe, and that is written down too; unless it has gone already."""
        if self.way is None and not form.cleaned_data["gone_anyway"]:
            raise UnsafeWay(by=by, case=self.found.case, to=to, name=name_of(to))
        how = sending_method(form.cleaned_data["method"])
        at, what = form.happened_at(), form.cleaned_data["summary"]
        said = TellingThemself(to, name_of(to), how, at, what, self.way, unsafe=self.way is None)
        tell_themself(by=by, case=self.found.case, said=said)
