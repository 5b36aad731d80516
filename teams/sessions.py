"""Sessions kept behind definer functions, under the hash of their key.

A stolen table logs nobody in, nothing lists the sessions, and ending a membership closes the person's sessions in the
same statement. Idle and absolute limits are the database's to enforce.
"""

import hashlib
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from foundation.rowsecurity.calls import call, call_one

IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
ABSOLUTE = timedelta(hours=settings.SESSION_HOURS)


def hashed(key: str) -> bytes:
    """What the database knows a session by."""
    return hashlib.sha256(key.encode()).digest()


class SessionStore(SessionBase):
    """Django's session interface over ``gate.session_*``. Django's async twins call these methods in a thread."""

    cache_key_prefix: ClassVar[str] = ""

    def load(self) -> dict[str, Any]:
        """The session's data; an ended or unknown one is empty and loses its key."""
        data = call_one("gate.session_open", hashed(self.session_key or ""), IDLE) if self.session_key else None
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        """Whether a live session has this key."""
        return bool(call_one("gate.session_known", hashed(session_key)))

    def create(self) -> None:
        """Make a new, empty session under an unused key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # missing from the stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Store the session.

        Raises:
            CreateError: when it must be new and the key is taken.
            UpdateError: when it was ended meanwhile.
        """
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the same
        person = data.get(SESSION_KEY)
        row = (hashed(self.session_key), self.encode(data), person, must_create, IDLE, ABSOLUTE)
        if not call_one("gate.session_save", *row):
            raise CreateError if must_create else UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End the session, or another one by its key."""
        key = session_key or self.session_key
        if key is not None:
            call("gate.session_close", hashed(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Remove sessions past their limits."""
        call("gate.purge_sessions")
