"""What is begun on a form is kept, shown again there and nowhere else, and gone when the form was recorded."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Contact, Draft
from foundation.unfinished import Mark
from tests.conftest import SignIn, asking_as, person
from tests.integration.test_log_a_call import CALL

pytestmark = pytest.mark.django_db
WORDS = "She said, half way through, that «Barnaby» has no plan.\n\n  And more"


def adding(case: Case) -> str:
    return reverse("cases:add_contact", args=[case.pk])


def mark_on(client: Client, address: str) -> dict[str, str]:
    """The field by which a form goes on with a draft."""
    page = client.get(address).content.decode()
    return dict(re.findall(r'name="(draft)" value="([^"]+)"', page))


def kept(username: str = "ottoline") -> int:
    with asking_as(person(username)):
        return Draft.objects.count()


def save(client: Client, address: str, how: str = "save", **typed: str) -> str:
    """Press the button, and go where it leads."""
    answer = client.post(address, {"keep": how, **mark_on(client, address), **typed})
    assert answer.status_code == 302
    return answer["Location"]


def has_typed(page: str, text: str = WORDS) -> bool:
    return text in html.unescape(page)


def test_save_draft_takes_what_is_incomplete_and_shows_it_again_without_errors(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    place = save(ottoline, adding(case), summary=WORDS, at="half past", contact_type="casework")
    page = ottoline.get(place).content.decode()
    assert has_typed(page) and "half past" in page
    assert re.search(r'value="casework"[^>]*checked', page)
    assert re.search(r"Draft saved \d+:\d\d[ap]m", page) and "It is not recorded yet" in page
    assert "There is a problem" not in page and "<title>Error" not in page
    assert has_typed(ottoline.get(adding(case)).content.decode())  # the form of this case itself, by its link


def test_it_is_on_no_other_record_form_or_person(sign_in: SignIn, case: Case, cast: dict) -> None:
    from tests.conftest import open_a_case

    other = open_a_case(cast["ottoline"], "Winifred", "Sandalwood")
    ottoline, caspian = sign_in("ottoline"), sign_in("caspian")
    place = save(ottoline, adding(case), summary=WORDS)
    named = place.partition("?")[2]
    elsewhere = [adding(other), f"{adding(other)}?{named}", reverse("cases:add_task", args=[case.pk]), "/cases/open/"]
    for address in [*elsewhere, f"/cases/open/?{named}", "/", case.get_absolute_url()]:
        assert not has_typed(ottoline.get(address).content.decode(), "half way through"), address
    for address in (place, adding(case), "/"):
        page = caspian.get(address).content.decode()
        assert not has_typed(page, "half way through") and "Unfinished" not in page
    assert kept("caspian") == 0


def test_another_persons_mark_is_worth_nothing(sign_in: SignIn, case: Case) -> None:
    """Posting somebody else's draft id begins one of one's own, and theirs stays as it was."""
    ottoline, caspian = sign_in("ottoline"), sign_in("caspian")
    place = save(ottoline, adding(case), summary=WORDS)
    hers = mark_on(ottoline, place)
    draft = place.rpartition("=")[2]
    forged = Mark.of(Mark.read(hers["draft"], person("ottoline").pk).draft, 1, person("caspian").pk)
    for mark in (hers["draft"], f"{draft}.1", f"{draft}.1.", str(forged)):
        caspian.post(adding(case), {"keep": "save", "draft": mark, "summary": "Mine"})
        caspian.post(adding(case), {"keep": "typing", "draft": mark, "summary": "Mine"})
        caspian.post(adding(case), {**CALL, "draft": mark})
    assert caspian.get(f"/drafts/{draft}/discard/").status_code == 404
    assert caspian.post(f"/drafts/{draft}/discard/").status_code == 404
    assert has_typed(ottoline.get(place).content.decode())


def test_recording_the_form_ends_the_draft_and_a_late_save_brings_it_not_back(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    place = save(ottoline, adding(case), summary=WORDS)
    mark = mark_on(ottoline, place)
    assert ottoline.post(adding(case), CALL | mark | {"summary": WORDS}).status_code == 302
    assert kept() == 0
    late = ottoline.post(adding(case), {"keep": "typing", "summary": WORDS, **mark})
    assert late.json()["ended"] is True
    assert kept() == 0
    with asking_as(person("ottoline")):
        assert Contact.objects.filter(case=case).count() == 2
    assert not has_typed(ottoline.get(adding(case)).content.decode(), "half way through")


def test_a_first_save_that_arrives_after_the_form_was_sent_is_late_too(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    mark = mark_on(ottoline, adding(case))
    ottoline.post(adding(case), CALL | mark)
    assert ottoline.post(adding(case), {"keep": "typing", "summary": "x", **mark}).json()["ended"] is True
    assert kept() == 0


def test_a_form_that_comes_back_with_errors_keeps_its_draft(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    mark = mark_on(ottoline, save(ottoline, adding(case), summary=WORDS))
    answer = ottoline.post(adding(case), {"summary": WORDS, **mark})
    page = answer.content.decode()
    assert answer.status_code == 200 and "There is a problem" in page and has_typed(page)
    assert mark["draft"] in page
    assert kept() == 1


def test_of_one_pages_saves_the_latest_stands_in_whatever_order_they_come(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    form = {"keep": "typing", "sitting": str(uuid4()), **mark_on(ottoline, adding(case))}
    for turn, text in ((1, "One"), (3, "One two three"), (2, "One two")):
        answer = ottoline.post(adding(case), form | {"turn": str(turn), "summary": text})
        assert re.match(r"Draft saved \d", answer.json()["said"])
    page = ottoline.get(adding(case)).content.decode()
    assert "One two three" in page
    assert kept() == 1


def test_two_tabs_that_write_at_once_become_two_drafts(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    place = save(ottoline, adding(case), summary="First")
    mark = mark_on(ottoline, place)
    for text in ("From one tab", "From the other"):
        answer = ottoline.post(
            adding(case), {"keep": "typing", "sitting": str(uuid4()), "turn": "1", "summary": text, **mark}
        )
        assert answer.json()["ended"] is False
    assert kept() == 2
    pages = [ottoline.get(address.replace("&amp;", "&")).content.decode() for address in continuing(ottoline)]
    assert [any(text in page for page in pages) for text in ("From one tab", "From the other")] == [True, True]


def continuing(client: Client) -> list[str]:
    """Where the home page's links lead on to."""
    return re.findall(r'href="([^"]+)">Continue', client.get("/").content.decode())


def test_a_parked_call_waits_on_the_home_page_and_is_discarded_only_when_confirmed(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    assert save(ottoline, adding(case), "park", summary=WORDS) == "/"
    home = ottoline.get("/").content.decode()
    assert "Unfinished (1)" in home and "Parked" in home and "Petronella Quillfeather" in home
    (onwards,) = continuing(ottoline)
    assert has_typed(ottoline.get(onwards).content.decode())
    discard = re.findall(r'href="([^"]+/discard/)"', home)[0]
    assert "cannot be brought back" in ottoline.get(discard).content.decode()
    assert kept() == 1
    assert ottoline.post(discard)["Location"] == "/"
    assert "Unfinished" not in ottoline.get("/").content.decode()


def test_a_new_caller_never_begins_with_the_last_ones_words(sign_in: SignIn, case: Case) -> None:
    """A form that is about nobody yet shows a draft only when it is asked for."""
    ottoline = sign_in("ottoline")
    place = save(ottoline, reverse("cases:open"), **{"person-given_name": "Ermintrude"})
    assert "Ermintrude" in ottoline.get(place).content.decode()
    assert "Ermintrude" not in ottoline.get(reverse("cases:open")).content.decode()


def test_starting_again_gives_an_empty_form(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    save(ottoline, adding(case), summary=WORDS)
    again = re.findall(r'href="([^"]+again=yes)"', ottoline.get(adding(case)).content.decode())[0]
    assert ottoline.post(again)["Location"] == adding(case)
    assert not has_typed(ottoline.get(adding(case)).content.decode(), "half way through")


def test_fifty_thousand_characters_are_kept_to_the_last(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    note = "Ξ" * 49_990 + " the end."
    assert has_typed(ottoline.get(save(ottoline, adding(case), summary=note)).content.decode(), note)


def test_a_password_is_no_draft(sign_in: SignIn) -> None:
    ottoline = sign_in("ottoline")
    page = ottoline.get(reverse("password")).content.decode()
    assert "data-keeps" not in page and 'name="keep"' not in page
    ottoline.post(reverse("password"), {"keep": "save", "current": "secret", "new": "a secret"})
    assert kept() == 0


def test_two_calls_are_half_written_at_once_and_one_that_is_on_a_case_says_whose(
    sign_in: SignIn, case: Case, cast: dict[str, object]
) -> None:
    ottoline = sign_in("ottoline")
    first, second = (ottoline.get(reverse("record_call"))["Location"] for _ in range(2))
    save(ottoline, first, "park", who=str(case.pk), summary="The first caller")
    save(ottoline, second, "park", who="new", summary="The second caller", **{"caller-given_name": "Zenobia"})
    home = ottoline.get("/").content.decode()
    assert "Unfinished (2)" in home
    assert "Petronella Quillfeather" in home.partition('id="unfinished"')[2].partition("</section>")[0]
    pages = {address: ottoline.get(address).content.decode() for address in (first, second)}
    assert "The first caller" in pages[first] and "The second caller" not in pages[first]
    assert re.search(rf'value="{case.pk}"[^>]*checked', pages[first])
    assert "The second caller" in pages[second] and "Zenobia" in pages[second]
    fresh = ottoline.get(reverse("record_call"), follow=True).content.decode()
    assert "The first caller" not in fresh and "Zenobia" not in fresh


def test_a_call_cannot_be_kept_on_a_case_of_others(sign_in: SignIn, case: Case) -> None:
    bartholomew = sign_in("bartholomew")
    address = bartholomew.get(reverse("record_call"))["Location"]
    mark = mark_on(bartholomew, address)
    for pk in (str(case.pk), str(uuid4())):
        assert bartholomew.post(address, {"keep": "save", "who": pk, **mark}).status_code == 404
    assert kept("bartholomew") == 0


@pytest.mark.parametrize("name", ["safeguarding:raise", "consent:ask", "consent:arrive"])
def test_what_is_begun_below_a_case_is_of_the_case_whichever_form_it_is(sign_in: SignIn, case: Case, name: str) -> None:
    """So that it goes with the case when that is taken from whoever began it, as every draft on a case does."""
    ottoline = sign_in("ottoline")
    save(ottoline, reverse(name, args=[case.pk]), words=WORDS)
    with asking_as(person("ottoline")):
        assert [draft.case_id for draft in Draft.objects.all()] == [case.pk]


def test_a_button_pressed_while_a_save_is_under_way_leaves_one_draft(sign_in: SignIn, case: Case) -> None:
    """What the first page saved is stored, and the page never hears of it; the step that answers goes on with it."""
    ottoline, asking, page = sign_in("ottoline"), reverse("consent:ask", args=[case.pk]), str(uuid4())
    first = mark_on(ottoline, asking) | {"sitting": page, "decision": "granted", "way": "out"}
    ottoline.post(asking, first | {"keep": "typing", "turn": "1"})
    answer = ottoline.post(asking, first | {"turn": "2", "step": "who", "go": "next"}).content.decode()
    second = dict(re.findall(r'name="(draft)" value="([^"]+)"', answer))
    ottoline.post(asking, first | second | {"keep": "typing", "turn": "1", "sitting": str(uuid4())})
    assert kept() == 1
    other_tab = mark_on(ottoline, asking) | {"keep": "typing", "sitting": str(uuid4()), "turn": "1"}
    ottoline.post(asking, other_tab), ottoline.post(asking, other_tab | {"sitting": str(uuid4())})
    assert kept() == 2  # two tabs at once are still two
    assert "A permission" in ottoline.get("/").content.decode()
