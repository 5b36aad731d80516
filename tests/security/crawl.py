"""The whole product as one person sees it without scripts: every page they can reach or name, as bytes."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from tests.conftest import browser, session_of
from tests.security.conftest import World
from tests.security.test_url_matrix import EXPECTED, address

# What differs in every answer: the form's token, its number, the address of a call or search just made, the minute.
RANDOM = (
    (re.compile(rb'(name="(?:csrfmiddlewaretoken|once|opened|draft)" value=")[^"]*'), rb"\1"),
    (re.compile(rb"(\?call=)[0-9a-f-]{36}"), rb"\1"),
    (re.compile(rb"(/find/|/wrong-person/)[0-9a-f-]{36}"), rb"\1"),
    (re.compile(rb"((?:page was opened|Opened by [^<]*) on )\d[^.<]*"), rb"\1"),  # by the server's own clock
)
LINK = re.compile(rb'href="(/[^"#]*)')
MOST = 600  # pages; there are not so many
WRONG = "cases:wrong_person"


@dataclass(frozen=True)
class Answer:
    """What came back: all of it that is not random."""

    status: int
    location: bytes
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, answer: HttpResponse) -> "Answer":
        """The answer without what is random in it."""
        location = _plain(answer.headers.get("Location", "").encode())
        kept = ("Content-Type", "Cache-Control", "Vary", "Referrer-Policy")
        headers = tuple((name, answer.headers[name]) for name in kept if name in answer.headers)
        return cls(answer.status_code, location, _plain(answer.content), headers)


def _plain(text: bytes) -> bytes:
    for pattern, kept in RANDOM:
        text = pattern.sub(kept, text)
    return text


def crawl(world: World, who: str, ids: dict[str, UUID], terms: tuple[str, ...]) -> dict[str, Answer]:
    """Every page found by following links from the home page, every route with the ids given and with those of nothing,
    the lists with each of their filters, and what is found for each term.

    A browser of its own for each page, and signed in anew after each refusal: whoever is refused fifty times is signed
    out, and a crawl is refused often.
    """
    named = _named(ids) | _named(dict.fromkeys(ids, UUID(int=1 << 100)))
    return _walk(world, who, {"/", *named}, follows=True) | _looked_for(world, who, ids, terms)


def glance(world: World, who: str, ids: dict[str, UUID], terms: tuple[str, ...]) -> dict[str, Answer]:
    """The same of the pages that are about nobody in particular: home, lists, queues and boards; a fifth of it all."""
    lists = {path for path in _named(ids) if not any(str(pk) in path for pk in ids.values())}
    return _walk(world, who, lists, follows=False) | _looked_for(world, who, ids, terms)


def named_of(world: World, who: str, ids: dict[str, UUID]) -> dict[str, Answer]:
    """What each address that names the case of these ids brings, asked for and sent an empty form."""
    paths = {path for path in _named(ids) if str(ids["case"]) in path}
    sent = {f"POST {path}": Answer.of(browser(session_of(world.people[who])).post(path)) for path in paths}
    return _walk(world, who, paths, follows=False) | sent


def _walk(world: World, who: str, paths: set[str], *, follows: bool) -> dict[str, Answer]:
    waiting, found, session = sorted(paths - {"/sign-out/"}), dict[str, Answer](), ""
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        session = session or session_of(world.people[who])
        found[path] = Answer.of(browser(session).get(path))
        session = session if found[path].status < 400 else ""
        links = {link.decode().replace("&amp;", "&") for link in LINK.findall(found[path].body) if follows}
        waiting += sorted(link for link in links if link not in found and link not in waiting and _is_a_page(link))
    assert len(found) < MOST
    return found


def _named(ids: dict[str, UUID]) -> set[str]:
    return {address(name, ids) for name in EXPECTED}


def _looked_for(world: World, who: str, ids: dict[str, UUID], terms: tuple[str, ...]) -> dict[str, Answer]:
    """Somebody looked for in every place that does: the box in the header, a call that is being recorded with scripts
    and without, and a contact that was recorded on the wrong person."""
    client, found = world.client(who), dict[str, Answer]()
    call = client.get("/record-a-call/").headers.get("Location", "/record-a-call/")
    for term in terms:
        found[f"find {term}"] = _answered(client, "/find/", {"term": term})
        found[f"caller {term}"] = _answered(client, "/record-a-call/find/", {"find": term})
        found[f"call {term}"] = _answered(client, call, {"find": term, "look": "yes"})
        found[f"wrong person {term}"] = _answered(client, address(WRONG, ids), {"term": term})
    return found


def _is_a_page(link: str) -> bool:
    return not link.startswith(("/static/", "/sign-out/")) and link not in ("/find/", "/record-a-call/?call=")


def _answered(client: Client, path: str, typed: dict[str, str]) -> Answer:
    """Ask as the form does, and read the page that it leads to."""
    page = client.get("/").content.decode()
    once = dict(re.findall(r'name="(once)" value="([^"]*)"', page))
    asked: Any = client.post(path, typed | once)
    return Answer.of(client.get(asked["Location"])) if asked.status_code == 302 else Answer.of(asked)


def differences(before: dict[str, Answer], after: dict[str, Answer]) -> dict[str, str]:
    """What is not the same, page by page, for a failing test to show."""
    return {
        path: _first_difference(before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    }


def _first_difference(one: Answer | None, other: Answer | None) -> str:
    if one is None or other is None:
        return "is only there " + ("after" if one is None else "before")
    if (one.status, one.location, one.headers) != (other.status, other.location, other.headers):
        return f"{one.status} {one.location!r} {one.headers} became {other.status} {other.location!r} {other.headers}"
    lines = zip(one.body.splitlines(), other.body.splitlines(), strict=False)
    return next((f"{a!r} became {b!r}" for a, b in lines if a != b), "is longer or shorter")
