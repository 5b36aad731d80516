"""A search that somebody made: its term sealed under their own key, its page addressed by a random id."""

from typing import ClassVar

from django.db import models

from audit.models import Recorded
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class SavedSearch(Recorded):
    """One search. Only its maker can see that it exists, and it is gone after a day."""

    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    term = SealedTextField()

    sealing_scope = "made_by_id"
    register = Register(identifying=("term",), personal=("made_by",), technical=("id", "made_at"))

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["made_at"], name="search_age")]
