"""What the limits of attempts count in: Django's interface of a cache over ``gate.counter_*``.

Django's own keeps pickled objects in a table, and to unpickle is to run what is written there. Here it is JSON, which
is read and never run, and the web's login reaches one counter at a time, by its name.
"""

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from foundation.rowsecurity.calls import call_one

LONGEST = 86400  # seconds that a counter stands for at the most


class Counters(BaseCache):
    """Counters by name, each for a time."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        """Where they lie is the database's to say."""
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is counted under this name."""
        kept = call_one("gate.counter_read", self.make_and_validate_key(key, version=version))
        return default if kept is None else json.loads(kept)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Count this from now on."""
        self._keep(key, value, timeout, version, new=False)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """The same, unless something is counted already; whether it was not."""
        return self._keep(key, value, timeout, version, new=True)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Count no longer."""
        return bool(call_one("gate.counter_drop", self.make_and_validate_key(key, version=version)))

    def _keep(self, key: Any, value: Any, timeout: Any, version: int | None, *, new: bool) -> bool:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        lasts = LONGEST if seconds is None else int(seconds)
        name = self.make_and_validate_key(key, version=version)
        return bool(call_one("gate.counter_keep", name, json.dumps(value), lasts, new))
