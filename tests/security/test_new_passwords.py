"""Invitations and new passwords: two people who are neither the person, two halves that nobody holds both of, one use.

The functions are called by raw SQL as the web's login; the pages are asked beside them.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import IntegrityError, transaction

from foundation.rowsecurity.context import acting_as
from teams.models.passwords import digest_of_code, digest_of_link
from teams.post import send_waiting
from tests.security.conftest import EVERYBODY, World
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
INVITE = (
    "SELECT gate.invite(%s, %s, 'Hepzibah Thrupp', 'hepzibah@barnet.example', 'worker', 'New', 'staff', NULL, NULL)"
)
ASK = "SELECT gate.ask_new_password(%s, 'Forgotten')"
ANSWER = "SELECT gate.answer_new_password(%s, %s)"
HALF = "SELECT gate.give_half(%s, %s, %s, %s)"
STANDS, USE = "SELECT gate.link_stands(%s)", "SELECT gate.use_link(%s, %s, %s)"
CONFIRM = "SELECT gate.answer_membership(%s, true, '')"
END = "SELECT gate.end_membership(%s, 'Left', NULL)"
DENIED, TAKEN, GONE, ELSEWHERE, ABSENT = "42501", "23505", "55000", "55006", "absent"
LINK, CODE = uuid4(), "KQ7T-9MHW"
HASH = make_password("a password of their own")


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    with staged(world) as stage:
        stage.at(NOW)
        yield stage


def half(on: Stage, who: str, request: Any, which: str, days: int = 7) -> Any:
    digest = digest_of_link(LINK) if which == "link" else digest_of_code(CODE)
    return on.do(who, HALF, request, which, digest, days)


def request_of(on: Stage, who: str) -> UUID:
    """The live request for somebody, as the superuser reads it."""
    found = "SELECT n.id FROM teams_newpassword n JOIN teams_user u ON u.id = n.user_id WHERE u.username = %s"
    return on.behind(f"{found} ORDER BY n.asked_at DESC, n.state", who)[0][0]  # type: ignore[no-any-return]


def whole(on: Stage) -> UUID:
    """A new password for Caspian with both halves made."""
    asked = on.do("ignatius", ASK, on.current("caspian"))
    on.do("delphine", ANSWER, asked, True)
    assert [half(on, "ignatius", asked, "link"), half(on, "delphine", asked, "code")] == ["", ""]
    return asked  # type: ignore[no-any-return]


def nobody(on: Stage, statement: str, *values: Any) -> Any:
    """Asked by somebody who is not signed in."""
    with acting_as(None), transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]


def test_somebody_new_is_invited_confirmed_and_sets_the_password_alone(on: Stage) -> None:
    team = on.world.ids["team"]
    membership = on.do("ignatius", INVITE, team, "hepzibah")
    asked = request_of(on, "hepzibah")
    assert half(on, "ignatius", asked, "link") == DENIED  # not before the manager has confirmed
    assert on.do("delphine", ANSWER, asked, True) == GONE  # it is answered with the membership
    assert on.do("delphine", CONFIRM, membership) in (None, "")
    assert half(on, "ignatius", asked, "link") == ""
    assert nobody(on, STANDS, digest_of_link(LINK)) is False  # one half opens nothing
    assert half(on, "delphine", asked, "code") == ""
    assert nobody(on, USE, digest_of_link(LINK), digest_of_code(CODE), HASH) == "set"
    stored = on.behind("SELECT password, is_active, is_superuser FROM teams_user WHERE username = 'hepzibah'")
    assert stored == [(HASH, True, False)]
    assert nobody(on, USE, digest_of_link(LINK), digest_of_code(CODE), HASH) == ABSENT  # used twice
    event = "SELECT actor = (SELECT id FROM teams_user WHERE username = 'hepzibah') FROM audit_accessevent"
    assert on.behind(f"{event} WHERE verb = 'password_set' AND page = 'set_password'") == [(True,)]


def test_a_new_password_ends_every_session_and_the_old_password(on: Stage) -> None:
    on.world.client("caspian")
    whole(on)
    assert on.sessions("caspian") > 0
    assert nobody(on, USE, digest_of_link(LINK), digest_of_code(" kq7t9mhw"), HASH) == "set"
    assert on.sessions("caspian") == 0


def test_nobody_but_two_others_stands_behind_a_password(on: Stage) -> None:
    """Each part, asked of everybody: neither the person nor the same person twice."""
    caspian, delphine = on.current("caspian"), on.current("delphine")
    assert {who for who in EVERYBODY if on.do(who, ASK, caspian) != DENIED} == {"ignatius"}
    assert on.do("ignatius", ASK, caspian) == TAKEN
    assert on.do("ignatius", ASK, on.current("ignatius")) == DENIED
    hers = on.do("ignatius", ASK, delphine)
    assert on.do("delphine", ANSWER, hers, True) == DENIED  # not the person, though she manages the team
    asked = request_of(on, "caspian")
    assert {who for who in EVERYBODY if who != "delphine" and on.do(who, ANSWER, asked, True) != DENIED} == set()
    on.do("delphine", ANSWER, asked, True)
    for which, allowed in (("link", {"ignatius"}), ("code", {"delphine"})):
        assert {who for who in EVERYBODY if half(on, who, asked, which) != DENIED} == allowed
    assert half(on, "ignatius", asked, "link", 32) == DENIED
    with pytest.raises(IntegrityError, match="two_others_stand_behind_a_password"):
        on.behind("UPDATE teams_newpassword SET confirmed_by_id = asked_by_id WHERE id = %s", hers)


def test_somebody_who_administers_and_manages_is_given_one_half_only(on: Stage) -> None:
    both = "INSERT INTO teams_teampermission (id, permission_id, user_id, content_object_id)"
    chosen = "SELECT gen_random_uuid(), p.id, %s, %s FROM auth_permission p WHERE p.codename = 'confirm_members'"
    on.behind(f"{both} {chosen}", on.world.people["ignatius"].pk, on.world.ids["team"])
    asked = on.do("ignatius", ASK, on.current("caspian"))
    assert on.do("ignatius", ANSWER, asked, True) == DENIED
    on.do("delphine", ANSWER, asked, True)
    assert [half(on, "ignatius", asked, which) for which in ("link", "code")] == ["", DENIED]


@pytest.mark.parametrize("how", ["used", "run out", "ended", "declined", "guessed", "made anew", "never"])
def test_a_link_that_opens_nothing_is_the_absent_page_whatever_became_of_it(on: Stage, how: str) -> None:
    asked = whole(on) if how != "never" else None
    if how == "used":
        nobody(on, USE, digest_of_link(LINK), digest_of_code(CODE), HASH)
    elif how == "run out":
        on.at(NOW + timedelta(days=7))
    elif how == "ended":
        on.do("ignatius", END, on.current("caspian"))
    elif how == "declined":
        on.behind("SELECT gate.close_password(%s, 'declined')", asked)
    elif how == "guessed":
        guesses = [nobody(on, USE, digest_of_link(LINK), digest_of_code(str(n)), HASH) for n in range(6)]
        assert guesses == ["wrong"] * 5 + [ABSENT]
    elif how == "made anew":
        on.do("ignatius", HALF, asked, "link", hashlib.sha256(b"another").digest(), 7)
    assert nobody(on, STANDS, digest_of_link(LINK)) is False
    assert nobody(on, USE, digest_of_link(LINK), digest_of_code(CODE), HASH) == ABSENT
    client = on.world.client(None)
    dead, never = (client.get(f"/set-password/{link}/") for link in (LINK, uuid4()))
    assert dead.status_code == 404
    assert (dead.content, dict(dead.headers)) == (never.content, dict(never.headers))


def test_raw_sql_makes_no_person_and_reads_no_half(on: Stage) -> None:
    team = on.world.ids["team"]
    whole(on)
    for who in ("ignatius", "delphine", "caspian"):
        assert on.do(who, "SELECT count(*) FROM vault.password_halves") == DENIED
        assert on.do(who, "INSERT INTO teams_user (id) VALUES (gen_random_uuid()) RETURNING 1") == DENIED
        assert on.do(who, "UPDATE teams_newpassword SET state = 'over' RETURNING 1") == DENIED
        assert (
            on.do(who, "SELECT gate.request_password(%s, %s, NULL, '')", team, on.world.people["honoria"].pk) == DENIED
        )
    seen = {who: on.do(who, "SELECT count(*) FROM teams_newpassword") for who in EVERYBODY}
    assert {who for who, many in seen.items() if many} == {"ignatius", "delphine"}
    assert {who for who in EVERYBODY if on.do(who, INVITE, team, "hepzibah") != DENIED} == {"ignatius"}
    assert on.do("ignatius", INVITE, team, "caspian") == TAKEN
    assert on.do("ignatius", INVITE, team, "Up Per") == "22023"
    with pytest.raises(Exception, match="who asked for a password is kept"):
        on.behind("DELETE FROM teams_newpassword")


def test_the_pages_give_each_half_once_and_to_whom_it_is_for(on: Stage) -> None:
    asked = on.do("ignatius", ASK, on.current("caspian"))
    ignatius, delphine = on.world.client("ignatius"), on.world.client("delphine")
    page = f"/teams/passwords/{asked}/"
    assert delphine.post(f"{page}answer/", {"confirm": "yes"}).status_code == 302
    made = ignatius.post(f"{page}link/").content.decode()
    link = made.partition("/set-password/")[2][:36]
    assert link not in ignatius.get(page).content.decode()  # shown once
    assert (ignatius.post(f"{page}code/").status_code, delphine.post(f"{page}link/").status_code) == (404, 404)
    told = delphine.post(f"{page}code/").content.decode()
    code = told.partition("data-way-in>")[2][:9]
    stranger = on.world.client(None)
    drawn = stranger.get(f"/set-password/{link}/").content.decode()
    assert not any(word in drawn for word in ("Caspian", "caspian", "Rookwell", "Delphine"))
    said = {"code": code.lower(), "new": "correct horse battery", "again": "correct horse battery"}
    wrong = stranger.post(f"/set-password/{link}/", said | {"code": "AAAA-AAAA"})
    assert b"This is not the code" in wrong.content
    assert stranger.post(f"/set-password/{link}/", said)["Location"] == "/sign-in/"
    assert stranger.post(f"/set-password/{link}/", said).status_code == 404
    login = {"login": "caspian", "password": "correct horse battery"}
    assert stranger.post("/sign-in/", login).status_code == 302
    assert ignatius.get(page).status_code == 404  # over: not whether it was used


def test_a_link_is_sent_once_it_is_committed_and_nobody_else_ever_holds_it(on: Stage, settings: Any) -> None:
    on.do("delphine", CONFIRM, on.do("ignatius", INVITE, on.world.ids["team"], "hepzibah"))
    asked = request_of(on, "hepzibah")
    page, ignatius = f"/teams/passwords/{asked}/", on.world.client("ignatius")
    settings.SITE = "https://pps.example"
    assert b"Send the link to hepzibah@barnet.example" in ignatius.get(page).content
    assert ignatius.post(f"{page}link/", {"by": "e-mail"})["Location"] == page
    assert mail.outbox == [] and on.behind("SELECT FROM vault.password_halves WHERE request = %s", asked) == []
    on_its_way = b"On its way to hepzibah@barnet.example: Ignatius Pell had it sent on"
    for seen in (ignatius.get(page), on.world.client("delphine").get(page)):
        assert on_its_way in seen.content
    assert b"Send another link to hepzibah@barnet.example" in ignatius.get(page).content
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert send_waiting() == 0  # nobody answers there: it waits on
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (send_waiting(), send_waiting()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["hepzibah@barnet.example"], "You have something new")
    assert not any(word in sent.body for word in ("Barnet", "Partnership", "Hepzibah", "famil", "case"))
    assert "\n\nhttps://pps.example/set-password/" in sent.body  # wherever they who had it sent asked from
    link = UUID(sent.body.partition("/set-password/")[2][:36])
    assert half(on, "ignatius", asked, "code") == DENIED
    assert half(on, "delphine", asked, "code") == ""
    assert nobody(on, USE, digest_of_link(link), digest_of_code(CODE), HASH) == "set"


def test_a_link_on_paper_ends_the_one_that_is_on_its_way(on: Stage) -> None:
    on.do("delphine", CONFIRM, on.do("ignatius", INVITE, on.world.ids["team"], "hepzibah"))
    asked = request_of(on, "hepzibah")
    assert on.do("ignatius", "SELECT gate.post_link(%s, 7)", asked) == ""
    assert half(on, "delphine", asked, "link") == DENIED  # and ends nothing
    under_way = "SELECT count(*) FROM gate.link_under_way(%s)"
    assert {who for who in EVERYBODY if on.do(who, under_way, asked) == 1} == {"delphine", "ignatius"}
    assert half(on, "ignatius", asked, "link") == ""
    assert (on.do("ignatius", under_way, asked), send_waiting(), mail.outbox) == (0, 0, [])
    assert b"Ignatius Pell" in on.world.client("ignatius").get(f"/teams/passwords/{asked}/").content
    assert half(on, "delphine", asked, "code") == ""
    assert nobody(on, STANDS, digest_of_link(LINK)) is True


def test_who_has_a_link_sent_and_who_sends_it(on: Stage) -> None:
    on.do("delphine", CONFIRM, on.do("ignatius", INVITE, on.world.ids["team"], "hepzibah"))
    asked, other = request_of(on, "hepzibah"), on.do("ignatius", ASK, on.current("caspian"))
    post = "SELECT gate.post_link(%s, 7)"
    assert {who for who in EVERYBODY if on.do(who, post, asked) != DENIED} == {"ignatius"}
    on.do("delphine", ANSWER, other, True)
    assert on.do("ignatius", post, other) == DENIED  # no e-mail is known of him
    for statement in ("SELECT gate.post_waiting()", "SELECT gate.send_link(gen_random_uuid(), 'x')"):
        assert {who for who in EVERYBODY if on.do(who, statement) != DENIED} == set()
    on.behind("DELETE FROM teams_teampermission WHERE user_id = %s", on.world.people["ignatius"].pk)
    assert (send_waiting(), mail.outbox) == (0, [])  # whoever asked for it administers nothing by now


ASK_IN = "SELECT gate.ask_membership(%s, %s, 'worker', 'Helps us out')"
JOIN = (
    "INSERT INTO teams_membership (id, user_id, team_id, role, state, reason, employment, since, asked_at, end_reason)"
    " VALUES (gen_random_uuid(), %s, %s, 'worker', 'current', 'Helps them out', 'staff', now(), %s, '')"
)


@pytest.mark.parametrize("who", ["bartholomew", "honoria"])
def test_no_service_takes_over_an_account_that_came_with_another(on: Stage, who: str) -> None:
    """Two who ask a stranger in may not sign in as them: as another service's caseworker, or as the senior manager whom
    a concern is discussed with. Falls when ``gate.is_their_account`` says yes to anybody in the team."""
    joined = on.do("ignatius", ASK_IN, on.world.ids["team"], who)
    assert on.do("delphine", CONFIRM, joined) in (None, "")
    assert on.do("ignatius", ASK, joined) == ELSEWHERE


def test_a_way_in_stands_only_while_it_opens_no_other_services_files(on: Stage) -> None:
    """Asked for before they worked elsewhere as well: not confirmed, and what was confirmed opens nothing meanwhile."""
    whole(on)
    asked = on.do("ignatius", ASK, on.current("ottoline"))
    assert nobody(on, STANDS, digest_of_link(LINK)) is True
    for who in ("caspian", "ottoline"):
        on.behind(JOIN, on.world.people[who].pk, on.world.foreign["team"], NOW)
    assert nobody(on, STANDS, digest_of_link(LINK)) is False
    assert nobody(on, USE, digest_of_link(LINK), digest_of_code(CODE), HASH) == ABSENT
    assert on.do("delphine", ANSWER, asked, True) == ELSEWHERE
    assert on.do("delphine", ANSWER, asked, False) in (None, "")
