# ruff: noqa: S608 -- statements spelt from the constants of this file
"""Two who change one thing at once: neither version is lost, and each gate alone sees to it (promise 9)."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger import frame
from cases import actions
from cases.models import Address, Case, Contact, ContactPoint, Person, PersonLink, Representative, Task
from foundation import clock
from foundation.components.changing import ChangingForm
from foundation.verdict import Refused
from safeguarding.models import Concern
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, superuser_cursor
from tests.security.test_drafts_everywhere import FORM, KEEP_NOTHING, somebody
from tests.security.test_url_matrix import EXPECTED, address

BEGAN = re.compile(r'name="(began|draft|once)" value="([^"]+)"')
CHOICE = re.compile(r'name="(take-[^"]+)" value="(theirs|mine)"( checked)?')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
# The pages whose form changes something that is kept already. Every other form only adds.
CHANGES = {
    *("cases:change", "cases:move", "cases:change_person", "cases:change_record", "cases:task", "cases:review"),
    *("cases:correct_contact", "cases:review_conflict", "cases:wall", "safeguarding:describe"),
    *("teams:change", "teams:answer", "teams:end", "teams:dates", "teams:confirmation", "teams:reaching"),
}
# No wall stands in a world of these tests, and the one membership in its addresses has ended.
NOT_STANDING = {"cases:wall", "teams:change", "teams:answer", "teams:end"}
# Forms that only add, and what each begins with: what is usual, this moment, or words that are read out as a whole.
# Whatever else a form begins with, words, a code, a day or a tick, is kept already.
NOW = {"day", "at"}
# Of each thing that is told, to whomever, what is derived of it.
OF_EACH = re.compile(r"(about|account|source)_([0-9a-f-]{36}_)?[a-z_]+")
BEGINS: dict[str, set[str]] = {
    "cases:add_contact": {"method", "direction", "reached", "interpreter", "paper_notes", "reach-safe_to_use"} | NOW,
    "cases:add_record": {"said_on"},
    "cases:add_task": {"assigned_to"},
    "cases:add_time": {"day"},
    "cases:hand_over_from": {"cases", "tasks"},
    "cases:keep_out": {"review_due"},
    "cases:open": {"person-safe_to_use", "level", "lead_choice"},
    "consent:arrive": {"arrived_on"},
    "consent:arrive_unplaced": {"arrived_on"},
    "consent:ask": {"way", "footing", "capacity"},
    "consent:already": {"method", "purpose"} | NOW,
    "consent:came_of_it": NOW,
    "consent:book": {"method"} | NOW,
    "consent:demand_new": {"kind"},
    "consent:tell": {"method", "purpose", "subjects", "benefit", "onward"} | NOW,
    "consent:enquire": {"asked_how"} | NOW,
    "leave_message": NOW,
    "safeguarding:add_turn": {"for_adults", "position", "pattern", "first_day", "begins", "ends"},
    **dict.fromkeys(("safeguarding:raise", "safeguarding:raise_from_nothing"), {"subject"} | NOW),
    **dict.fromkeys(("safeguarding:answer", "safeguarding:refer"), {"route"} | NOW),
    "safeguarding:move": {"told"},
    "safeguarding:verify_route": {"on", "name", "telephone"},
    "teams:ask": {"employment"},
    "teams:invite": {"employment"},
}
FILLED = re.compile(
    r'<input[^>]*type="(?:text|email|tel|number|date)"[^>]*?name="([^"]+)"[^>]*?value="[^"]'
    r'|<input[^>]*type="(?:radio|checkbox)"[^>]*?name="([^"]+)"[^>]*?\schecked'
    r'|<textarea[^>]*?name="([^"]+)"[^>]*>\s*[^<\s]'
    r'|<select[^>]*?name="([^"]+)"(?:(?!</select>).)*?<option[^>]*value="[^"]+"[^>]*\sselected',
    re.DOTALL,
)
EDITED = (Case, Person, ContactPoint, Address, PersonLink, Representative, Contact, Task, Concern)


@pytest.mark.django_db
def test_every_form_that_changes_something_carries_what_stood_there(world: World) -> None:
    """A form that begins with what is kept fails here until it carries it: it would write over a colleague's change."""
    carrying, filled = set(), {}
    for name in sorted(name for name in EXPECTED if somebody(name) and name not in KEEP_NOTHING):
        page = world.desk(somebody(name)).get(address(name, world.ids), follow=True).content.decode(errors="ignore")
        form = FORM.search(page.partition("<main")[2])
        if form and 'name="began"' in form[0]:
            carrying.add(name)
        elif form:
            names = {"".join(found) for found in FILLED.findall(form[0])}
            filled[name] = {each for each in names if not OF_EACH.fullmatch(each)}
    assert carrying == CHANGES - NOT_STANDING
    assert {name: extra for name, found in filled.items() if (extra := found - BEGINS.get(name, set()))} == {}


def drawn(client: Client, path: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(BEGAN.findall(client.get(path).content.decode().partition("<main")[2]))


def clash_page(answer: Any) -> str:
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200 and "Somebody changed this while you had it open" in page
    return page


def decided(page: str, **choices: str) -> dict[str, str]:
    """The page that asks, as it would be sent after choosing."""
    main = page.partition("<main")[2]
    sent = {name: value for name, value in HIDDEN.findall(main) if name != "csrfmiddlewaretoken"}
    sent |= {name: value for name, value, checked in CHOICE.findall(main) if checked}
    return sent | {f"take-{name}": choice for name, choice in choices.items()}


class Two:
    """Two people with the same form open; the first saves ``theirs``."""

    def __init__(self, sign_in: SignIn, path: str, before: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.path, self.before = path, before
        self.first, self.second = sign_in("ottoline"), sign_in("caspian")
        self.seen = drawn(self.second, path)
        assert self.save(self.first, theirs).status_code == 302

    def save(self, client: Client, said: dict[str, Any]) -> Any:
        """Somebody opens it now and saves at once."""
        return client.post(self.path, self.before | said | drawn(client, self.path))

    def second_saves(self, said: dict[str, Any]) -> Any:
        """With what stood there when they opened it."""
        return self.second.post(self.path, self.before | said | self.seen)


@pytest.fixture
def task(case: Case) -> tuple[str, dict[str, Any]]:
    """A task's page, and the form on it as it stands."""
    with asking_as(person("ottoline")):
        found = Task.objects.get(case=case)
    before = {"title": "Call Petronella back", "note": "", "due": "today", "assigned_to": str(found.assigned_to_id)}
    return reverse("cases:task", args=[case.pk, found.pk]), before


def title_of(case: Case) -> tuple[str, str]:
    from cases import keys

    with asking_as(person("ottoline")):
        found = Task.objects.get(case=case)
        keys.open_to_change(case)
        return found.title.reveal(), found.note.reveal() if found.note else ""


def test_both_versions_are_shown_and_nothing_is_recorded_until_somebody_says(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]]
) -> None:
    two = Two(sign_in, *task, {"title": "Call her on Monday", "note": "After nine"})
    page = clash_page(two.second_saves({"title": "Write to her instead"}))
    for said in (
        "Call Petronella back",
        "Call her on Monday",
        "Write to her instead",
        "After nine",
        "Ottoline Fernsby",
    ):
        assert said in page
    assert title_of(case) == ("Call her on Monday", "After nine")
    assert "take-due" not in page and "take-assigned_to" not in page  # what is the same is not asked
    assert dict(CHOICE.findall(page)[i][0:3:2] for i in range(2)) == {"take-title": ""}  # nobody decides that for them
    assert ("take-note", "theirs", " checked") in CHOICE.findall(page)  # only the first had touched it


@pytest.mark.parametrize(("choice", "kept"), [("theirs", "Call her on Monday"), ("mine", "Write to her instead")])
def test_what_is_chosen_is_recorded(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]], choice: str, kept: str
) -> None:
    two = Two(sign_in, *task, {"title": "Call her on Monday", "note": "After nine"})
    page = clash_page(two.second_saves({"title": "Write to her instead"}))
    assert two.second.post(two.path, decided(page, title=choice)).status_code == 302
    assert title_of(case) == (kept, "After nine")


def test_what_was_not_decided_is_asked_again_with_both_versions(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]]
) -> None:
    two = Two(sign_in, *task, {"title": "Call her on Monday"})
    page = clash_page(two.second_saves({"title": "Write to her instead"}))
    again = html.unescape(two.second.post(two.path, decided(page)).content.decode())
    assert '<a href="#id_take-title">Say for every question which of the two to keep</a>' in again
    assert again.count("Choose which of the two to keep") == 1
    assert "Call her on Monday" in again and "Write to her instead" in again and "Call Petronella back" in again
    assert [checked for *_, checked in CHOICE.findall(again)] == ["", ""]
    assert two.second.post(two.path, decided(again, title="mine")).status_code == 302
    assert title_of(case)[0] == "Write to her instead"


def test_a_third_change_while_they_decide_is_a_clash_again(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]]
) -> None:
    two = Two(sign_in, *task, {"title": "Call her on Monday"})
    page = clash_page(two.second_saves({"title": "Write to her instead"}))
    assert two.save(two.first, {"title": "Call her on Tuesday"}).status_code == 302
    again = clash_page(two.second.post(two.path, decided(page, title="mine")))
    assert "Call her on Tuesday" in again and "Write to her instead" in again
    assert title_of(case)[0] == "Call her on Tuesday"


def test_the_same_answer_twice_or_a_change_elsewhere_is_no_clash(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]]
) -> None:
    two = Two(sign_in, *task, {"title": "Call her on Monday"})
    same = two.second_saves({"title": "Call her on Monday", "due": clock.today().strftime("%d/%m/%Y")})
    assert same.status_code == 302


def test_a_draft_remembers_what_stood_there_when_it_was_begun(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]]
) -> None:
    path, before = task
    second = sign_in("caspian")
    kept = second.post(path, before | {"title": "Write to her instead", "keep": "save"} | drawn(second, path))
    two = Two(sign_in, path, before, {"title": "Call her on Monday"})
    seen = drawn(second, kept["Location"])
    page = clash_page(second.post(path, before | {"title": "Write to her instead"} | seen))
    assert "Call Petronella back" in page
    assert two.second.post(path, decided(page, title="mine")).status_code == 302
    assert title_of(case)[0] == "Write to her instead"


def test_what_a_form_carries_says_nothing_of_another_row_and_cannot_be_made(
    sign_in: SignIn, case: Case, cast: dict[str, Any], task: tuple[str, dict[str, Any]]
) -> None:
    """Anything that is not ours counts as nothing: what stands there now is then what was seen."""
    other = open_a_case(cast["ottoline"], "Winifred", "Sandalwood")
    with asking_as(cast["ottoline"]):
        elsewhere = reverse("cases:task", args=[other.pk, Task.objects.get(case=other).pk])
    ottoline = sign_in("ottoline")
    path, before = task
    for began in (drawn(ottoline, elsewhere)["began"], "", "x", "a:b", "é" * 40):
        sent = before | drawn(ottoline, path) | {"began": began, "title": f"Ring {len(began)}"}
        assert ottoline.post(path, sent).status_code == 302


def known_of(case: Case) -> dict[str, Any]:
    return {
        "level": "1",
        "lead_choice": str(case.lead_worker_id),
        "second_choice": "",
        "review_due": "",
        "referral_source": "",
    }


def test_the_case_itself(sign_in: SignIn, case: Case) -> None:
    path = reverse("cases:change", args=[case.pk])
    two = Two(sign_in, path, known_of(case), {"review_due": "1 2 2027", "level": "1", "issues": ["transport"]})
    page = clash_page(two.second_saves({"review_due": "1 3 2027"}))
    assert "1 February 2027" in page and "1 March 2027" in page
    assert two.second.post(path, decided(page, review_due="mine")).status_code == 302
    with asking_as(person("ottoline")):
        now = Case.objects.get(pk=case.pk)
        assert (str(now.review_due), now.issues) == ("2027-03-01", ["transport"])
        assert (str(now.edited_by), now.edition) == ("Caspian Rookwell", 2)


def test_a_part_of_a_person_and_a_record_about_one(sign_in: SignIn, case: Case, cast: dict[str, Any]) -> None:
    with asking_as(cast["ottoline"]):
        who = Person.objects.get(case=case)
        point = ContactPoint.objects.get(case=case)
    identity = reverse("cases:change_person", args=[case.pk, who.pk, "identity"])
    name = {"role": "parent", "given_name": "Petronella", "family_name": "Quillfeather"}
    two = Two(sign_in, identity, name, {"family_name": "Ashgrove", "keep_old_name": "on"})
    page = clash_page(two.second_saves({"known_as": "Nell"}))
    assert "Ashgrove" in page and "Nell" in page
    assert two.second.post(identity, decided(page)).status_code == 302  # each had touched another question
    reach = reverse("cases:change_record", args=[case.pk, "reach", point.pk])
    number = {"channel": "mobile", "value": "07700 900077", "safe_to_use": "yes"}
    two = Two(sign_in, reach, number, {"may_leave_message": "on", "safe_times": "Evenings"})
    page = clash_page(two.second_saves({"safe_times": "School hours"}))
    assert "Evenings" in page and "School hours" in page and "Not ticked" in page
    assert two.second.post(reach, decided(page, safe_times="mine")).status_code == 302
    people = html.unescape(sign_in("delphine").get(reverse("cases:people", args=[case.pk])).content.decode())
    assert all(each in people for each in ("Ashgrove", "Nell", "School hours")) and "Evenings" not in people


def test_two_tabs_of_one_person_at_one_contact(sign_in: SignIn, case: Case) -> None:
    with asking_as(person("ottoline")):
        contact = Contact.objects.get(case=case)
    path = reverse("cases:correct_contact", args=[case.pk, contact.pk])
    ottoline = sign_in("ottoline")
    other_tab = drawn(ottoline, path)
    assert (
        ottoline.post(path, {"summary": "The school has answered.\nAt last."} | drawn(ottoline, path)).status_code
        == 302
    )
    page = clash_page(ottoline.post(path, {"summary": "The school answered in May."} | other_tab))
    assert ottoline.post(path, decided(page, summary="theirs")).status_code == 302
    said = ottoline.get(case.get_absolute_url()).content.decode()
    assert "At last." in said and "answered in May" not in said


def test_the_database_refuses_what_the_page_let_through(
    sign_in: SignIn, case: Case, task: tuple[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the page's own comparison gone, and the action's: the row has not been seen as it stands."""
    two = Two(sign_in, *task, {"title": "Call her on Monday"})
    monkeypatch.setattr(ChangingForm, "_clashing", lambda form, seen: ())
    monkeypatch.setattr("cases.actions.tasks.as_seen", lambda held, seen, names: seen)
    answer = two.second_saves({"title": "Write to her instead"})
    assert answer.status_code == 200 and "Somebody else saved this at the same moment" in answer.content.decode()
    assert "Write to her instead" in answer.content.decode() and title_of(case)[0] == "Call her on Monday"


def test_the_page_asks_though_the_database_would_let_it_through(own_database: str) -> None:
    case = open_a_case(person("ottoline"))
    with superuser_cursor() as cursor:
        for model in EDITED:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER edited_by_web")
    with asking_as(person("ottoline")):
        found = Task.objects.get(case=case)
    path = reverse("cases:task", args=[case.pk, found.pk])
    before = {"title": "x", "note": "", "due": "today", "assigned_to": str(found.assigned_to_id)}
    two = Two(lambda who: signed_in(person(who)), path, before, {"title": "Call her on Monday"})
    clash_page(two.second_saves({"title": "Write to her instead"}))


CHANGED = {
    Case: "review_due = current_date",
    Person: "sex = 'X'",
    ContactPoint: "may_leave_message = NOT may_leave_message",
    Address: "from_on = date '2020-01-01'",
    PersonLink: "lives_with = 'yes'",
    Representative: "valid_until = date '2030-01-01'",
    Contact: r"summary = '\x01'",
    Task: "due = due + 1",
    Concern: r"opinion = '\x01'",
}


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model.__name__)
def test_no_statement_of_the_webs_changes_a_row_that_it_has_not_seen(world: World, model: type[Any]) -> None:
    table, scope = model._meta.db_table, "id" if model is Case else "case_id"
    with asking(world.people["ottoline"].pk) as cursor:
        for said, code in (("", "40001"), (", edition = edition", "40001"), (", edition = edition + 2", "40001")):
            statement = f"UPDATE {table} SET {CHANGED[model]}{said} WHERE {scope} = %s"
            assert refused_with(cursor, statement, [str(world.barnet.pk)]) == code
        assert refused_with(cursor, f"UPDATE {table} SET edited_by_id = NULL") == "42501"
        cursor.execute(
            f"UPDATE {table} SET {CHANGED[model]}, edition = edition + 1 WHERE {scope} = %s"
            " RETURNING edited_by_id::text, edited_at IS NOT NULL",
            [str(world.barnet.pk)],
        )
        assert set(cursor.fetchall()) == {(str(world.people["ottoline"].pk), True)}
        cursor.connection.rollback()


def test_a_save_that_changes_nothing_stands_in_nobodys_way(case: Case, cast: dict[str, Any]) -> None:
    """Neither in the way of the same row's next change, nor of a colleague's."""
    with asking_as(cast["ottoline"]), frame(acting=True):
        task, theirs = (Task.objects.get(case=case) for _ in range(2))
        task.save(update_fields=["due"])
        assert task.edition == theirs.edition == 0
        task.due += timedelta(days=1)
        task.save(update_fields=["due"])
        assert task.edition == Task.objects.get(pk=task.pk).edition == 1
        theirs.due += timedelta(days=2)
        with pytest.raises(Refused):
            theirs.save(update_fields=["due"])


def test_two_statements_at_once_leave_the_first(world: World) -> None:
    """The second waits for the first, then has not seen it."""
    import threading

    first, second = "UPDATE cases_task SET due = due + 1, edition = 1 WHERE case_id = %s", []

    def wait_and_change() -> None:
        with asking(world.people["caspian"].pk) as cursor:
            second.append(refused_with(cursor, first, [str(world.barnet.pk)]))

    with asking(world.people["ottoline"].pk) as cursor:
        cursor.execute(first, [str(world.barnet.pk)])
        waiting = threading.Thread(target=wait_and_change)
        waiting.start()
        waiting.join(0.3)
        assert second == []
        cursor.connection.commit()
    waiting.join(60)
    assert second == ["40001"]


def test_an_action_refuses_what_somebody_else_changed_meanwhile(case: Case, cast: dict[str, Any]) -> None:
    """Between the page's look at the row and the lock on it."""
    from foundation.verdict import Refused

    with asking_as(cast["ottoline"]):
        stale = Task.objects.get(case=case)
        fresh = Task.objects.get(case=case)
        said = {"note": "", "assigned_to": cast["ottoline"]}
        actions.change_task(by=cast["ottoline"], case=case, task=fresh, title="Call her on Monday", **said)
        with pytest.raises(Refused, match="at the same moment"):
            actions.change_task(by=cast["ottoline"], case=case, task=stale, title="Write instead", **said)
