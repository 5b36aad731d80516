"""What is typed about a referral, by telephone and in writing. Agreement is not among the questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from cases.actions.sharing import Item
from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from cases.vocabulary.sharing import Category, FactOrOpinion, SendingMethod
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form
from safeguarding.actions import NewPlace
from safeguarding.models import Concern, Route
from safeguarding.presenting.referring import Piece, route_words
from safeguarding.vocabulary import ParentTold, RouteKind, Subject, WhyNotTold
from safeguarding.workflow import Move

SHOWN = 300  # characters of a piece beside its box
IN_WRITING = [
    (m.value, m.label) for m in (SendingMethod.SECURE_EMAIL, SendingMethod.PORTAL, SendingMethod.POST_TRACKED)
]
OF_PARENT = ("parent_told", "why_not_told", "parent_told_by")
LONGEST = 20  # words of a title
ELSEWHERE = "elsewhere"  # a place that the directory does not have: nothing stops a referral (promise 7)
ONLY_SPOKEN, ONLY_WRITTEN = ("spoke_to", "their_reference"), ("method",)


class ReferForm(Form):
    """Where it goes, what they are told item by item, and whether the parent knows."""

    belief = TickField(label="I believe that somebody is at risk")
    risk_of_delay = TickField(label="Waiting until somebody is reached is a risk", required=False, reveals="reason")
    reason = NoteField(label="Why", rows=3, max_length=LONGEST_NOTE)
    route = RadioField(
        label="Where does it go?",
        noun="where it goes",
        reveals={ELSEWHERE: ("place_name", "place_kind", "place_telephone")},
    )
    place_name = forms.CharField(
        label="Name of the office", max_length=120, help_text="The manager checks it later. Name no family here"
    )
    place_kind = RadioField(label="What is it?", choices=RouteKind.choices, noun="what it is")
    place_telephone = forms.CharField(label="Its telephone", max_length=40, required=False)
    spoke_to = forms.CharField(label="Whom did you speak to?", max_length=LONGEST_LINE, help_text="Name and role")
    method = RadioField(
        label="How does it go?", choices=IN_WRITING, initial=SendingMethod.SECURE_EMAIL, noun="how it goes"
    )
    day = NearDateField(label="Day", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    their_reference = forms.CharField(label="Their reference", required=False, max_length=LONGEST_LINE)
    items = CheckboxesField(
        label="What are they told?",
        noun="what they are told, item by item",
        help_text="The least that they need to act. Nothing is chosen for you",
    )
    more = NoteField(label="Anything else that they are told", rows=3, required=False, max_length=LONGEST_NOTE)
    protect_source = TickField(label="The family must not learn who told us", required=False)
    parent_told = RadioField(
        label="Does the parent know of this referral?",
        choices=ParentTold.choices,
        noun="whether the parent knows",
        help_text="Their agreement is not needed. Tell them first, unless it would put somebody at more risk",
        reveals={ParentTold.LATER.value: ("parent_told_by",), ParentTold.NO.value: ("why_not_told",)},
    )
    parent_told_by = NearDateField(label="When will they be told?", leaning="future", must_be="today or future")
    why_not_told = RadioField(label="Why not?", choices=WhyNotTold.choices, noun="why not")

    def __init__(
        self,
        *args: Any,
        concern: Concern,
        move: Move,
        routes: Sequence[Route],
        best: Route | None,
        pieces: Sequence[Piece],
        **kwargs: Any,
    ) -> None:
        now = clock.london(clock.now())
        known = {name: getattr(concern, name) for name in OF_PARENT if getattr(concern, name)}
        begin = {
            "day": now.date(),
            "at": now.time().replace(second=0, microsecond=0),
            "route": str(best.pk) if best else "",
        }
        super().__init__(*args, initial=begin | known, **kwargs)
        self.is_written = in_writing(move)
        self.routes = {str(route.pk): route for route in routes}
        self.pieces = {piece.key: piece for piece in pieces}
        known_places = [(pk, _named(route, best)) for pk, route in self.routes.items()]
        offer(self.fields["route"], [*known_places, (ELSEWHERE, "Somewhere else")])
        self.fields["route"].hints = {pk: route_words(route) for pk, route in self.routes.items()}  # type: ignore[attr-defined]
        offer(self.fields["items"], [(piece.key, piece.label) for piece in pieces])
        self.fields["items"].hints = {piece.key: piece.text[:SHOWN] for piece in pieces}  # type: ignore[attr-defined]
        self._ask_only_what_the_move_needs(move)
        if concern.subject == Subject.ADULT:  # an adult is asked to agree, on the concern itself
            self.fields["parent_told"].label = "Do they know of this referral?"
            self.fields["parent_told"].help_text = "Tell them first, unless it would put somebody at more risk"

    def _ask_only_what_the_move_needs(self, move: Move) -> None:
        needless = set(ONLY_SPOKEN if self.is_written else ONLY_WRITTEN)
        if not move.key.startswith("refer_now"):
            needless.add("belief")
        if not move.key.startswith("unavailable"):
            needless.add("risk_of_delay")
        if not move.key.startswith(("refer_now", "unavailable")):
            needless.add("reason")
        for name in needless:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Nobody was told anything in the future."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and said.get("at") and self.told_at > clock.now():
            self.add_error("at", "Time must be now or earlier")
        return said

    @property
    def told_at(self) -> datetime:
        """When they were told."""
        return clock.at(self.cleaned_data["day"], self.cleaned_data["at"])

    def chosen(self) -> list[Piece]:
        """The pieces that are told, in the order in which they are listed."""
        told = [piece for key, piece in self.pieces.items() if key in self.cleaned_data["items"]]
        more = self.cleaned_data.get("more")
        extra = [Piece("more", "Also", more, Category.SAFEGUARDING, FactOrOpinion.FACT)] if more else []
        return [*told, *extra]

    def place(self) -> Route | NewPlace:
        """Where it goes, in the directory or not yet."""
        said = self.cleaned_data
        if said["route"] != ELSEWHERE:
            return self.routes[said["route"]]
        return NewPlace(said["place_kind"], said["place_name"], said["place_telephone"])

    def sent(self) -> dict[str, Any]:
        """What was typed, for the action; the written form is put together elsewhere."""
        said = self.cleaned_data
        items: tuple[Item, ...] = tuple(piece.item for piece in self.chosen())
        method = SendingMethod(said["method"]) if self.is_written else SendingMethod.TELEPHONE
        plain = ("spoke_to", "their_reference", "protect_source", "reason", "belief", "risk_of_delay")
        parent: dict[str, Any] = {"parent_told": said["parent_told"], "why_not_told": said.get("why_not_told") or ""}
        return {
            "route": self.place(),
            "told_at": self.told_at,
            "items": items,
            "method": method,
            "of_parent": parent | {"parent_told_by": said.get("parent_told_by") or None},
            **{name: said[name] for name in plain if said.get(name)},
        }


def in_writing(move: Move) -> bool:
    """Whether a move refers in writing."""
    return move.key.endswith("_written")


def _named(route: Route, best: Route | None) -> str:
    return f"{route.name} (suggested)" if best is not None and route.pk == best.pk else route.name
