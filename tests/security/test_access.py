"""Who is kept from a case and who is let in: the database's functions alone, what follows from them, and when it ends.

The functions are called by raw SQL, so the Python rules play no part; ``test_access_rules`` asks the rules alone.
"""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, Conflict, LettingIn
from cases.rules import may_decide_about, may_let_in_until, may_manage_access
from foundation import clock
from foundation.rowsecurity.owner import as_owner
from foundation.verdict import Refused
from teams.actions import end
from teams.founding import found_membership, found_team
from teams.models import Membership, User
from teams.vocabulary import Role
from tests.conftest import asking_as, signed_in
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

DENIED = "42501"
GUEST = "rosalind"  # works in another team of the same service
RECORD = "SELECT gate.record_conflict(gen_random_uuid(), %(case)s, %(whom)s, 'friend', %(way)s, NULL, %(until)s, NULL)"
DECLARE = "SELECT gate.declare_conflict(gen_random_uuid(), %(case)s, 'family', NULL)"
LET_IN = "SELECT gate.let_in(gen_random_uuid(), %(case)s, %(whom)s, now() + %(days)s * interval '1 day', NULL)"
CLOCK = (
    "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS"
    " 'SELECT pg_catalog.statement_timestamp() + interval ''{} seconds'''"
)


@pytest.fixture
def own(own_world: World) -> World:
    """A world for one test, in which acts are committed."""
    return own_world


def values(world: World, **more: Any) -> dict[str, Any]:
    said = {"case": world.barnet.pk, "whom": world.people["ottoline"].pk, "way": "block", "until": None, "days": 1}
    return {name: str(value) if name in ("case", "whom") else value for name, value in (said | more).items()}


def answer(world: World, who: str, statement: str, **more: Any) -> str:
    with asking(world.people[who].pk) as cursor:
        return refused_with(cursor, statement, values(world, **more))


def sees(world: World, who: str, case: Case | None = None) -> tuple[bool, bool, bool]:
    """Whether somebody reads the case through pages, the ORM and raw SQL."""
    case = case or world.barnet
    client: Client = signed_in(world.people[who])
    page = client.get(case.get_absolute_url()).status_code == 200
    with asking_as(world.people[who]):
        orm = Case.objects.visible_to(world.people[who]).filter(pk=case.pk).exists()
    with asking(world.people[who].pk) as cursor:
        raw = bool(rows(cursor, "SELECT 1 FROM cases_case WHERE id = %s", [str(case.pk)]))
    return page, orm, raw


YES, NO = (True, True, True), (False, False, False)


# Who may, asked of the database alone ------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_teams_manager_records_a_conflict_or_lets_in(world: World, who: str) -> None:
    allowed = who == "delphine"
    assert answer(world, who, RECORD) == ("" if allowed else DENIED)
    assert answer(world, who, RECORD, case=world.fernhill.pk) == DENIED
    # Nobody of the other service can be let in, whoever asks.
    guest = world.people["bartholomew"].pk
    assert answer(world, who, LET_IN, whom=guest) == ("P0002" if allowed else DENIED)


@pytest.mark.parametrize("who", EVERYBODY)
def test_whoever_works_on_a_case_may_leave_it(world: World, who: str) -> None:
    assert answer(world, who, DECLARE) == ("" if who in ("ottoline", "caspian", "delphine") else DENIED)


def test_nobody_decides_about_themselves_or_about_somebody_who_sees_no_case(world: World) -> None:
    assert answer(world, "delphine", RECORD, whom=world.people["delphine"].pk) == DENIED
    assert answer(world, "delphine", RECORD, whom=world.people["ignatius"].pk) == "P0002"
    assert answer(world, "delphine", RECORD, whom=world.people["bartholomew"].pk) == "P0002"
    assert answer(world, "delphine", RECORD, whom=world.people["caspian"].pk) == "55000"  # one is recorded
    assert answer(world, "delphine", RECORD, way="whatever") == "23514"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT gate.write_conflict(%(case)s, %(case)s, %(case)s, %(whom)s, '', '', '', NULL, NULL, NULL, true)",
        "SELECT gate.kept_from(%(whom)s)",
        "SELECT gate.close_letting_in(%(case)s, %(whom)s, %(whom)s)",
        "SELECT gate.managed_team(%(case)s)",
        "INSERT INTO cases_conflict (id) VALUES (gen_random_uuid())",
        "UPDATE cases_conflict SET mitigation = 'none'",
        "DELETE FROM cases_lettingin",
        "INSERT INTO cases_caseexclusion (id) VALUES (gen_random_uuid())",
    ],
)
def test_nobody_gets_round_the_functions(world: World, statement: str) -> None:
    for who in ("delphine", "ottoline"):
        assert answer(world, who, statement) == DENIED


def test_a_conflict_is_for_managers_to_read(world: World) -> None:
    for who, number in (("delphine", 1), ("ottoline", 0), ("caspian", 0), ("bartholomew", 0)):
        with asking(world.people[who].pk) as cursor:
            assert rows(cursor, "SELECT count(*) FROM cases_conflict") == [(number,)], who
        with asking_as(world.people[who]):
            assert Conflict.objects.visible_to(world.people[who]).count() == number
    for who in ("ottoline", "caspian"):
        assert answer(world, who, "SELECT * FROM gate.who_sees(%(case)s)") == DENIED
        assert answer(world, who, "SELECT * FROM gate.guests_for((SELECT team_id FROM cases_case LIMIT 1))") == DENIED


def test_python_says_the_same(world: World) -> None:
    for who in EVERYBODY:
        user = world.people[who]
        with asking_as(user):
            assert bool(may_manage_access(user, world.barnet)) == (who == "delphine")
            assert not may_decide_about(user, world.barnet, user.pk)
    for days, fine in ((0, True), (90, True), (91, False)):
        assert bool(may_let_in_until(clock.end_of(clock.today() + timedelta(days=days)))) == fine
    assert not may_let_in_until(clock.now())


# What follows ------------------------------------------------------------------------------------------------------
def keep_out(world: World, whom: str) -> Any:
    delphine = world.people["delphine"]
    with asking_as(delphine):
        said = {"kind": "family", "mitigation": "block", "reason": "Her sister"}
        actions.keep_out(by=delphine, case=world.barnet, colleague=world.people[whom].pk, **said)
        return Conflict.objects.select_related("case").get(case=world.barnet, colleague=world.people[whom])


def let_in(world: World, until: datetime) -> LettingIn:
    delphine = world.people["delphine"]
    with asking_as(delphine):
        actions.let_in(by=delphine, case=world.barnet, guest=world.people[GUEST].pk, until=until, reason="Advice")
        found: LettingIn = LettingIn.objects.select_related("case").live().get(case=world.barnet)
        return found


def test_a_colleague_is_kept_out_supervised_and_let_back(own: World) -> None:
    delphine = own.people["delphine"]
    conflict = keep_out(own, "ottoline")
    assert (sees(own, "ottoline"), sees(own, "caspian")) == (NO, YES)
    for way, expected in (("supervised", YES), ("block", NO), ("none", YES), ("block", NO)):
        with asking_as(delphine):
            said = {"mitigation": way, "until": None, "review_due": None}
            actions.review_conflict(by=delphine, conflict=conflict, **said)
        assert sees(own, "ottoline") == expected, way
    with asking_as(delphine):
        actions.end_conflict(by=delphine, conflict=conflict, reason="It was another family")
    assert sees(own, "ottoline") == YES
    with asking_as(delphine), pytest.raises(Refused):
        actions.end_conflict(by=delphine, conflict=conflict, reason="Again")


def test_whoever_declares_a_conflict_is_out_at_once_and_cannot_undo_it(own: World) -> None:
    for who in ("ottoline", "delphine"):
        client = signed_in(own.people[who])
        page = client.get(f"/cases/{own.barnet.pk}/access/declare/")
        once = page.content.decode().partition('name="once" value="')[2].partition('"')[0]
        said = {"kind": "friend", "reason": "We were at school together", "once": once}
        sent = client.post(f"/cases/{own.barnet.pk}/access/declare/", said)
        assert (sent.status_code, sent["Location"]) == (302, "/cases/")
        assert sees(own, who) == NO
    with asking(own.people["delphine"].pk) as cursor:  # manager and kept out: nothing of it is hers to decide
        assert rows(cursor, "SELECT * FROM cases_conflict") == []
        with superuser_cursor() as superuser:
            found = rows(superuser, "SELECT id::text FROM cases_conflict")
        assert len(found) == 3
        for (pk,) in found:
            assert refused_with(cursor, "SELECT gate.end_conflict(%s, NULL)", [pk]) == DENIED
            assert refused_with(cursor, "SELECT gate.review_conflict(%s, 'none', NULL, NULL, 0)", [pk]) == DENIED
    assert sees(own, "caspian") == YES


def test_a_guest_reads_the_case_changes_nothing_and_is_out_in_the_same_second_in_both_gates(own: World) -> None:
    assert sees(own, GUEST) == NO
    let_in(own, clock.now() + timedelta(seconds=600))
    assert sees(own, GUEST) == YES
    guest = signed_in(own.people[GUEST])
    assert "Petronella" in guest.get(own.barnet.get_absolute_url()).content.decode()
    with asking_as(own.people[GUEST]), pytest.raises(Refused):
        actions.add_task(
            by=own.people[GUEST], case=own.barnet, title="Ring", due=clock.today(), assigned_to=own.people[GUEST]
        )
    ends = rows_of("SELECT extract(epoch FROM until - statement_timestamp()) FROM cases_casepermission")[0][0]
    for ahead, expected in ((float(ends) - 5, YES), (float(ends) + 1, NO), (0, YES)):
        rows_of(CLOCK.format(ahead))
        assert sees(own, GUEST) == expected


def rows_of(statement: str) -> list[tuple[Any, ...]]:
    with superuser_cursor() as cursor:
        return rows(cursor, statement)


def test_letting_in_is_extended_and_ended_early_and_stays_on_record(own: World) -> None:
    delphine = own.people["delphine"]
    let_in(own, clock.now() + timedelta(days=1))
    later = let_in(own, clock.now() + timedelta(days=80))
    assert rows_of("SELECT count(*), count(ended_at) FROM cases_lettingin") == [(2, 1)]
    assert rows_of("SELECT count(*) FROM cases_casepermission") == [(1,)]
    with asking_as(delphine):
        actions.end_letting_in(by=delphine, letting_in=later)
    assert sees(own, GUEST) == NO
    assert rows_of("SELECT count(*), count(ended_at) FROM cases_lettingin") == [(2, 2)]
    with asking_as(delphine), pytest.raises(Refused):
        actions.end_letting_in(by=delphine, letting_in=later)
    with superuser_cursor() as cursor:
        for statement in ("UPDATE cases_lettingin SET until = now()", "DELETE FROM cases_lettingin"):
            assert refused_with_committed(cursor, statement) == DENIED


def refused_with_committed(cursor: Any, statement: str) -> str:
    cursor.connection.autocommit = False
    code = refused_with(cursor, statement)
    cursor.connection.rollback()
    cursor.connection.autocommit = True
    return code


def test_somebody_is_let_in_by_the_page_until_a_time_of_day(own: World) -> None:
    client, path = signed_in(own.people["delphine"]), f"/cases/{own.barnet.pk}/access/"
    once = drawn_once(client.get(f"{path}let-in/").content.decode())
    said = {"guest": str(own.people[GUEST].pk), "until": "tomorrow", "at": "4:30pm", "reason": "Advice", "once": once}
    assert client.post(f"{path}let-in/", said)["Location"] == path
    ends = clock.at(clock.today() + timedelta(days=1), time(16, 30))
    assert rows_of("SELECT until FROM cases_lettingin") == [(ends,)]
    assert rows_of("SELECT until FROM cases_casepermission") == [(ends,)]
    for page in (path, "/conflicts/"):
        assert "4:30pm" in client.get(page).content.decode()


def test_a_manager_who_decides_after_a_colleague_ended_it_is_told_so(own: World) -> None:
    """What was ended is no absent page for whoever still had its form open."""
    delphine = own.people["delphine"]
    client, path = signed_in(delphine), f"/cases/{own.barnet.pk}/access/"
    conflict, guest = keep_out(own, "ottoline"), let_in(own, clock.now() + timedelta(days=1))
    forms = {
        f"{path}conflicts/{conflict.pk}/": {"mitigation": "none", "until": "", "review_due": ""},
        f"{path}conflicts/{conflict.pk}/end/": {"reason": "Moved away"},
        f"{path}let-in/{guest.pk}/end/": {},
    }
    once = {form: drawn_once(client.get(form).content.decode()) for form in forms}
    with asking_as(delphine):
        actions.end_conflict(by=delphine, conflict=conflict, reason="It was another family")
        actions.end_letting_in(by=delphine, letting_in=guest)
    for form, said in forms.items():
        late = client.post(form, said | {"once": once[form]})
        assert late.status_code == 200 and "This is over already" in late.content.decode(), form
        page = client.get(form).content.decode().partition("<main")[2].partition("</main>")[0]
        assert "This is over already" in page and 'govuk-button"' not in page, form


def drawn_once(page: str) -> str:
    return page.partition('name="once" value="')[2].partition('"')[0]


def test_letting_in_has_its_limits(own: World) -> None:
    guest = own.people[GUEST].pk
    assert answer(own, "delphine", LET_IN, whom=guest) == ""
    for days in (0, -1, 92):
        assert answer(own, "delphine", LET_IN, whom=guest, days=days) == "22023"
    assert answer(own, "ottoline", LET_IN, whom=guest) == DENIED
    assert answer(own, GUEST, LET_IN, whom=guest) == DENIED
    assert answer(own, "delphine", LET_IN, whom=own.people["caspian"].pk) == "P0002"  # sees the case already


def test_whoever_is_kept_out_is_not_let_in_and_being_kept_out_is_stronger(own: World) -> None:
    let_in(own, clock.now() + timedelta(days=1))
    conflict = keep_out(own, GUEST)
    assert sees(own, GUEST) == NO
    assert answer(own, "delphine", LET_IN, whom=own.people[GUEST].pk) == "55000"
    with asking_as(own.people["delphine"]):
        actions.end_conflict(by=own.people["delphine"], conflict=conflict, reason="A mistake")
    assert sees(own, GUEST) == YES


def test_leaving_the_service_ends_letting_in(own: World) -> None:
    let_in(own, clock.now() + timedelta(days=1))
    with as_owner():
        outreach = found_team("Barnet Outreach")
        found_membership(outreach, own.people["ignatius"].pk, Role.ADMINISTRATOR)
    ignatius = own.people["ignatius"]
    with asking_as(ignatius):
        theirs = Membership.objects.get(user=own.people[GUEST], team_id=outreach)
        end(by=ignatius, membership=theirs, reason="Has left")
    assert rows_of("SELECT count(*) FROM cases_casepermission") == [(0,)]
    assert rows_of("SELECT count(*) FROM cases_lettingin WHERE ended_at IS NULL") == [(0,)]


def test_the_access_page_says_who_sees_the_case_and_why(own: World) -> None:
    keep_out(own, "ottoline")
    let_in(own, clock.end_of(clock.today()))
    page = signed_in(own.people["delphine"]).get(f"/cases/{own.barnet.pk}/access/")
    seeing = {row["name"]: row["why"] for row in page.context["seeing"]}
    assert set(seeing) == {"Caspian Rookwell", "Delphine Marrowby", "Rosalind Thackeray"}
    assert seeing["Caspian Rookwell"] == "Caseworker"
    assert seeing["Rosalind Thackeray"].startswith("Let in until ")
    left = "leads the case, has 1 open task and began 1 form that is not recorded."
    assert f"Ottoline Fernsby {left.rstrip('.')}, but is kept from this case." in page.content.decode()
    assert "Her sister" in page.content.decode()
    overview = signed_in(own.people["delphine"]).get("/conflicts/").content.decode()
    assert all(word in overview for word in ("Petronella Quillfeather", "Ottoline Fernsby", "Rosalind Thackeray"))
    assert "Still leads the case and has 1 open task that they do not see" in overview
    home = signed_in(own.people["delphine"]).get("/").content.decode()
    assert "1 to decide" not in home and f"Ottoline Fernsby {left}" in home
    for word in (b"Access", b"Conflicts"):
        assert word not in signed_in(own.people["caspian"]).get(own.barnet.get_absolute_url()).content


def test_a_manager_who_is_kept_out_reads_and_decides_nothing_about_the_case(own: World) -> None:
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)",
            [str(own.people["delphine"].pk), str(own.barnet.pk)],
        )
    assert answer(own, "delphine", RECORD) == DENIED
    assert answer(own, "delphine", LET_IN, whom=own.people[GUEST].pk) == DENIED
    with asking(own.people["delphine"].pk) as cursor:
        assert rows(cursor, "SELECT * FROM cases_conflict") == []
    assert b"Petronella" not in signed_in(own.people["delphine"]).get("/conflicts/").content


def test_both_tables_of_the_world_hold_what_the_tests_speak_of(world: World) -> None:
    assert isinstance(world.people["delphine"], User)
    assert rows_of("SELECT mitigation, origin FROM cases_conflict") == [("none", "manager")]
