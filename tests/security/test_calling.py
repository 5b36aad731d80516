"""The form of a call tells nobody more than Find does; the case of another service is absent in it. Promises 1 to 3."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.conftest import CALLING
from tests.integration.test_record_a_call import CALL
from tests.security.conftest import World, nowhere
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_raw_writes import CASE, CHECK, CONTACT, PERSON

LOOK = "/record-a-call/find/"
NOBODY = {"callers": []}


def last_event() -> tuple[str, list[UUID], list[UUID], str]:
    with superuser_cursor() as cursor:
        found = rows(cursor, "SELECT verb, objects_shown, teams, page FROM audit_accessevent ORDER BY at DESC LIMIT 1")
    return found[0]  # type: ignore[return-value]


def look(world: World, who: str, term: str) -> dict[str, object]:
    answer = world.client(who).post(LOOK, {"find": term})
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def test_a_look_during_a_call_is_a_search_on_the_record(world: World) -> None:
    (caller,) = look(world, "caspian", "quillfeather")["callers"]  # type: ignore[misc]
    assert caller["case"] == str(world.barnet.pk)
    verb, shown, teams, page = last_event()
    assert (verb, set(shown), teams, page) == (
        "searched",
        {world.barnet.pk, world.ids["person"]},
        [world.barnet.team_id],
        "record_call",
    )


@pytest.mark.parametrize(("who", "term"), [("bartholomew", "quillfeather"), ("ottoline", "sandalwood")])
def test_what_is_not_theirs_and_what_is_not_there_are_the_same(world: World, who: str, term: str) -> None:
    assert look(world, who, term) == look(world, who, "nonesuchington") == NOBODY
    assert last_event()[:2] == ("searched", [])
    references = {"bartholomew": world.barnet.reference, "ottoline": world.fernhill.reference}
    assert look(world, who, references[who]) == NOBODY


def test_an_excluded_colleague_finds_nobody_and_may_not_name_the_case(world: World) -> None:
    client = world.client("caspian")
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)",
            [str(world.people["caspian"].pk), str(world.barnet.pk)],
        )
        try:
            assert look(world, "caspian", "quillfeather") == NOBODY
            page = client.post(CALLING, CALL | {"find": "quillfeather", "look": "yes"}).content.decode()
            assert "Nobody was found" in page and "Petronella" not in page
            assert is_absent(client.post(CALLING, CALL | {"who": str(world.barnet.pk)}), world)
        finally:
            cursor.execute("DELETE FROM cases_caseexclusion WHERE case_id = %s", [str(world.barnet.pk)])
    assert look(world, "caspian", "quillfeather") != NOBODY


@pytest.mark.parametrize("look_first", [{}, {"look": "yes"}])
def test_the_case_of_another_service_is_absent_as_a_caller(world: World, look_first: dict[str, str]) -> None:
    foreign = world.client("ottoline").post(CALLING, CALL | {"who": str(world.fernhill.pk)} | look_first)
    never = world.client("ottoline").post(CALLING, CALL | {"who": str(nowhere())} | look_first)
    assert is_absent(foreign, world) and is_absent(never, world)


def is_absent(answer: HttpResponse, world: World) -> bool:
    absent = world.client("ottoline").get(reverse("cases:case", args=[nowhere()]))
    return (answer.status_code, answer.content, dict(answer.headers)) == (404, absent.content, dict(absent.headers))


@pytest.mark.parametrize("who", ["ignatius", "clementine", "honoria", "percival", "ferdinand"])
def test_whoever_works_no_case_gets_the_absent_page(world: World, who: str) -> None:
    client = world.client(who)
    assert is_absent(client.post(LOOK, {"find": "petronella"}), world)
    assert is_absent(client.get(CALLING), world)


def test_ones_own_recent_cases_are_named_in_the_event_of_the_page(world: World) -> None:
    page = world.client("ottoline").get(CALLING).content.decode()
    assert "Petronella Quillfeather" in page
    verb, shown, _, where = last_event()
    assert (verb, where) == ("form_opened", "record_call")
    assert {world.barnet.pk, world.ids["person"]} <= set(shown)


@pytest.mark.parametrize("kind", ["anonymous", "professional"])
def test_the_database_lets_nobody_be_named_in_an_enquiry_that_names_nobody(world: World, kind: str) -> None:
    worker = str(world.people["caspian"].pk)
    own = {"team": str(world.ids["team"]), "worker": worker, "kind": kind}
    with asking(world.people["caspian"].pk) as cursor:
        (made,) = rows(cursor, CASE.format(access="'standard'"), own)[0]
        assert refused_with(cursor, PERSON, own | {"case": str(made)}) == CHECK
        assert refused_with(cursor, PERSON, own | {"case": str(world.barnet.pk)}) == ""


@pytest.mark.parametrize(
    ("reached", "summary", "screen", "version", "refused"),
    [
        ("casework", "'\\x01'", "no_concern", "v1", ""),
        ("casework", "NULL", "no_concern", "", CHECK),
        ("casework", "'\\x01'", "not_asked", "", CHECK),
        ("left_message", "NULL", "not_asked", "", ""),
        ("left_message", "'\\x01'", "concern", "", ""),
        ("left_message", "NULL", "not_asked", "v1", CHECK),
        ("no_answer", "NULL", "not_asked", "v1", CHECK),
        ("dna", "NULL", "not_asked", "v1", CHECK),
    ],
)
def test_the_database_keeps_what_a_conversation_must_say(
    world: World, reached: str, summary: str, screen: str, version: str, refused: str
) -> None:
    statement = CONTACT.format(access="'standard'").replace("'casework'", f"'{reached}'")
    statement = statement.replace("'\\x01'", summary).replace("'no_concern'", f"'{screen}'")
    statement = statement.replace("first_response,", "first_response, confidentiality_version,").replace(
        " false, %(person)s)", f" false, '{version}', %(person)s)"
    )
    own = {name: str(world.ids[name]) for name in ("case", "team", "person")}
    own |= {"worker": str(world.people["caspian"].pk), "recorded": "2001-01-01"}
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, statement, own) == refused
