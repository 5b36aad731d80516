"""People who can sign in."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from foundation.classification import Register
from foundation.once import once
from foundation.rowsecurity.calls import call
from foundation.rowsecurity.context import current_actor
from foundation.rowsecurity.prepared import Given, Prepared
from teams import visibility
from teams.models.team import Team
from teams.vocabulary import Role

OUTSIDE = "Somebody outside the team"
STAFF = "staff, not a family: colleagues must be able to name each other"


class UserManager(BaseUserManager["User"]):
    """People who can sign in. They are made by the owner's commands, never by the web."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this user name, for the owner's commands."""
        return self.get(username=username)

    def working_in(self, teams: Iterable["Team"]) -> "models.QuerySet[User]":
        """People with a current membership that works cases in any of these teams, by name."""
        return self.with_role(teams, Role.WORKER, Role.SERVICE_MANAGER)

    def with_role(self, teams: Iterable["Team"], *roles: Role) -> "models.QuerySet[User]":
        """People who are in any of these teams in one of these roles now, by name."""
        now = apps.get_model("teams", "Membership").objects.now().filter(team__in=list(teams), role__in=roles)
        return self.filter(pk__in=now.values("user"), is_active=True).order_by("display_name", "pk")

    def fill_in(self, rows: Iterable[models.Model], *fields: str) -> None:
        """Give rows the people they name, in one query for all that this request has not met yet.

        A join would ask the row policies about people once for each field, and would lose a row with somebody in it
        whose name whoever asks may not see; here that person is "Somebody outside the team".
        """
        named = [(row, field, getattr(row, f"{field}_id")) for row in rows for field in fields]
        known = self.remember([])
        unknown = {pk for *_, pk in named if pk} - set(known)
        if unknown:
            known |= {pk: User(pk=pk, display_name=OUTSIDE) for pk in unknown}
            known |= {user.pk: user for user in _NAMED(list(unknown))}
        for row, field, pk in named:
            setattr(row, field, known.get(pk))

    def remember(self, people: Iterable["User"]) -> "dict[uuid.UUID, User]":
        """Everybody whom this request has met already, now these people too: ``fill_in`` asks for the others."""
        known: dict[uuid.UUID, User] = once(("people named", current_actor()), dict)
        known |= {user.pk: user for user in people}
        return known


_NAMED = Prepared(lambda: User.objects.filter(pk__among=Given(lambda wanted: wanted)))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. A superuser flag opens nothing: only grants on teams and cases do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("user name", max_length=60, unique=True)
    display_name = models.CharField("name", max_length=120)
    email = models.EmailField("work e-mail", blank=True)
    is_active = models.BooleanField("can sign in", default=True)
    demonstration = models.BooleanField("invented for the demonstration", default=False)
    # Signing in is on the record of looks; a second copy here would be a write at every sign-in.
    last_login = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    register = Register(
        identifying=("username", "display_name", "email"),
        technical=("id", "password", "is_active", "is_superuser", "demonstration", "groups", "user_permissions"),
        why_clear={"username": STAFF, "display_name": STAFF, "email": STAFF},
    )

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        default_permissions = ()

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name colleagues know the person by."""
        return self.display_name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the person's password. Never rewrites the hash: the web's login may not."""
        return check_password(raw_password, self.password)

    def set_password(self, raw_password: str | None) -> None:
        """Prepare a new hash; ``save`` stores it by the one function that may."""
        self.password = make_password(raw_password)
        self._password = None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a changed password through the definer function; nothing else about a person is the web's to write."""
        call("gate.set_own_password", self.password)

    def holds(self, verb: str) -> bool:
        """Whether the person holds the verb on any team, in force now."""
        return verb in self.verbs

    @property
    def verbs(self) -> frozenset[str]:
        """Every verb the person holds on any team."""
        return frozenset(visibility.held(self))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the person holds a verb on this team; the superuser flag says nothing."""
        if not isinstance(obj, Team):
            return False
        verb = perm.removeprefix("teams.")
        return obj.pk in visibility.team_ids(self, verb)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """Whether the person holds every verb on this team."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Nobody has rights over a whole app."""
        return False
