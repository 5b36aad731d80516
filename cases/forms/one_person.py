"""What is typed about two records of one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.choices import LONGEST_LINE, offer
from cases.forms.kept import SectionForm
from cases.forms.sections import SECTIONS
from cases.models import Person
from cases.presenting import name_of, readable_of
from cases.vocabulary import PersonRole
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form

# Parts of which one answer means nothing without the others, with what goes along unasked.
WHOLE = {
    "died": ("death_known", "deceased_on"),
    "risk": ("risk_kind", "risk_reason", "risk_set_on", "risk_review_due"),
    "privacy": ("privacy_version", "privacy_method", "privacy_explained_on", "privacy_explained_by"),
}
FIRST, SECOND = "first", "second"
CHANGED = "Somebody changed one of the two while you had this open. Look at both again"
OLD_NAME = "The name that is not kept was theirs once: keep it as a former name"
NAMES = ("given_name", "family_name")


class TwoRecordsForm(Form):
    """Which two of the people of a case are one."""

    first = forms.ChoiceField(label="The one")
    second = forms.ChoiceField(label="And the other")

    def __init__(self, *args: Any, people: Iterable[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(person.pk), f"{name}, {person.get_role_display().lower()}") for person, name in people]
        for name in ("first", "second"):
            offer(self.fields[name], [("", "Choose"), *known])

    def clean(self) -> dict[str, Any]:
        """Two are two."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error("second", "Choose two: this is the same record twice")
        return said

    def chosen(self) -> tuple[UUID, UUID]:
        """Whom."""
        return UUID(self.cleaned_data["first"]), UUID(self.cleaned_data["second"])


@dataclass(frozen=True)
class Part:
    """What is asked together: what stands with each of the two, and how that reads."""

    name: str
    label: str
    names: tuple[str, ...]
    words: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return all(self.words) and self.words[0] != self.words[1]

    def field(self) -> RadioField:
        """The question which of the two is right."""
        choices = [(FIRST, self.words[0]), (SECOND, self.words[1])]
        about = self.label.rstrip("?")
        noun = f"which is right: {about[0].lower()}{about[1:]}"
        return RadioField(label=self.label, choices=choices, noun=noun)

    @property
    def only_second(self) -> bool:
        """Whether only the record that goes says anything."""
        return not self.words[0] and bool(self.words[1])


def parts_of(first: Person, second: Person) -> list[Part]:
    """Everything that is known of either."""
    return [part for section in SECTIONS.values() for part in _parts_of(section, first, second)]


def _parts_of(section: type[SectionForm], *two: Person) -> list[Part]:
    forms_of = [section(None, person=each) for each in two]
    names = list(forms_of[0].known)
    words = {name: [form.words_of(name, form.known[name]) for form in forms_of] for name in names}
    if section.key in WHOLE:
        first, second = (", ".join(filter(None, (words[name][at] for name in names))) for at in (0, 1))
        return [Part(section.key, section.page_title, WHOLE[section.key], (first, second))]
    fields = forms_of[0].fields
    return [Part(name, str(fields[name].label), (name,), (words[name][0], words[name][1])) for name in names]


class OnePersonForm(Form):
    """What of two records is true, wherever they differ; what only one of them says is kept anyway."""

    def __init__(self, *args: Any, first: Person, second: Person, **kwargs: Any) -> None:
        """``first`` is the record that stays."""
        self.two = {FIRST: first, SECOND: second}
        self.parts = parts_of(first, second)
        self.now = f"{first.edition}.{second.edition}"
        self.base_fields = self._asked()  # type: ignore[misc]  # so that each field is worded as any other is
        super().__init__(*args, initial={"seen": self.now}, **kwargs)

    def _asked(self) -> dict[str, forms.Field]:
        asked: dict[str, forms.Field] = {part.name: part.field() for part in self.parts if part.differs}
        if set(NAMES) & set(asked):
            asked["keep_old_name"] = forms.BooleanField(label=OLD_NAME, required=False)
        asked["reason"] = NoteField(label="How you know that they are one", rows=3, max_length=LONGEST_LINE)
        return asked | {"seen": forms.CharField(widget=forms.HiddenInput, required=False)}

    def clean(self) -> dict[str, Any]:
        """What was chosen is what stands there still, and agrees with itself."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("seen") != self.now:
            self.data = {**self.data, "seen": self.now}
            self.add_error(None, CHANGED)
        elif not self.errors:
            self._check(self._kept())
        return said

    def _check(self, kept: Mapping[str, Any]) -> None:
        born, died = kept["date_of_birth"], kept["deceased_on"]
        if kept["role"] == PersonRole.UNBORN and born:
            self.add_error(self._about("role"), "An unborn child has no date of birth. Choose who they are now")
        if born and died and died < born:
            self.add_error(self._about("date_of_birth"), "When they died must be after the date of birth")
        if kept["sen_secondary"] and kept["sen_secondary"] == kept["sen_primary"]:
            self.add_error(self._about("sen_secondary"), "Second need must be another one than the main need")

    def _about(self, name: str) -> str | None:
        return name if name in self.fields else None

    def _from_second(self) -> list[str]:
        """The columns in which the record that goes is right."""
        taken = (part for part in self.parts if part.only_second or self.cleaned_data.get(part.name) == SECOND)
        return [name for part in taken for name in part.names]

    def _kept(self) -> dict[str, Any]:
        """What the person is from now on, in everything that is asked."""
        theirs = set(self._from_second())
        names = [name for part in self.parts for name in part.names]
        return {name: readable_of(self.two[SECOND if name in theirs else FIRST], name) for name in names}

    def said(self) -> dict[str, Any]:
        """What changes on the record that stays, for the action: nothing is expected of whoever is born, and an age is
        not guessed where a birthday is known."""
        kept = self._kept()
        said = {name: kept[name] for name in self._from_second()}
        if kept["role"] != PersonRole.UNBORN and kept["expected_on"]:
            said["expected_on"] = None
        if kept["date_of_birth"] and kept["age_band"]:
            said["age_band"] = ""
        told = [day for each in self.two.values() if (day := each.rights_explained_on)]
        return said | ({"rights_explained_on": min(told)} if told else {})

    def former_name(self) -> str:
        """The name that is not kept, if it is to be kept as an earlier one."""
        if not self.cleaned_data.get("keep_old_name"):
            return ""
        kept = self._kept()
        now = " ".join(filter(None, (kept[name] for name in NAMES)))
        return next((old for each in self.two.values() if (old := _full(each)) != now), "")


def _full(person: Person) -> str:
    return " ".join(filter(None, (readable_of(person, name) for name in NAMES))) or name_of(person)
