"""Whose a draft is, held by Python's filter and by the database's; destroyed with its key. Promises 1, 8 and 9."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Q

from cases import actions, visibility
from cases.models import Case, Draft
from foundation.rowsecurity.owner import as_owner
from foundation.unfinished import Mark
from teams.founding import found_membership, found_person
from teams.vocabulary import Role
from tests.conftest import asking_as, open_a_case, person
from tests.integration.concerns import worried_about
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

BEGIN = "SELECT gate.begin_draft(%s, %s, %s, '/x/', 'k', 'c', false, gen_random_uuid(), 0, 'w', 'n', null, null)"
KEEP = "SELECT gate.keep_draft(%s, 1, null, null, 'stolen', false, gen_random_uuid(), 1, null, null)"
OPEN = "SELECT * FROM gate.open_draft('draft_read', %s, '')"


@pytest.fixture
def own(own_world: World) -> World:
    """A world that this test may change."""
    return own_world


def begin(
    world: World,
    who: str,
    case: Case | None,
    address: str = "/somewhere/",
    accused: str = "",
    other: Case | None = None,
) -> UUID:
    """Somebody begins to write."""
    user = world.people[who]
    with asking_as(user):
        whom = world.people[accused].pk if accused else None
        typed = {"summary": ["Half a sentence"]}
        begun = actions.Begun(address, "cases:add_contact", case, typed, kept_from=whom, other=other)
        draft = actions.keep_draft(by=user, begun=begun, mark=Mark.of(uuid4(), 0, user.pk))
    assert draft is not None
    return draft.pk


def seen_by(world: World, draft: UUID) -> set[str]:
    """Who finds a draft through the product."""
    found = set()
    for who in {*EVERYBODY, *world.people}:
        with asking_as(world.people[who]):
            seen = Draft.objects.visible_to(world.people[who])
            assert Draft.objects.number_for(world.people[who]) == seen.count(), who
            if seen.filter(pk=draft).exists():
                found.add(who)
    return found


def opened_by(world: World, draft: UUID) -> set[str]:
    """Who is handed the key by the database, whatever Python thinks; the same who can read the row."""
    found = set()
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            row = rows(cursor, "SELECT id FROM cases_draft WHERE id = %s", [draft])
            refused = refused_with(cursor, OPEN, [draft])
            assert bool(row) == (refused == ""), who
            if row:
                found.add(who)
    return found


def opened_by_all(world: World, draft: UUID) -> set[str]:
    """Who is handed the key, of everybody whom the world knows by now."""
    found = set()
    for who, user in world.people.items():
        with asking(user.pk) as cursor:
            if refused_with(cursor, OPEN, [draft]) == "":
                found.add(who)
    return found


@pytest.fixture(params=["both", "database", "python"])
def gates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, own: World) -> str:
    """As the product is; with Python's filters gone; with row security off."""
    if request.param == "database":
        for name in ("own_drafts", "left_drafts", "drafts_not_taken_away"):
            monkeypatch.setattr(visibility, name, lambda user: Q())
        monkeypatch.setattr("cases.models.draft.Exists", lambda query: Q(pk__in=[]))
        for name in ("_NUMBER", "_BEGUN"):  # compiled with the filters in them
            monkeypatch.setattr(f"cases.models.draft.{name}._compiled", None)
    if request.param == "python":
        with superuser_cursor() as cursor:
            cursor.execute("ALTER TABLE cases_draft DISABLE ROW LEVEL SECURITY")
    return str(request.param)


def wall(case: Case, who: UUID) -> None:
    """They are kept from the case."""
    insert = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
    with superuser_cursor() as cursor:
        cursor.execute(insert, [who, case.pk])


def end(world: World, who: str) -> None:
    """Their membership ends."""
    from teams.actions import end as end_membership
    from teams.models import Membership

    ignatius = world.people["ignatius"]
    with asking_as(ignatius):
        membership = Membership.objects.get(user=world.people[who], state="current", team=world.ids["team"])
        end_membership(by=ignatius, membership=membership, reason="Has left")


def test_a_draft_is_its_makers_alone(own: World, gates: str) -> None:
    for case in (own.barnet, None):
        assert seen_by(own, begin(own, "caspian", case)) == {"caspian"}


def test_a_draft_goes_with_the_case_when_its_maker_is_kept_from_it(own: World, gates: str) -> None:
    draft = begin(own, "caspian", own.barnet)
    wall(own.barnet, own.people["caspian"].pk)
    assert seen_by(own, draft) == set()


def test_what_somebody_left_is_their_managers_and_nobody_elses(own: World, gates: str) -> None:
    drafts = [begin(own, "caspian", own.barnet), begin(own, "caspian", None)]
    end(own, "caspian")
    assert [seen_by(own, draft) for draft in drafts] == [{"delphine"}, {"delphine"}]
    wall(own.barnet, own.people["delphine"].pk)
    assert seen_by(own, drafts[0]) == set()


def a_second_manager(world: World) -> None:
    """Theodosia manages the team as well."""
    with as_owner(), transaction.atomic():
        made = found_person("theodosia", "Theodosia Plumtree", password="a password of hers", demonstration=True)
        found_membership(world.ids["team"], made, Role.SERVICE_MANAGER)
    world.people["theodosia"] = person("theodosia")


def test_what_accuses_the_manager_goes_to_another_when_its_author_leaves(own: World, gates: str) -> None:
    """The accused is chosen on a form that is only half written (§4.6): no row, no key, no number says so to her."""
    drafts = [begin(own, "caspian", case, accused="delphine") for case in (own.barnet, None)]
    end(own, "caspian")
    in_her_place = frozenset({"ottoline"})  # nobody else manages the team, and it must not wait unseen
    assert {frozenset(each(own, draft)) for each in (seen_by, opened_by_all) for draft in drafts} == {in_her_place}
    a_second_manager(own)
    assert {frozenset(each(own, draft)) for each in (seen_by, opened_by_all) for draft in drafts} == {
        frozenset({"theodosia"})
    }


def test_so_does_what_was_begun_on_a_page_of_a_concern_about_her(own: World, gates: str) -> None:
    caspian, delphine = own.people["caspian"], own.people["delphine"]
    with asking_as(caspian):
        about_her = worried_about(own.barnet, caspian, subject="staff_allegation", accused=delphine)
        about_a_child = worried_about(own.barnet, caspian)
    pages = [f"/cases/{own.barnet.pk}/concerns/{each.pk}/move/seek/" for each in (about_her, about_a_child)]
    secret, open_to_her = (begin(own, "caspian", own.barnet, page) for page in pages)
    end(own, "caspian")
    a_second_manager(own)
    assert (seen_by(own, secret), seen_by(own, open_to_her)) == ({"theodosia"}, {"delphine", "theodosia"})


def test_what_names_a_second_file_is_for_whoever_sees_both(own: World, gates: str) -> None:
    second = open_a_case(own.people["ottoline"])
    draft = begin(own, "caspian", own.barnet, other=second)
    assert seen_by(own, draft) == {"caspian"}
    wall(second, own.people["caspian"].pk)
    assert seen_by(own, draft) == set()
    end(own, "caspian")
    assert seen_by(own, draft) == {"delphine"}
    wall(second, own.people["delphine"].pk)
    assert seen_by(own, draft) == set()


def test_nobody_begins_or_opens_what_names_a_file_that_they_do_not_see(own: World) -> None:
    second = open_a_case(own.people["ottoline"])
    draft = begin(own, "caspian", own.barnet, other=second)
    begin_it = BEGIN.replace("null, null)", "null, %s)")
    where = [own.barnet.pk, own.barnet.team_id]
    with asking(own.people["caspian"].pk) as cursor:
        assert refused_with(cursor, begin_it, [uuid4(), *where, own.fernhill.pk]) == "42501"
    assert opened_by(own, draft) == {"caspian"}
    wall(second, own.people["caspian"].pk)
    assert opened_by(own, draft) == set()
    with asking(own.people["caspian"].pk) as cursor:
        assert refused_with(cursor, begin_it, [uuid4(), *where, second.pk]) == "42501"
    end(own, "caspian")
    assert opened_by(own, draft) == {"delphine"}  # what he left
    wall(second, own.people["delphine"].pk)
    assert opened_by(own, draft) == set()


def test_the_form_says_which_second_file_a_draft_names(own: World) -> None:
    """By its address, or by the reference that is typed; until then it names none."""
    second = open_a_case(own.people["ottoline"])
    access = f"/cases/{own.barnet.pk}"
    typed = {"reason": "Half a reason", "keep": "save"}
    for path, more in (
        (f"/merge/{second.pk}/", {}),
        ("/access/walls/build/", {"other": second.readable_reference}),
        ("/merge/", {"other": second.readable_reference[:4]}),
    ):
        assert own.client("delphine").post(access + path, typed | more).status_code == 302
    assert own.client("delphine").post(f"{access}/merge/{own.fernhill.pk}/", typed).status_code == 404
    with superuser_cursor() as cursor:
        hers = "SELECT kind, other_case_id FROM cases_draft WHERE made_by_id = %s"
        kept = dict(rows(cursor, hers, [own.people["delphine"].pk]))
    assert kept == {"cases:merge": second.pk, "cases:build_wall": second.pk, "cases:which_file": None}
    page = own.client("delphine").get(f"{access}/merge/{second.pk}/").content.decode()
    assert "Half a reason" in page and "data-keeps" in page


def test_the_form_says_whom_a_draft_accuses(own: World) -> None:
    """With “Save draft”, and when it is sent after the session has ended: the page of her home never has it."""
    raising = f"/cases/{own.barnet.pk}/concerns/raise/"
    said = {"subject": "staff_allegation", "accused": str(own.people["delphine"].pk), "keep": "save"}
    for address in (raising, "/concerns/raise/"):
        assert own.client("caspian").post(address, said).status_code == 302
    end(own, "caspian")
    page = own.client("delphine").get("/").content.decode()
    assert "A concern to raise" not in page and "Unfinished" not in page
    with superuser_cursor() as cursor:
        kept = rows(cursor, "SELECT count(*) FROM cases_draft WHERE kept_from_id = %s", [own.people["delphine"].pk])
    assert kept == [(2,)]


def test_so_does_the_form_that_would_keep_a_colleague_out(own: World) -> None:
    """Whoever manages next may be the one whom the manager had begun to keep out."""
    said = {"colleague": str(own.people["caspian"].pk), "kind": "friend", "keep": "save"}
    assert own.client("delphine").post(f"/cases/{own.barnet.pk}/access/keep-out/", said).status_code == 302
    with superuser_cursor() as cursor:
        kept = rows(cursor, "SELECT kept_from_id FROM cases_draft WHERE kind = 'cases:keep_out'")
    assert kept == [(own.people["caspian"].pk,)]


def test_nobody_begins_what_is_kept_from_themself(own: World) -> None:
    caspian = own.people["caspian"].pk
    with asking(caspian) as cursor:
        begin_it = BEGIN.replace("null, null)", "%s, null)")
        assert refused_with(cursor, begin_it, [uuid4(), own.barnet.pk, own.barnet.team_id, caspian]) == "42501"


def test_the_database_hands_the_key_to_the_same_people(own: World) -> None:
    on_case, on_none = begin(own, "caspian", own.barnet), begin(own, "caspian", None)
    assert opened_by(own, on_case) == opened_by(own, on_none) == {"caspian"}
    end(own, "caspian")
    assert opened_by(own, on_case) == opened_by(own, on_none) == {"delphine"}


def test_nobody_else_changes_or_ends_it(own: World) -> None:
    draft = begin(own, "caspian", own.barnet)
    for who in set(EVERYBODY) - {"caspian"}:
        with asking(own.people[who].pk) as cursor:
            assert rows(cursor, KEEP, [draft]) == [(None,)], who
            cursor.execute("SELECT gate.end_draft(%s)", [draft])
            cursor.connection.commit()
    assert seen_by(own, draft) == {"caspian"}
    assert sealed(draft) not in (b"stolen", None)


def sealed(draft: UUID) -> Any:
    with superuser_cursor() as cursor:
        found = rows(cursor, "SELECT content FROM cases_draft WHERE id = %s", [draft])
    return bytes(found[0][0]) if found else None


def test_the_webs_login_writes_no_draft_itself(own: World) -> None:
    draft = begin(own, "caspian", own.barnet)
    with asking(own.people["caspian"].pk) as cursor:
        for statement in ("UPDATE cases_draft SET parked = true", "DELETE FROM cases_draft", "TRUNCATE cases_draft"):
            assert refused_with(cursor, statement) == "42501", statement
        insert = "INSERT INTO cases_draft SELECT * FROM cases_draft WHERE id = %s"
        assert refused_with(cursor, insert, [draft]) == "42501"


@pytest.mark.parametrize(
    ("who", "case", "team"),
    [
        ("caspian", "fernhill", "fernhill"),  # another service's case
        ("caspian", "barnet", "fernhill"),  # one's own case under another team
        ("caspian", None, "fernhill"),  # another team's manager would see it
        ("ignatius", "barnet", "barnet"),  # an administrator works on no case
        ("honoria", None, "barnet"),  # not in the team at all
    ],
)
def test_a_draft_begins_only_where_its_maker_works(own: World, who: str, case: str | None, team: str) -> None:
    named = getattr(own, case).pk if case else None
    with asking(own.people[who].pk) as cursor:
        assert refused_with(cursor, BEGIN, [uuid4(), named, getattr(own, team).team_id]) == "42501"


def test_a_case_that_one_is_kept_from_takes_no_draft(own: World) -> None:
    wall(own.barnet, own.people["caspian"].pk)
    with asking(own.people["caspian"].pk) as cursor:
        assert refused_with(cursor, BEGIN, [uuid4(), own.barnet.pk, own.barnet.team_id]) == "42501"


def test_an_ended_draft_leaves_neither_row_nor_key(own: World) -> None:
    draft = begin(own, "caspian", own.barnet)
    caspian = own.people["caspian"]
    with asking_as(caspian):
        actions.discard_draft(by=caspian, draft=Draft.objects.get(pk=draft))
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT FROM vault.scope_key WHERE scope = %s", [draft]) == []
        assert rows(cursor, "SELECT FROM cases_draft WHERE id = %s", [draft]) == []
        verbs = "SELECT verb FROM audit_accessevent WHERE objects_shown @> ARRAY[%s::uuid] ORDER BY at"
        assert [verb for (verb,) in rows(cursor, verbs, [str(draft)])] == ["draft_kept", "draft_read", "draft_ended"]
    with asking(caspian.pk) as cursor:
        assert rows(cursor, BEGIN, [draft, own.barnet.pk, own.barnet.team_id]) == [("ended",)]


def test_writing_on_is_one_event_in_ten_minutes_and_reading_is_one_each_time(own: World) -> None:
    draft = begin(own, "caspian", own.barnet)
    keep = OPEN.replace("draft_read", "draft_kept")
    counted = "SELECT count(*) FROM audit_accessevent WHERE objects_shown @> ARRAY[%s::uuid]"
    with asking(own.people["caspian"].pk) as cursor:
        for statement in (keep, keep, keep, OPEN, OPEN):
            assert len(rows(cursor, statement, [draft])) == 1
        cursor.connection.commit()
    with superuser_cursor() as cursor:
        assert rows(cursor, counted, [str(draft)]) == [(3,)]  # begun, and read twice


def test_the_draft_is_on_the_record_of_its_case(own: World) -> None:
    """The manager who asks who has looked at the case learns that somebody began to write on it."""
    begin(own, "caspian", own.barnet)
    page = own.client("delphine").get(f"{own.barnet.get_absolute_url()}looks/").content.decode()
    assert "Began to write on the case" in page
