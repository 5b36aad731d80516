"""Scenario 6 in a browser without scripts, line by line and on its own days: danger on Christmas Eve, and nobody of the
rota to be reached."""

import re

from playwright.sync_api import Page, expect

from cases.actions.sharing import NewRecipient, add_recipient
from cases.models import Case, Disclosure, SharingProof
from cases.vocabulary.sharing import Basis, PartyKind
from consent.actions import decide_consent
from consent.vocabulary import DecisionKind
from safeguarding.actions.telling import tell_of_what_is_late
from tests.conftest import asking_as, person
from tests.integration.permission import yes
from tests.journeys.conftest import Desks
from tests.journeys.december import December, due, follow, press, then_it_is_for_everybody
from tests.journeys.steps import main, then_nothing_is_on_its_way, when_they_open_a_case

HURT = "He said on the telephone that he is about to hurt the baby."
OFFICE = "Emergency duty team (invented)"


def test_danger_on_christmas_eve(desks: Desks, december: December) -> None:
    caspian, delphine = desks(java_script_enabled=False), desks(java_script_enabled=False)
    # Thursday 24 December, 16:40: Evander is on the telephone. He had said no to the duty team being told anything.
    december.at(24, 16, 40)
    december.sits_down(caspian, "Caspian Rookwell")
    when_they_open_a_case(caspian, "Evander", "Cobblestone")
    given_he_has_said_no()
    # 16:42: 999, with the police's reference; nothing else is asked.
    december.at(24, 16, 42)
    concern = when_it_is_recorded(december, caspian)
    # 16:55: the duty team; 17:05 and 17:12: nobody of the rota.
    december.at(24, 16, 55)
    when_the_duty_team_is_told(caspian)
    for minute, name in ((5, "Honoria Vance-Tully"), (12, "Lysander Oake")):
        december.at(24, 17, minute)
        when_nobody_answers(caspian, name)
    then_it_is_due_on_a_saturday_and_a_tuesday(caspian)
    reader = desks()  # what reads a page for everybody needs scripts
    december.sits_down(reader, "Caspian Rookwell", concern)
    then_it_is_for_everybody(reader)
    # Saturday 26 December: the paper, in time. Tuesday 29 December: their decision, and at 17:01 no discussion yet.
    december.at(26, 10, 0)
    december.sits_down(caspian, "Caspian Rookwell", concern)
    when_it_is_confirmed_in_writing(caspian)
    december.at(29, 10, 0)
    december.sits_down(caspian, "Caspian Rookwell", concern)
    when_they_decide(caspian)
    december.at(29, 17, 1)
    then_the_manager_is_told(december, delphine)
    # Nothing closes it until it was discussed; and then it closes.
    december.sits_down(caspian, "Caspian Rookwell", concern)
    when_it_is_discussed_afterwards(caspian)
    delphine.reload()
    follow(delphine, "Close")
    main(delphine).get_by_label("The child or adult is safer").check()
    press(delphine, "Close")
    expect(main(delphine).get_by_role("heading", level=1)).to_have_text("Closed")


def given_he_has_said_no() -> None:
    caspian = person("caspian")
    with asking_as(caspian):
        case = Case.objects.order_by("-opened_at")[0]
        office = NewRecipient(PartyKind.SAFEGUARDING, organisation=OFFICE, role="Duty social worker")
        team = add_recipient(by=caspian, case=case, recipient=office)
        bare = {"categories": frozenset(), "expires_at": None, "words": "", "method": "", "identity_check": ""}
        decide_consent(by=caspian, case=case, said=yes(case, team, decision=DecisionKind.REFUSED, **bare))


def when_it_is_recorded(december: December, page: Page) -> str:
    page.get_by_role("link", name="Emergency", exact=True).click()
    follow(page, "Record what is happening")
    main(page).get_by_label("What is the danger?").fill(HURT)
    main(page).get_by_label("999", exact=True).check()
    press(page, "Record this emergency")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Emergency")
    main(page).locator("#emergency").get_by_role("link").click()
    called = main(page).get_by_label("Whom we called, when, and their reference")
    assert "999 (24 December 2026 at 4:42pm)" in called.input_value()
    called.fill("999 at 4:42pm, police reference CAD 4711")
    press(page, "Save")
    expect(page).to_have_url(re.compile("/concerns/[0-9a-f-]{36}/$"))
    return page.url.removeprefix(december.address)


def when_the_duty_team_is_told(page: Page) -> None:
    """The least that they need, on vital interests; why he is not told; his agreement is no question."""
    follow(page, "Record the referral made by telephone")
    main(page).get_by_label(OFFICE).check()
    then_nothing_is_on_its_way(page)
    assert "consent" not in page.content().lower()
    main(page).get_by_label("Whom did you speak to?").fill("The duty social worker")
    main(page).get_by_label("The danger", exact=True).check()
    when_he_is_not_told(page)
    press(page, "Record this referral")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Referred by telephone")
    with asking_as(person("caspian")):
        proof = SharingProof.objects.get(kind="safeguarding")
        told = Disclosure.objects.get(pk=proof.disclosure_id)
        assert (told.basis, proof.row) == (Basis.VITAL_INTERESTS, "D4")


def when_he_is_not_told(page: Page) -> None:
    parent = main(page).get_by_role("group", name="Does the parent know of this referral?")
    parent.get_by_label("No", exact=True).check()
    main(page).get_by_label("The parent may be where the harm comes from").check()


def when_nobody_answers(page: Page, name: str) -> None:
    follow(page, "I tried to reach somebody")
    main(page).get_by_label(name).check()
    main(page).get_by_label("No answer").check()
    press(page, "I tried to reach somebody")
    expect(main(page)).to_contain_text(f"Tried to reach {name}")


def then_it_is_due_on_a_saturday_and_a_tuesday(page: Page) -> None:
    """48 hours from the call, though it is Boxing Day: the form is there. The discussion on the next working day."""
    expect(due(page)).to_contain_text("26 December 2026 at 4:55pm")
    expect(due(page).get_by_text("29 December 2026 at 5:00pm").first).to_be_visible()
    expect(due(page)).to_contain_text("because 25 and 28 December are bank holidays")


def when_it_is_confirmed_in_writing(page: Page) -> None:
    follow(page, "Confirm it in writing")
    main(page).get_by_label("The danger", exact=True).check()
    press(page, "Read it before it goes")
    press(page, "Record this referral")
    page.get_by_role("link", name="Back to the concern").click()
    expect(due(page)).not_to_contain_text("Confirm the referral in writing")


def when_they_decide(page: Page) -> None:
    follow(page, "They have decided")
    main(page).get_by_label("What did they decide?").select_option("Immediate protection")
    main(page).get_by_label("Who decided?").fill("The duty manager")
    press(page, "Save")


def then_the_manager_is_told(december: December, page: Page) -> None:
    """By the hourly check, on her home, without a word of it; and she cannot close it."""
    december.sits_down(page, "Delphine Marrowby")
    expect(main(page)).not_to_contain_text("Discuss it afterwards")
    assert tell_of_what_is_late() > 0
    page.reload()
    expect(main(page)).not_to_contain_text("baby")
    follow(page, "Discuss it afterwards")
    expect(main(page)).to_contain_text("Close: not yet. Something is still due")


def when_it_is_discussed_afterwards(page: Page) -> None:
    follow(page, "Record the discussion held afterwards")
    main(page).get_by_label("Honoria Vance-Tully").check()
    main(page).get_by_label("They are not in it").check()
    main(page).get_by_role("group", name="What do they think?").get_by_label("Refer", exact=True).check()
    main(page).get_by_role("group", name="What do you think?").get_by_label("Refer", exact=True).check()
    main(page).get_by_label("Reasons").fill("There was no time to ask first.")
    press(page, "Record the discussion held afterwards")
    expect(due(page)).not_to_contain_text("Discuss it afterwards")
