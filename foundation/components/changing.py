"""A form that changes what is kept: when that was changed while the form was open, neither version is lost (promise 9).

Such a form carries what stood in it when it was drawn, signed. When it is sent and something else stands there by now,
nothing is recorded: both versions are shown, field by field, and whoever sent it says which to keep. The row's number
of changes travels with it, and the database refuses a change that has not seen the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from foundation.unfinished import Unfinished

from .forms import Form
from .words import gb_date, gb_time

BEGAN = "began"  # the hidden field: what stood in the form when it was drawn
TAKE = "take-"  # before a field's name: whose version of it is kept
THEIRS, MINE = "theirs", "mine"
DECIDED = "Somebody decided this while you had it open. Theirs holds; nothing of yours is recorded"
CHANGED = "Somebody changed this while you had it open. Nothing of yours is lost: choose what to keep"
NOT_CHOSEN = "Say for every question which of the two to keep"
Sent = dict[str, list[str]]


@dataclass(frozen=True)
class Clash:
    """One question that is answered in two ways."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    keep: str

    @property
    def id(self) -> str:
        """Where the page's first error leads."""
        return f"id_{TAKE}{self.name}"

    @property
    def field_name(self) -> str:
        """The field in which whoever reads this says what to keep."""
        return f"{TAKE}{self.name}"


class ChangingForm(Form):
    """A form about something that is kept.

    ``changing`` is the row; None when nothing is kept yet. ``kept`` is what stands there now, by field, where that is
    not what the form begins with: a form that adds a version, or suggests a day. ``settled`` says that it is decided
    and nobody decides it again: both answers are shown, the first holds. ``last`` is the row that tells who and when.
    """

    changing: Any = None
    clashes: tuple[Clash, ...] = ()
    is_unanswered = False  # whether the page had asked which to keep, and was not told

    def __init__(
        self,
        *args: Any,
        changing: Any = None,
        kept: Mapping[str, Any] | None = None,
        settled: bool = False,
        last: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.changing, self.kept, self.is_decided, self.last = changing, kept, settled, last

    def is_valid(self) -> bool:
        """Whether this was sent, is in order, and was filled in with what stands there now in sight."""
        if self.changing is None or not self.is_bound or isinstance(self.data, Unfinished):
            return super().is_valid()
        if self.is_decided:
            return self._say_what_was_decided()
        seen = self._take_what_was_chosen()
        self.is_unanswered = any(self.data.get(f"{TAKE}{name}") not in {THEIRS, MINE} for name in seen.asked)
        self.clashes = self._clashing(seen) if self.is_unanswered or seen.sent != self._stands() else ()
        if self.clashes:
            self._errors, self.cleaned_data = ErrorDict(), {}
            self.add_error(None, NOT_CHOSEN if self.is_unanswered else CHANGED)
            return False
        # What was changed besides, and this form does not ask, need not have been seen; everything else has to be.
        if seen.sent != self._stands() and self.differs:
            self.changing.edition = seen.edition
        return super().is_valid()

    @property
    def errors_lead_to(self) -> str:
        """Where the page's first error leads: the first question that is to be decided."""
        undecided = [clash.id for clash in self.clashes if not clash.keep]
        return next(iter([*undecided, *(clash.id for clash in self.clashes)]), "") if not self.is_decided else ""

    @property
    def differs(self) -> bool:
        """Whether what was typed would change what stands there now."""
        now, mine = self._stands(), dict(_lists_of(self.data))
        return any(self._meaning(name, now) != self._meaning(name, mine) for name in self.fields)

    def saw(self, name: str) -> Any:
        """What stood in one question when its person last looked, for whoever records what they answer."""
        return self._meaning(name, self._seen().sent)

    def words_of(self, name: str, value: Any) -> str:
        """How an answer to one question reads."""
        return self._in_words(name, as_sent(self.fields[name], self.add_prefix(name), value))

    @property
    def began(self) -> str:
        """What the form carries: what stood in it when its person began, as long as they go on with it."""
        if self.changing is None or self.is_decided:
            return ""
        stands, seen = self._stands(), self._seen()
        if self.clashes:
            asked = [clash.name for clash in self.clashes if not clash.keep]
            seen = Seen(edition_of(self.changing), stands, seen.first, asked)
        elif not isinstance(self.data, Unfinished):  # whatever was asked is answered
            seen = Seen(seen.edition, seen.sent, seen.sent, [])
        return seen.signed(self._place())

    @property
    def changed_by(self) -> str:
        """Who changed the row last, for the page that says so."""
        return str(getattr(self.last or self.changing, "edited_by", None) or "")

    @property
    def changed_at(self) -> datetime | None:
        """When."""
        return getattr(self.last or self.changing, "edited_at", None)

    def as_typed(self) -> Iterator[tuple[str, str]]:
        """Everything that was typed, for the page that asks what to keep of it."""
        names = {name for field in self.fields for name in self._names(field)}
        for name, values in _lists_of(self.data):
            if name in names:
                yield from ((name, value) for value in values)

    def _place(self) -> str:
        return f"{type(self).__qualname__}.{self.changing.pk if self.changing else ''}"

    def _seen(self) -> Seen:
        """What stood there when the form was drawn; what stands there now, when it does not say."""
        stands = self._stands()
        now = Seen(edition_of(self.changing), stands, stands, [])
        return Seen.read(str(self.data.get(BEGAN, "")), self._place()) or now

    def _stands(self) -> Sent:
        """What stands there now, as a browser would send it."""
        stands: Sent = {}
        for name, field in self.fields.items():
            value = self.get_initial_for_field(field, name) if self.kept is None else self.kept.get(name)
            stands |= as_sent(field, self.add_prefix(name), value)
        return stands

    def _names(self, name: str) -> list[str]:
        """What the parts of one answer are called when they are sent."""
        field, sent = self.fields[name], self.add_prefix(name)
        if isinstance(field.widget, forms.MultiWidget):
            return [part["name"] for part in field.widget.get_context(sent, None, {})["widget"]["subwidgets"]]
        return [sent]

    def _say_what_was_decided(self) -> bool:
        self.clashes = self._clashing(Seen(0, {}, {}, []))
        self._errors, self.cleaned_data = ErrorDict(), {}
        self.add_error(None, DECIDED)
        return False

    def _take_what_was_chosen(self) -> Seen:
        """Put what stood on the page that asked in place of what was typed, where that was chosen."""
        seen, typed = self._seen(), dict(_lists_of(self.data))
        for name in self.fields:
            if typed.get(f"{TAKE}{name}", [""])[-1] == THEIRS:
                for part in self._names(name):
                    typed[part] = seen.sent.get(part, [])
        self.data = _query_of(typed)
        return seen

    def _clashing(self, seen: Seen) -> tuple[Clash, ...]:
        """Every question in which what stands there now is not what was typed."""
        now, mine = self._stands(), dict(_lists_of(self.data))
        found = (self._clash(name, seen.first, now, mine) for name in self.fields)
        return tuple(clash for clash in found if clash is not None)

    def _clash(self, name: str, *versions: Mapping[str, list[str]]) -> Clash | None:
        before, now, mine = (self._meaning(name, version) for version in versions)
        if now == mine or self.fields[name].widget.is_hidden:
            return None
        opened, there, typed = (self._in_words(name, version) for version in versions)
        keep = MINE if before == now else THEIRS if before == mine else ""
        return Clash(name, str(self.fields[name].label), opened, there, typed, keep)

    def _meaning(self, name: str, sent: Mapping[str, list[str]]) -> Any:
        """What an answer comes to, so that one day written in two ways is one answer."""
        field, raw = self.fields[name], self._raw(name, sent)
        try:
            meant = field.clean(raw)
        except ValidationError:
            meant = raw
        if isinstance(meant, str):
            return meant.replace("\r\n", "\n")
        return sorted(meant) if isinstance(meant, list) else meant

    def _raw(self, name: str, sent: Mapping[str, list[str]]) -> Any:
        return self.fields[name].widget.value_from_datadict(_query_of(sent), {}, self.add_prefix(name))

    def _in_words(self, name: str, sent: Mapping[str, list[str]]) -> str:
        field, raw = self.fields[name], self._raw(name, sent)
        if isinstance(field.widget, forms.CheckboxInput):
            return "Ticked" if raw else "Not ticked"
        meant = self._meaning(name, sent)
        if isinstance(meant, date | time):
            return gb_date(meant) if isinstance(meant, date) else gb_time(meant)
        told = {str(value): str(label) for value, label in _choices_of(field)}
        values = raw if isinstance(raw, list) else [raw]
        return ", ".join(told.get(str(value), str(value)) for value in values if value not in {None, ""})


@dataclass(frozen=True)
class Seen:
    """What somebody had before them: which change of the row, what stood in the form then and when they first opened
    it, and which questions the page asked them to decide."""

    edition: int
    sent: Sent
    first: Sent
    asked: list[str]

    def signed(self, place: str) -> str:
        """As the form carries it; signed for its place, so that it says nothing of another row."""
        return _signer(place).sign_object([self.edition, self.sent, self.first, self.asked], compress=True)

    @classmethod
    def read(cls, text: str, place: str) -> Seen | None:
        """What a form carries; anything that is not ours, or not of this place, is nothing."""
        try:
            return cls(*_signer(place).unsign_object(text))
        except signing.BadSignature:
            return None


def edition_of(row: Any) -> int:
    """How often a row was changed, if it counts that."""
    return getattr(row, "edition", 0)


def _signer(place: str) -> signing.Signer:
    return signing.Signer(salt=f"foundation.changing.{place}")


def as_sent(field: forms.Field, name: str, value: Any) -> Sent:
    """A value as a browser would send it from the form in which it stands; an empty one is not sent."""
    value, widget = field.prepare_value(value), field.widget
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"]} if value else {}
    if isinstance(widget, forms.MultiWidget):
        parts = widget.get_context(name, value, {})["widget"]["subwidgets"]
        return {part["name"]: [str(part["value"])] for part in parts if part["value"] not in {None, ""}}
    shown = widget.format_value(value)
    found = [str(each) for each in (shown if isinstance(shown, list | tuple) else [shown]) if each not in {None, ""}]
    return {name: found} if found else {}


def _choices_of(field: forms.Field) -> Iterator[tuple[Any, Any]]:
    for value, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _lists_of(data: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(data, QueryDict):
        yield from data.lists()
    else:
        yield from ((name, value if isinstance(value, list) else [value]) for name, value in data.items())


def _query_of(sent: Mapping[str, list[str]]) -> QueryDict:
    made = QueryDict("", mutable=True)
    for name, values in sent.items():
        made.setlist(name, list(values))
    return made
