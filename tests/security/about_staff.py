"""What is typed about colleagues, in clear by its models' registers: for the canary sweep."""

from typing import Any

from django.urls import reverse

from teams.models import Membership
from tests.conftest import asking_as
from tests.security.conftest import World

REASON = "Rothquimsel"  # why somebody joins, or needs a new password
WHERE = {"teams_membership", "teams_newpassword"}


def write_about_staff(world: World, administrator: Any) -> None:
    """Every form about colleagues that asks why."""
    ask = {"username": "honoria", "role": "worker", "employment": "staff", "reason": REASON}
    administrator.post(reverse("teams:ask", args=[world.ids["team"]]), ask)
    with asking_as(world.people["ignatius"]):
        caspian = Membership.objects.get(user=world.people["caspian"])
    administrator.post(reverse("teams:ask_password", args=[caspian.pk]), {"reason": REASON})


def write_a_relative(colleague: Any, family: str) -> None:
    """Somebody whom a colleague must not meet as a client: on no page but their own."""
    page = reverse("relatives")
    colleague.post(page, {"given_name": "Peregrine", "family_name": family, "telephone": ""})
    colleague.get(page)
