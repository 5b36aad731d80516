"""How two people of a case belong together, and what follows from it for the child."""

from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE
from cases.forms.records import (
    AbilityForm,
    AddressForm,
    FormerNameForm,
    ReachForm,
    RecordForm,
    RepresentativeForm,
    WishesForm,
    ends_after,
)
from cases.models import Code, Person, PersonLink
from cases.vocabulary import (
    AdultLink,
    CodeList,
    LivesWith,
    OrderKind,
    Responsibility,
    ResponsibilitySource,
    Untold,
)
from foundation.components.dates import NearDateField
from foundation.components.fields import NoteField, RadioField, YesNoField

# Which relationships a source of parental responsibility can belong to; a court order to any.
SOURCE_FITS: dict[str, frozenset[str]] = {
    ResponsibilitySource.BIRTH_MOTHER: frozenset({"mother"}),
    ResponsibilitySource.MARRIED_FATHER: frozenset({"father"}),
    ResponsibilitySource.BIRTH_CERTIFICATE: frozenset({"father"}),
    ResponsibilitySource.SECOND_FEMALE_PARENT: frozenset({"mother", "second_parent"}),
    ResponsibilitySource.AGREEMENT: frozenset({"father", "second_parent", "step_parent"}),
    ResponsibilitySource.SPECIAL_GUARDIANSHIP: frozenset(
        {"special_guardian", "grandparent", "aunt_uncle", "other_relative"}
    ),
    ResponsibilitySource.ADOPTION: frozenset({"adoptive_parent", "mother", "father", "second_parent", "step_parent"}),
    ResponsibilitySource.CARE_ORDER: frozenset({"la_corporate_parent"}),
}
BETWEEN_CHILDREN = frozenset({"sibling", "other_relative", "other"})
SWAPPED = {Untold.PERSON: Untold.OTHER, Untold.OTHER: Untold.PERSON}


def wrong_kind(kind: str, children: int) -> str:
    """Why a relationship does not fit two people of whom so many are children, or nothing when it does."""
    if (kind in AdultLink.values) == bool(children):
        fits = "what the adult is to the child" if children else "what one adult is to the other"
        return f"Select {fits}"
    if children == 2 and kind not in BETWEEN_CHILDREN:
        return "Both are children. Select brother or sister, or another relative"
    return ""


def wrong_source(kind: str, source: str) -> str:
    """Why parental responsibility of this source does not fit a relationship, or nothing when it does."""
    fits = SOURCE_FITS.get(source)
    return "" if fits is None or kind in fits else "Select a source that fits how they are related"


class RelationshipForm(RecordForm):
    """What one person is to another. Opened from one person's card; of an adult and a child, the adult is the first."""

    key, model = "relationship", PersonLink
    noun = "relationship"
    page_title, add_title = "Change a relationship", "Add a relationship"
    other_person = RadioField(label="Whom are they related to?", noun="whom they are related to")
    kind = forms.ChoiceField(label="How are they related?")
    responsibility = RadioField(
        label="Does the adult have parental responsibility?",
        choices=Responsibility.choices,
        required=False,
        noun="whether there is parental responsibility",
        reveals={Responsibility.YES: ("responsibility_source", "evidence_seen", "shared_with_council")},
    )
    responsibility_source = forms.ChoiceField(
        label="Where does it come from?", choices=[("", "Not known"), *ResponsibilitySource.choices], required=False
    )
    evidence_seen = forms.BooleanField(label="We have seen evidence of it", required=False)
    shared_with_council = forms.BooleanField(label="It is shared with a council (care order)", required=False)
    lives_with = RadioField(
        label="Does the child live with this adult?",
        choices=LivesWith.choices,
        required=False,
        inline=True,
        noun="whether the child lives with them",
    )
    is_education_parent = forms.BooleanField(
        label="Counts as a parent in education law: cares for the child, or has parental responsibility", required=False
    )
    has_order = YesNoField(
        label="Is there a court order between them?",
        required=False,
        noun="whether there is a court order",
        reveals={"yes": ("order_kind", "order_from", "order_to", "order_text")},
    )
    order_kind = forms.ChoiceField(label="What kind of order", choices=[("", "Choose a kind"), *OrderKind.choices])
    order_from = NearDateField(label="In force from", required=False, leaning="past")
    order_to = NearDateField(label="In force until", required=False, leaning="future")
    order_text = NoteField(label="What it says", rows=4, required=False, max_length=LONGEST_NOTE)
    must_not = YesNoField(
        label="Must one of them not be told about the other?",
        required=False,
        noun="whether one must not be told",
        reveals={"yes": ("untold", "untold_reason")},
    )
    untold = RadioField(label="Who must not be told?", noun="who must not be told")
    untold_reason = NoteField(
        label="Why",
        rows=3,
        max_length=LONGEST_LINE,
        help_text="This stands as a warning above every page of the case",
    )
    from_on = NearDateField(label="From", required=False, leaning="past")
    to_on = NearDateField(label="Until", required=False, leaning="past")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(person.pk): (person, name) for person, name in self.others}
        if self.is_new:
            self.fields["other_person"].choices = [(pk, name) for pk, (_, name) in self.pairs.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["other_person"]
        them = "the other" if self.is_new else self.pairs[str(self.row.other_id)][1]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "Choose one"), *self._kinds()]  # type: ignore[attr-defined]
        self.fields["untold"].choices = [  # type: ignore[attr-defined]
            (Untold.PERSON.value, f"{self.called} must not be told about {them}"),
            (Untold.OTHER.value, f"{them[:1].upper()}{them[1:]} must not be told about {self.called}"),
            (Untold.BOTH.value, "Neither may be told about the other"),
        ]

    def _kinds(self) -> list[Any]:
        of_child = [*Code.objects.choices(CodeList.RELATIONSHIP)]
        return [("The adult is the child’s", of_child), (f"{self.called} and the other adult", list(AdultLink.choices))]

    def begins_with(self) -> dict[str, Any]:
        """Questions that lead to others are answered as the row stands."""
        if self.is_new:
            return {}
        return {"has_order": bool(self.known["order_kind"]), "must_not": bool(self.known["untold"])}

    def _other(self) -> str:
        """The key of the other of the two; nothing until they are chosen."""
        return str(self.cleaned_data.get("other_person", "") if self.is_new else self.row.other_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A relationship that fits the two, parental responsibility that fits the relationship, days in their order."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self._other() and said.get("kind"):
            self._check_kind(said, [self.person, self.pairs[self._other()][0]])
        ends_after(self, said, "order_from", "order_to")
        ends_after(self, said, "from_on", "to_on")
        return said

    def _check_kind(self, said: dict[str, Any], two: list[Person]) -> None:
        children = sum(person.is_young for person in two)
        fault = wrong_kind(said["kind"], children)
        if fault:
            self.add_error("kind", fault)
        elif children != 1 and said.get("responsibility"):
            self.add_error(
                "responsibility", "Parental responsibility is of an adult for a child. Leave this unanswered"
            )
        elif wrong_source(said["kind"], said.get("responsibility_source", "")):
            self.add_error("responsibility_source", wrong_source(said["kind"], said["responsibility_source"]))

    def said(self) -> dict[str, Any]:
        """What was typed, with the adult first of an adult and a child."""
        said, other = super().said(), self.pairs[self._other()][0]
        if self.person.is_young and not other.is_young:
            untold = said["untold"]
            return said | {"person": other, "other": self.person, "untold": SWAPPED.get(untold, untold)}
        return said | {"person": self.person, "other": other}


RECORDS: dict[str, type[RecordForm]] = {
    form.key: form
    for form in (ReachForm, AddressForm, RelationshipForm, RepresentativeForm, AbilityForm, WishesForm, FormerNameForm)
}
