"""Making a file a joint one: who, and what was agreed."""

from typing import Any

from cases.forms.choices import LONGEST_NOTE, offer
from cases.models import Person
from foundation.components.fields import NoteField, RadioField, TickField
from foundation.components.forms import Form


class JointForm(Form):
    """Somebody in the case, and the words in which each agreed."""

    person = RadioField(label="Who else confides in this file?", noun="who else confides in this file")
    words = NoteField(label="What each of them agreed, in their words", rows=4, max_length=LONGEST_NOTE)
    apart = TickField(label="Each of them said so to us apart from the other, and knows what it means")

    def __init__(self, *args: Any, people: list[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        offer(self.fields["person"], [(str(person.pk), name) for person, name in people])
