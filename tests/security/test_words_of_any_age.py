"""A contact of any age that proves to be about a colleague says nothing of it any more (§4.6): its words stand in the
concern, and whoever it is about reads neither them, nor that they were moved, nor by whom. In both gates."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from audit.vocabulary import Verb
from cases import actions as case_actions
from cases import keys as case_keys
from cases.models import Contact
from safeguarding import keys
from safeguarding.models import Concern
from teams.vocabulary import Role
from tests.conftest import asking_as, errors_in
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_said_after_a_call import ADVISED, LEFT, SAID, TAKE, contact_at, raising, worried
from tests.security.test_said_in_a_call import words
from tests.security.test_stands_in import joins

ADDED, THEIRS = "He did it a third time, she says", "I drove him once, as agreed"
ALIKE = re.compile(r"\d+")


def aged(contact: str, by: str = "5 days") -> None:
    """Recorded that long ago."""
    with superuser_cursor() as cursor:
        cursor.execute("ALTER TABLE cases_contact DISABLE TRIGGER corrected")
        cursor.execute(
            f"UPDATE cases_contact SET recorded_at = recorded_at - interval '{by}',"  # noqa: S608 -- our own words
            f" happened_at = happened_at - interval '{by}' WHERE id = %s",
            [contact],
        )
        cursor.execute("ALTER TABLE cases_contact ENABLE TRIGGER corrected")


def added(world: World, who: str, contact: str, text: str) -> None:
    with asking_as(world.people[who]):
        found = Contact.objects.select_related("case").get(pk=contact)
        case_actions.add_to_contact(by=world.people[who], case=found.case, contact=found, text=text)


def old_worry(world: World) -> str:
    """Ottoline's call of five days ago, to which she and Caspian added: the page that raises it."""
    page = worried(world)
    contact = contact_at(page)
    added(world, "ottoline", contact, ADDED)
    added(world, "caspian", contact, THEIRS)
    aged(contact)
    return page


def product(world: World, who: str, contact: str) -> dict[str, str]:
    """All that somebody of the team reads in the product where the contact could show."""
    case, client = world.barnet, world.client(who)
    pages = ["/", "/tasks/", "/cases/", "/concerns/", case.get_absolute_url(), f"/cases/{case.pk}/concerns/"]
    pages += [f"/cases/{case.pk}/contacts/{contact}/", f"/cases/{case.pk}/contacts/{contact}/wording/", "/disclosures/"]
    return {page: words(client, page) for page in pages}


def looks(world: World) -> list[str]:
    """What the manager reads of when Ottoline has looked."""
    with asking_as(world.people["delphine"]), transaction.atomic():
        found = case_keys.open_with_looks(world.barnet, shown=(), before=None, most=100, page="cases:looks")
        return [f"{each.page} {each.verb}" for each in found if each.actor == world.people["ottoline"].pk]


def raw(world: World, who: str, contact: str) -> dict[str, Any]:
    """What somebody reads of the contact by SQL of their own, but for ciphertext, and how many rows of everything."""
    tables = ("contact", "contactversion", "contactaddendum", "task", "draft", "note", "conflict")
    with asking(world.people[who].pk) as cursor:
        counts = {table: rows(cursor, f"SELECT count(*) FROM cases_{table}") for table in tables}  # noqa: S608 -- ours
        counts["concerns"] = rows(cursor, "SELECT count(*) FROM safeguarding_concern")
        stamps = "SELECT corrected_at, edited_at, edited_by_id, moved_away_at FROM cases_contact WHERE id = %s"
        tasks = "SELECT edited_at, edited_by_id FROM cases_task WHERE contact_id = %s ORDER BY id"
        return counts | {"stamps": rows(cursor, stamps, [contact]), "tasks": rows(cursor, tasks, [contact])}


@pytest.mark.parametrize("accused", ["caspian", "delphine"])
def test_whoever_it_is_about_reads_nothing_of_it(own_world: World, accused: str) -> None:
    page = old_worry(own_world)
    contact = contact_at(page)
    before, by_hand, seen = product(own_world, accused, contact), raw(own_world, accused, contact), looks(own_world)
    assert SAID in " ".join(before.values())
    answer = own_world.client("ottoline").post(page, raising(own_world, accused))
    assert answer.status_code == 302, errors_in(answer)
    after = product(own_world, accused, contact)
    said = (SAID, ADVISED, "Worry about somebody at risk", "wording was corrected")
    assert not [text for text in said if text in " ".join(after.values())]
    assert (ADDED in " ".join(after.values())) is False
    assert (THEIRS in after[f"/cases/{own_world.barnet.pk}/contacts/{contact}/"]) == (accused == "caspian")
    same = ("/concerns/", "/disclosures/", f"/cases/{own_world.barnet.pk}/concerns/", "/cases/")
    assert accused == "caspian" or looks(own_world) == seen
    for each in same:
        assert ALIKE.sub("", before[each]) == ALIKE.sub("", after[each]), each
    assert raw(own_world, accused, contact) == by_hand
    with asking_as(own_world.people["ottoline"]):
        concern = Concern.objects.get(pk=answer["Location"].split("/")[4])
        keys.open_for(Verb.CONCERN_READ, [concern])
        assert all(text in concern.facts.reveal() for text in (SAID, ADVISED, ADDED))


def test_a_manager_moves_it_and_nothing_says_who(own_world: World) -> None:
    page = old_worry(own_world)
    contact = contact_at(page)
    before = raw(own_world, "caspian", contact)
    answer = own_world.client("delphine").post(page, raising(own_world, "caspian"))
    assert answer.status_code == 302, errors_in(answer)
    assert raw(own_world, "caspian", contact) == before
    with asking_as(own_world.people["ottoline"]):
        read = Contact.objects.select_related("case").get(pk=contact)
        case_keys.open_for(Verb.CASE_READ, [read.case], shown=[read])
        assert read.summary.reveal() == LEFT and read.safeguarding_screen == "no_concern"


def test_whoever_neither_recorded_it_nor_manages_raises_it_and_a_manager_moves_it_later(own_world: World) -> None:
    """Raised by another worker, its words stay; the manager moves them on the page that keeps it from a colleague."""
    joins(own_world, Role.WORKER)
    page = old_worry(own_world)
    contact = contact_at(page)
    theodosia, delphine = own_world.client("theodosia"), own_world.client("delphine")
    assert "What may the contact say instead?" not in theodosia.get(page).content.decode()
    where = theodosia.post(page, raising(own_world, "caspian"))["Location"]
    assert SAID in product(own_world, "caspian", contact)[f"/cases/{own_world.barnet.pk}/contacts/{contact}/"]
    assert "still says what was said" in delphine.get(where).content.decode()
    assert "What may the contact say instead?" not in theodosia.get(f"{where}colleague/").content.decode()
    assert "What may the contact say instead?" in delphine.get(f"{where}colleague/").content.decode()
    answer = delphine.post(f"{where}colleague/", {"accused": "", "leaves": LEFT})
    assert answer.status_code == 302, errors_in(answer)
    assert SAID not in " ".join(product(own_world, "caspian", contact).values())
    assert "still says what was said" not in delphine.get(where).content.decode()
    assert SAID in delphine.get(where).content.decode()


def test_a_concern_that_proves_to_be_about_a_colleague_takes_the_words_with_it(own_world: World) -> None:
    """Raised about a child; then it is kept from whoever may have done it, and asked what the contact may say."""
    page = old_worry(own_world)
    child = raising(own_world, "caspian", subject="child", accused="")
    where = own_world.client("ottoline").post(page, child)["Location"]
    assert SAID in product(own_world, "caspian", contact_at(page))[own_world.barnet.get_absolute_url()]
    keeps = own_world.client("ottoline")
    who = {"accused": str(own_world.people["caspian"].pk)}
    unsaid = keeps.post(f"{where}colleague/", who | {"leaves": ""})
    assert errors_in(unsaid) == ["Enter what the contact may say: your colleague may read it"]
    answer = keeps.post(f"{where}colleague/", who | {"leaves": LEFT})
    assert answer.status_code == 302, errors_in(answer)
    read = product(own_world, "caspian", contact_at(page))
    assert SAID not in " ".join(read.values()) and LEFT in read[own_world.barnet.get_absolute_url()]
    assert own_world.client("caspian").get(where).status_code == 404


def test_what_the_accused_recorded_stays_theirs(own_world: World) -> None:
    """Words of their own that vanish would warn them. The concern is raised all the same, in both gates."""
    page = old_worry(own_world)
    contact = contact_at(page)
    answer = own_world.client("delphine").post(page, raising(own_world, "ottoline", leaves=""))
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(own_world.people["delphine"]):
        concern = Concern.objects.get(contact=contact)
        assert not concern.said_apart
    with asking(own_world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, TAKE, [concern.pk, json.dumps({})]) == "23514"


def test_the_database_moves_them_for_two_and_all_of_them(own_world: World) -> None:
    """For whoever recorded them or manages; not for another colleague, whom it is about, or anybody outside; and
    nothing that was added is left behind."""
    joins(own_world, Role.WORKER)
    page = old_worry(own_world)
    where = own_world.client("theodosia").post(page, raising(own_world, "caspian"))["Location"]
    concern = UUID(where.split("/")[4])
    for who, code in (
        ("theodosia", "42501"),  # who raised it
        ("caspian", "42501"),
        ("bartholomew", "42501"),
        ("ignatius", "42501"),
        ("ottoline", "42501"),  # who recorded the contact, and does not know of what another raised
        ("delphine", "55000"),  # who would leave behind what Ottoline added
    ):
        with asking(own_world.people[who].pk) as cursor:
            assert refused_with(cursor, TAKE, [concern, json.dumps({})]) == code, who
    with superuser_cursor() as cursor:
        hung = "SELECT id::text FROM cases_contactaddendum UNION SELECT id::text FROM cases_task"
        every = json.dumps({pk: "01" for (pk,) in rows(cursor, hung)})
    with asking(own_world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, TAKE, [concern, every]) == "42501"  # nothing of it is on the record
        cursor.execute("SELECT gate.open_concerns('concern_changed', ARRAY[%s]::uuid[], '{}', '')", [str(concern)])
        assert refused_with(cursor, TAKE, [concern, every]) == ""
    late = "UPDATE cases_contact SET summary = '\\x01', edition = edition + 1 WHERE id = %s RETURNING id"
    for who in ("ottoline", "delphine"):
        with asking(own_world.people[who].pk) as cursor:
            assert rows(cursor, late, [contact_at(page)]) == []
