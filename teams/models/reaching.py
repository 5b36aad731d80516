"""How families reach a service, as it stands on what they keep: each service's own, and never another's."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from foundation.classification import Register
from teams.models.people import User
from teams.models.team import Team

# As the database has them too: what is typed must look like a number, an address or a page, and never break a line.
TELEPHONE = r"^[+(]?[0-9][0-9 ()-]{4,28}$"
EMAIL = r"^[^@\s]+@[^@\s]+$"
WEB = r"^https?://\S+$"
ASKED = ("name", "telephone", "email", "post", "web", "hours")


class WayToUsQuerySet(models.QuerySet["WayToUs"]):
    """What was written down of services, as one person may see it."""

    def visible_to(self, user: Any) -> "WayToUsQuerySet":
        """Of the services whose teams the person holds anything on."""
        return self.filter(service__in=Team.objects.visible_to(user).values("service"))

    def of(self, team: Team, at: datetime | None = None) -> "WayToUs | None":
        """What holds for the service of a team now, or held ``at`` a moment; None: nobody has said."""
        rows = self.filter(service=team.service)
        rows = rows if at is None else rows.filter(written_at__lte=at)
        return rows.order_by("-version", "pk").first()


class WayToUs(models.Model):
    """One version of how a service is reached. Written once, by ``gate.say_how_to_reach``; the last one holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    name = models.CharField("what the service is called", max_length=120)
    telephone = models.CharField(max_length=30)
    email = models.CharField("e-mail", max_length=254)
    post = models.CharField("postal address", max_length=300)
    web = models.CharField("web page", max_length=200, blank=True)
    hours = models.CharField("when somebody answers", max_length=200, blank=True)
    # Nobody: it was set up on the server.
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField()

    objects: ClassVar[Any] = WayToUsQuerySet.as_manager()
    register = Register(personal=("written_by",), technical=("id", "service", "version", "written_at", *ASKED))

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "version"], name="a_service_is_reached_one_way_at_a_time"),
            models.CheckConstraint(
                condition=Q(name__regex=r"\S", post__regex=r"\S", telephone__regex=TELEPHONE, email__regex=EMAIL),
                name="a_service_can_be_reached",
            ),
            models.CheckConstraint(condition=Q(web="") | Q(web__regex=WEB), name="a_web_page_is_an_address"),
        ]

    def __str__(self) -> str:
        return f"how to reach us {self.pk}"

    def said(self) -> dict[str, str]:
        """What a form about it begins with."""
        return {name: getattr(self, name) for name in ASKED}

    @property
    def edited_by(self) -> User | None:
        """Who wrote it down, for the page that shows two versions."""
        return self.written_by

    @property
    def edited_at(self) -> datetime:
        """When."""
        return self.written_at
