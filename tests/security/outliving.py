"""A form that is sent after its session has ended, for the sweeps that look for what is typed."""

import re
from typing import Any

from django.conf import settings
from django.urls import reverse


def outlive_the_session(typist: Any, path: str, title: str) -> None:
    """Sent twice, so that one still waits when the other was taken up and its page read."""
    hidden = r'name="(once|draft)" value="([^"]+)"'
    form = dict(re.findall(hidden, typist.client.get(path).content.decode().partition("<main")[2]))
    typist.client.cookies.pop("session")
    for _ in range(2):
        typist.post(path, form | {"title": title}, expect=200)
    held = re.findall(r'name="held" value="([^"]+)"', typist.pages)[-1]
    who = {"login": "ottoline", "password": settings.CAST_PASSWORD, "held": held}
    typist.get(typist.post(reverse("account_login"), who))
