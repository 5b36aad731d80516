"""Giving somebody their own record: how it goes to them."""

from collections.abc import Sequence
from typing import Any

from cases.forms.choices import offer
from cases.models import Address, ContactPoint
from cases.presenting import text_of
from cases.vocabulary.sharing import SendingMethod
from foundation.components.fields import RadioField
from foundation.components.forms import Form

BY_HAND = "by_hand"
NOT_SAFE = "Only ways that are known to be safe are offered"


class GiveForm(Form):
    """Into their hand, or by a way that is known to be safe; there is nothing else to choose from (D48)."""

    how = RadioField(label="How does it go to them?", noun="how it goes to them", help_text=NOT_SAFE)

    def __init__(self, *args: Any, ways: Sequence[ContactPoint | Address], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {str(way.pk): way for way in ways}
        named = [(pk, in_words(way)) for pk, way in self.ways.items()]
        offer(self.fields["how"], [(BY_HAND, "Into their hand"), *named])

    def way(self) -> ContactPoint | Address | None:
        """The way that was chosen; None: into their hand."""
        return self.ways.get(self.cleaned_data["how"])


def in_words(way: ContactPoint | Address) -> str:
    """A way to reach somebody; an address is not shown here, where nobody asked to see it."""
    return "By post" if isinstance(way, Address) else f"{way.get_channel_display()}: {text_of(way.value)}"


def sent_by(way: ContactPoint | Address | None) -> SendingMethod:
    """How something goes by such a way."""
    if way is None:
        return SendingMethod.IN_PERSON
    return SendingMethod.POST_TRACKED if getattr(way, "channel", "post") == "post" else SendingMethod.SECURE_EMAIL
