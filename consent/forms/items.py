"""One thing that was told: in what words, about whom, whose account it is and where it comes from. All but the words is
derived, said in one line, and changed only by whoever says that it is otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from cases.actions.sharing import ONWARD, Item
from cases.forms.choices import LONGEST_LINE
from cases.models import Person
from cases.vocabulary import PersonRole
from cases.vocabulary.sharing import Category, FactOrOpinion, ItemSource
from foundation.components.dates import NearDateField
from foundation.components.fields import TickField
from foundation.components.forms import word_errors
from foundation.components.naming import name_field

NOBODY = "nobody in particular"
PARTS = ("about", "account", "source")
FURTHER: dict[str, Any] = {"redactions": "", "onward": "", "review_on": None}
FURTHER_SAID = "Something was left out, they may do more with it, or it is to be looked at again. Say so"
REVIEWED, A_TASK = "When to look at what came of it", "It becomes a task of yours"
CHILDS = Category.of_the_child() | {Category.SEN_NEEDS}


def derived_subject(kind: Category, people: Sequence[Person]) -> Person | None:
    """Whom an item is about, as far as its kind and those it may be about say: the only one, or the only child of them
    when it is of a kind that is a child's."""
    if len(people) == 1:
        return people[0]
    children = [person for person in people if person.role in PersonRole.children()]
    return children[0] if kind in CHILDS and len(children) == 1 else None


def put_into(form: Any, name: str, field: forms.Field) -> None:
    """Put a field into a form that exists, with its errors in our words."""
    name_field(field, name)
    word_errors(field)
    form.fields[name] = field


def words_field(kind: Category, *, required: bool) -> forms.CharField:
    """A few words of what was told of one kind."""
    label = f"What you tell them: {kind.label.lower()}" if required else f"In a few words: {kind.label.lower()}"
    more = "" if required else "Left empty, it is what you wrote above"
    return forms.CharField(label=label, max_length=LONGEST_LINE, required=required, help_text=more)


def change_fields(
    key: str, kind: Category | None, people: Sequence[tuple[Person, str]], about: Sequence[Person]
) -> list[tuple[str, forms.Field]]:
    """The line that says what is derived, and the questions that changing it asks; ``about``: whom it may be about."""
    names = {person.pk: name for person, name in people}
    subject = derived_subject(kind, about) if kind else None
    line = f"About {names[subject.pk] if subject else NOBODY}, a fact, which the service user told us. Change"
    tick = TickField(label=line, required=False, reveals=tuple(f"{part}_{key}" for part in PARTS))
    chosen = [(str(pk), name) for pk, name in names.items()]
    return [
        (f"more_{key}", tick),
        (f"about_{key}", _select("Whom is it about?", [("", NOBODY.capitalize()), *chosen], _pk(subject))),
        (f"account_{key}", _select("Whose account is it?", FactOrOpinion.choices, FactOrOpinion.FACT)),
        (f"source_{key}", _select("Where does it come from?", ItemSource.choices, ItemSource.SERVICE_USER)),
    ]


def further_fields(key: str) -> list[tuple[str, forms.Field]]:
    """What is seldom to be said of what went: what was left out, what they may do with it, when to look at it again."""
    names = tuple(f"{key}_{part}" for part in FURTHER)
    tick = TickField(label=FURTHER_SAID, required=False, reveals=names)
    left_out = forms.CharField(label="What you left out or blacked out", required=False, max_length=LONGEST_LINE)
    onward = forms.CharField(label="What they may do with it", required=False, max_length=LONGEST_LINE)
    onward.help_text = f"Left empty, it is: {ONWARD}"
    review = NearDateField(label=REVIEWED, required=False, leaning="future", must_be="future", help_text=A_TASK)
    return [(f"{key}_more", tick), *zip(names, (left_out, onward, review), strict=True)]


def further_said(said: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The same, as a disclosure takes it."""
    return {part: said.get(f"{key}_{part}") or nothing for part, nothing in FURTHER.items()}


def _pk(person: Person | None) -> str:
    return str(person.pk) if person else ""


def _select(label: str, choices: Iterable[Any], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), initial=initial, required=False)


def item_said(
    said: Mapping[str, Any],
    key: str,
    kind: Category,
    words: str,
    *,
    people: Mapping[str, Person],
    about: Sequence[Person],
) -> Item:
    """One item: as it was changed, or as it is derived."""
    if not said.get(f"more_{key}"):
        return Item(kind, words, derived_subject(kind, about))
    account, source = said.get(f"account_{key}"), said.get(f"source_{key}")
    return Item(
        kind,
        words,
        people.get(said.get(f"about_{key}") or ""),
        FactOrOpinion(account or FactOrOpinion.FACT),
        ItemSource(source or ItemSource.SERVICE_USER),
    )
