"""Who somebody is, and whether they hold a verb on a team. Guardian's own backend, which ignores ``until`` and lets a
superuser through, is not installed."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from foundation.rowsecurity.calls import call
from foundation.rowsecurity.context import acting_as
from foundation.rowsecurity.prepared import Given, Prepared
from teams.models import User

COLUMNS = ("id", "username", "password", "is_active")


class TeamsBackend(BaseBackend):
    """Signs people in by user name and password, and answers for grants on teams."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The active person with this name and password, or None after the same amount of hashing."""
        rows = call("gate.person_for_sign_in", username or "")
        if not rows:
            make_password(password)  # so that an unknown name takes as long as a wrong password
            return None
        user = User(**dict(zip(COLUMNS, rows[0], strict=True)))
        user._state.adding = False
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: Any) -> User | None:
        """The active person with this id, read as that person: nobody else's row would show."""
        with acting_as(UUID(str(user_id))):
            return next(iter(_ACTIVE(UUID(str(user_id)))), None)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person holds the verb on this team."""
        return isinstance(user_obj, User) and user_obj.has_perm(perm, obj)


_ACTIVE = Prepared(lambda: User.objects.filter(pk=Given(lambda pk: pk), is_active=True))
