"""Concerns: addresses below a case, with random ids, a word from the workflow, and nothing else in them."""

from django.urls import path, register_converter

from safeguarding.views import concerns, emergency
from safeguarding.workflow import MOVES, Move


class StepConverter:
    """A move of a concern by its key; any other word is no address of ours."""

    regex = "|".join(MOVES)

    def to_python(self, value: str) -> Move:
        """The row of the workflow."""
        return MOVES[value]

    def to_url(self, value: Move | str) -> str:
        """Its key."""
        return value if isinstance(value, str) else value.key


register_converter(StepConverter, "step")

app_name = "safeguarding"
urlpatterns = [
    path("emergency/", emergency.numbers, name="emergency"),
    path("emergency/record/", emergency.record, name="record_emergency"),
    path("cases/<uuid:pk>/concerns/", concerns.concerns, name="concerns"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/", concerns.concern, name="concern"),
]
