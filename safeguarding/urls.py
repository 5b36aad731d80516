"""Concerns: addresses below a case, with random ids, a word from the workflow, and nothing else in them."""

from django.urls import path, register_converter

from safeguarding.forms import PARTS, PartForm
from safeguarding.views import (
    agreeing,
    answering,
    boards,
    concerns,
    describing,
    discussing,
    emergency,
    injuries,
    laws,
    moving,
    packets,
    raising,
    referring,
    rota,
)
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


class PartConverter:
    """A part of what is known of a concern by its key; any other word is no address of ours."""

    regex = "|".join(PARTS)

    def to_python(self, value: str) -> type[PartForm]:
        """The form of the part."""
        return PARTS[value]

    def to_url(self, value: type[PartForm] | str) -> str:
        """Its key."""
        return value if isinstance(value, str) else value.key


register_converter(StepConverter, "step")
register_converter(PartConverter, "part")

app_name = "safeguarding"
urlpatterns = [
    path("emergency/", emergency.numbers, name="emergency"),
    path("emergency/record/", emergency.record, name="record_emergency"),
    path("discussions/<uuid:packet>/", packets.packet, name="packet"),
    path("concerns/", boards.board, name="board"),
    path("concerns/register/", boards.register, name="register"),
    path("rota/", rota.rota, name="rota"),
    path("rota/add/", rota.add_turn, name="add_turn"),
    path("rota/<uuid:turn>/withdraw/", rota.withdraw_turn, name="withdraw_turn"),
    path("directory/", rota.directory, name="directory"),
    path("directory/add/", rota.add_route, name="add_route"),
    path("directory/<uuid:route>/check/", rota.verify_route, name="verify_route"),
    path("directory/<uuid:route>/withdraw/", rota.withdraw_route, name="withdraw_route"),
    path("working-days/", agreeing.days, name="days"),
    path("working-days/add/", agreeing.add_day, name="add_day"),
    path("working-days/<uuid:day>/answer/", agreeing.answer_day, name="answer_day"),
    path("laws/", agreeing.laws, name="laws"),
    path("laws/date/", agreeing.date_law, name="date_law"),
    path("laws/<uuid:law>/answer/", agreeing.answer_law, name="answer_law"),
    path("cases/<uuid:pk>/concerns/", concerns.concerns, name="concerns"),
    path("cases/<uuid:pk>/concerns/raise/", raising.raise_concern, name="raise"),
    path("concerns/raise/", raising.raise_from_nothing, name="raise_from_nothing"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/", concerns.concern, name="concern"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/refer/<step:move>/", referring.refer, name="refer"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/answer/<step:move>/", answering.answer, name="answer"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/referrals/<uuid:referral>/", referring.referral, name="referral"),
    path(
        "cases/<uuid:pk>/concerns/<uuid:concern>/referrals/<uuid:referral>/pdf/",
        referring.referral_pdf,
        name="referral_pdf",
    ),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/move/<step:move>/", moving.move, name="move"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/sharing/decide/", laws.decide_sharing, name="decide_sharing"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/sharing/<uuid:decision>/", laws.share_by_duty, name="share_by_duty"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/put-again/<uuid:packet>/", discussing.put_again, name="put_again"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/injuries/", injuries.injuries, name="injuries"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/name/", discussing.name, name="name"),
    path("cases/<uuid:pk>/concerns/<uuid:concern>/<part:part>/", describing.describe, name="describe"),
]
