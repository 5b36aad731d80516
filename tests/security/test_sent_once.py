"""Every form that a page draws counts once (promise 9), and what is kept of it tells nobody anything."""

import re

import pytest
from django.urls import reverse

from foundation.sending import mark_for, person_of
from tests.conftest import signed_in
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_url_matrix import EXPECTED, PAGE, address

FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
MARK = re.compile(r'name="once" value="([^"]+)"')
# A page that is the same for everybody, without a form in it; and a file.
STATIC = {"safeguarding:emergency", "safeguarding:referral_pdf"}
PAGES = sorted(
    (name, who) for name, (gets, _) in EXPECTED.items() for who in EVERYBODY if gets[who] == PAGE and name not in STATIC
)
CLAIM = b"\7" * 32


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "who"), PAGES)
def test_every_form_of_every_page_carries_a_mark_of_its_own(world: World, name: str, who: str) -> None:
    page = world.desk(who).get(address(name, world.ids)).content.decode()
    forms = FORM.findall(page)
    marks = [MARK.findall(form) for form in forms]
    assert [len(found) for found in marks] == [1] * len(forms), name
    assert len(forms) >= 1  # signing out, at the least
    assert {person_of(found[0]) for found in marks} == {world.people[who].pk}
    assert len({found[0] for found in marks}) == len(forms)


@pytest.mark.django_db
def test_nobody_gets_no_mark(world: World) -> None:
    page = world.client(None).get(reverse("account_login")).content.decode()
    assert FORM.findall(page) and not MARK.findall(page)


def test_a_mark_says_whose_it_is_and_cannot_be_made_by_anybody_else(world: World) -> None:
    ottoline, caspian = (world.people[name].pk for name in ("ottoline", "caspian"))
    mark = mark_for(ottoline)
    assert person_of(mark) == ottoline
    assert mark_for(ottoline) != mark
    assert person_of(mark.replace(str(ottoline), str(caspian))) is None
    assert [person_of(bent) for bent in ("", ".", mark[:-1], mark + "0", mark.upper())] == [None] * 5


def test_another_persons_claim_is_neither_read_nor_changed_nor_freed(world: World) -> None:
    """The database's own half: each of the functions speaks of the asker's claims alone."""
    with asking(world.people["ottoline"].pk) as cursor:
        assert rows(cursor, "SELECT gate.claim_form(%s)", [CLAIM]) == [("",)]
        cursor.execute("SELECT gate.answer_form(%s, 'hers')", [CLAIM])
        cursor.connection.commit()
    with asking(world.people["caspian"].pk) as cursor:
        assert rows(cursor, "SELECT gate.claim_form(%s)", [CLAIM]) == [(None,)]
        cursor.execute("SELECT gate.answer_form(%s, 'his'), gate.release_form(%s)", [CLAIM, CLAIM])
        cursor.connection.commit()
    with asking(world.people["ottoline"].pk) as cursor:
        assert rows(cursor, "SELECT gate.claim_form(%s)", [CLAIM]) == [("hers",)]
        assert refused_with(cursor, "SELECT * FROM vault.sent_form") == "42501"


def test_nobody_claims_nothing(world: World) -> None:
    from tests.security.raw import app_cursor

    with app_cursor() as cursor:
        assert refused_with(cursor, "SELECT gate.claim_form(%s)", [CLAIM]) == "28000"


def test_what_is_kept_names_no_family_and_goes_after_two_days(world: World) -> None:
    ottoline = signed_in(world.people["ottoline"])
    adding = reverse("cases:add_task", args=[world.barnet.pk])
    form = {"title": "Vrandlequist", "due": "today", "assigned_to": str(world.people["ottoline"].pk)}
    assert ottoline.post(adding, form | {"once": mark_for(world.people["ottoline"].pk)}).status_code == 302
    with superuser_cursor() as cursor:
        kept = rows(cursor, "SELECT s::text FROM vault.sent_form AS s WHERE answer LIKE '%%Task added%%'")
        assert len(kept) == 1 and "Vrandlequist" not in kept[0][0] and "Petronella" not in kept[0][0]
        cursor.execute("UPDATE vault.sent_form SET at = at - interval '47 hours'")
    with asking(world.people["ottoline"].pk) as cursor:
        assert rows(cursor, "SELECT gate.purge_forms()") == [(0,)]
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE vault.sent_form SET at = at - interval '2 hours'")
    with asking(world.people["ottoline"].pk) as cursor:
        assert rows(cursor, "SELECT gate.purge_forms() > 0") == [(True,)]
