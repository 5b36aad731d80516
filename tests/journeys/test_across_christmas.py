"""Scenario 5 in a browser, line by line and on its own days: an ordinary concern across Christmas."""

from pathlib import Path

from playwright.sync_api import Page, expect

from safeguarding.actions.telling import tell_of_what_is_late
from safeguarding.models import Step
from tests.conftest import asking_as, person
from tests.journeys.conftest import Desks
from tests.journeys.december import December, due, follow, press, then_it_is_for_everybody
from tests.journeys.steps import (
    main,
    then_anybody_can_use_it,
    then_nothing_is_on_its_way,
    then_nothing_sticks_out,
    when_they_open_a_case,
)
from tests.unit.documents.reading import reader_of, tags_of, words_of

HUNGRY = "Her neighbour’s child is regularly hungry, unwashed and missing school."
WORDS = "‘He asks my girl for her lunch, every day now.’"
REASONS = "Neglect is likely, and the hub can see more than we can."


def test_an_ordinary_concern_across_christmas(desks: Desks, december: December) -> None:
    ottoline, delphine, honoria = desks(), desks(), desks()
    honoria.set_viewport_size({"width": 375, "height": 800})  # her telephone
    # Wednesday 23 December, 10:05: Rosalind rings, and what she says is kept as a draft that her call carried over.
    december.sits_down(ottoline, "Ottoline Fernsby")
    when_they_open_a_case(ottoline, "Rosalind", "Pebbleworth")
    when_she_tells_of_next_door(ottoline)
    # 10:30: raised. What is due says why then.
    december.at(23, 10, 30)
    concern = when_it_is_raised(december, ottoline)
    # 11:10: Honoria is reached by telephone, and nobody is named.
    december.at(23, 11, 10)
    december.sits_down(ottoline, "Ottoline Fernsby", concern)
    when_it_is_discussed_without_a_name(ottoline)
    december.sits_down(delphine, "Delphine Marrowby", "/concerns/")
    when_it_is_approved(delphine)
    december.sits_down(honoria, "Honoria Vance-Tully")
    when_she_gives_her_word(honoria)
    # 11:40: the hub is rung.
    december.at(23, 11, 40)
    december.sits_down(ottoline, "Ottoline Fernsby", concern)
    expect(main(ottoline)).to_contain_text("Confirmed, 23 December 2026 at 11:10am")
    when_the_hub_is_rung(ottoline)
    # Thursday 24 December, 9:30: in writing, in time; at three they acknowledge it.
    december.at(24, 9, 30)
    december.sits_down(ottoline, "Ottoline Fernsby", concern)
    when_it_is_confirmed_in_writing(ottoline)
    december.at(24, 15, 0)
    december.sits_down(ottoline, "Ottoline Fernsby", concern)
    when_they_acknowledge_it(ottoline)
    # 17:01: their decision is late, and is chased; it comes on the next working day, Tuesday 29 December.
    december.at(24, 17, 1)
    december.sits_down(ottoline, "Ottoline Fernsby")
    when_they_are_chased(ottoline)
    december.at(29, 11, 0)
    december.sits_down(ottoline, "Ottoline Fernsby", concern)
    when_they_decide(ottoline)
    december.sits_down(delphine, "Delphine Marrowby", concern)
    when_it_is_closed(delphine)
    with asking_as(person("delphine")):
        moves = list(Step.objects.order_by("recorded_at").values_list("move", flat=True))
    assert moves == [
        *("raise", "seek", "discussed_refer", "approve", "refer_verbal", "confirm_written", "acknowledge", "chase"),
        *("decide", "close"),
    ]


def when_she_tells_of_next_door(page: Page) -> None:
    follow(page, "Record a contact")
    main(page).get_by_role("textbox", name="What was said").fill(HUNGRY)
    main(page).get_by_role("group", name="Did anything make you worry").get_by_label("Yes", exact=True).check()
    press(page, "Record this contact")
    expect(main(page).get_by_label("What worries you?")).to_have_value(HUNGRY)
    then_it_is_for_everybody(page)
    press(page, "Finish it later")
    expect(
        page.get_by_role("status").filter(has_text="after four hours it stands on the manager’s board")
    ).to_be_visible()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Being written")
    expect(due(page)).to_contain_text("2:05pm")


def when_it_is_raised(december: December, page: Page) -> str:
    follow(page, "Raise this concern")
    main(page).get_by_label("Worried", exact=True).check()
    main(page).get_by_label("Who is it about?").fill("The boy next door")
    press(page, "Raise this concern")
    expect(page.get_by_role("status").filter(has_text="Concern raised")).to_be_visible()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Raised")
    main(page).locator("#said").get_by_role("link").click()  # where it comes from, the call said
    expect(main(page).get_by_label("Where it comes from")).to_have_value("client_disclosure")
    main(page).get_by_label("The words that were used").fill(WORDS)
    press(page, "Save")
    follow(page, "Add: what kind of harm")
    main(page).get_by_role("group", name="Kinds of harm").get_by_label("Neglect", exact=True).check()
    press(page, "Save")
    expect(due(page)).to_contain_text("23 December 2026 at 5:00pm")  # the discussion begins today
    expect(due(page)).to_contain_text("24 December 2026 at 5:00pm")  # referred one working day after
    then_it_is_for_everybody(page)
    return page.url.removeprefix(december.address)


def when_it_is_discussed_without_a_name(page: Page) -> None:
    on_duty = main(page).get_by_role("region", name="On duty now")
    expect(on_duty.get_by_role("listitem").first).to_contain_text("Honoria Vance-Tully")
    expect(on_duty.get_by_role("link", name="020 7946 0111")).to_have_attribute("href", "tel:02079460111")
    follow(page, "Discuss it with a senior manager")
    script = main(page).get_by_label("What you will tell them")
    said = script.input_value()
    assert "neglect" in said and "Rosalind" not in said
    script.fill(f"{said}\nRosalind told us.")
    press(page, "Discuss it with a senior manager")
    expect(page.get_by_role("alert")).to_contain_text("This says ‘Rosalind’")
    main(page).get_by_label("What you will tell them").fill(said)
    then_it_is_for_everybody(page)
    press(page, "Discuss it with a senior manager")
    follow(page, "We discussed it: refer")
    main(page).get_by_label("Honoria Vance-Tully").check()
    main(page).get_by_label("They are not in it").check()
    main(page).get_by_label("What they advised").fill("Ring the hub before noon.")
    main(page).get_by_label("Reasons").fill(REASONS)
    then_it_is_for_everybody(page)
    press(page, "We discussed it: refer")
    expect(main(page)).to_contain_text("No: nobody was named")
    expect(due(page)).to_contain_text("Four working hours after the discussion")
    expect(main(page)).to_contain_text("The manager has not approved it yet")


def when_it_is_approved(page: Page) -> None:
    expect(main(page)).to_contain_text("The manager approves, or does not")
    then_it_is_for_everybody(page)
    follow(page, "The boy next door")
    follow(page, "Approve referral")
    main(page).get_by_label("Your reasons").fill("It cannot wait until January.")
    press(page, "Approve referral")
    expect(main(page)).to_contain_text("The referral was approved, before it was made")


def when_she_gives_her_word(page: Page) -> None:
    """On her telephone: one packet, and nothing of the family."""
    follow(page, "A discussion to confirm")
    expect(main(page)).to_contain_text("It may be: neglect.")
    for name in ("Rosalind", "Pebbleworth", "boy next door"):
        expect(page.locator("body")).not_to_contain_text(name)
    main(page).get_by_label("This is what we discussed").check()
    then_nothing_sticks_out(page)
    then_anybody_can_use_it(page)
    press(page, "Send my answer")
    expect(main(page)).to_contain_text("Discussion of 23 December 2026")


def when_the_hub_is_rung(page: Page) -> None:
    follow(page, "Refer by telephone")
    expect(main(page).get_by_label("Safeguarding hub (invented) (suggested)")).to_be_checked()
    then_nothing_is_on_its_way(page)
    assert "consent" not in page.content().lower()
    main(page).get_by_label("Whom did you speak to?").fill("The duty worker")
    for told in ("Who it is about", "What worries us", "The words that were used"):
        main(page).get_by_label(told, exact=True).check()
    parent = main(page).get_by_role("group", name="Does the parent know of this referral?")
    parent.get_by_label("No", exact=True).check()
    main(page).get_by_label("We are not in contact with them").check()
    then_it_is_for_everybody(page)
    press(page, "Record this referral")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Referred by telephone")
    expect(due(page)).to_contain_text("In writing: 1 working day after Wednesday 23 December")
    expect(due(page).get_by_text("24 December 2026 at 5:00pm")).to_have_count(3)  # in writing, acknowledged, decided


def when_it_is_confirmed_in_writing(page: Page) -> None:
    follow(page, "Confirm it in writing")
    for told in ("Who it is about", "What worries us", "The words that were used", "Kinds of harm"):
        main(page).get_by_label(told, exact=True).check()
    main(page).get_by_label("The family must not learn who told us").check()
    press(page, "Read it before it goes")
    expect(main(page)).to_contain_text("Please do not tell the family who said this.")
    then_it_is_for_everybody(page)
    press(page, "Record this referral")
    with page.expect_download() as download:
        follow(page, "Download as PDF")
    assert download.value.suggested_filename == "referral.pdf"
    then_the_paper_reads_well(Path(download.value.path()).read_bytes())
    then_it_is_for_everybody(page)
    page.get_by_role("link", name="Back to the concern").click()
    expect(due(page)).not_to_contain_text("Confirm the referral in writing")


def then_the_paper_reads_well(pdf: bytes) -> None:
    """Read back by another library: language, title, headings, headed tables, and nobody who must not be named."""
    root, words = reader_of(pdf).trailer["/Root"], words_of(pdf)
    assert (root["/Lang"], reader_of(pdf).metadata["/Title"]) == ("en-GB", "Safeguarding referral")
    assert {"H1", "H2", "Table", "TH"} <= set(tags_of(pdf))
    order = [words.index(each) for each in ("The boy next door", "every day now", "Neglect", "Honoria Vance-Tully")]
    assert order == sorted(order)
    assert "Rosalind" not in words and "Pebbleworth" not in words


def when_they_acknowledge_it(page: Page) -> None:
    follow(page, "They have acknowledged it")
    main(page).get_by_label("Their reference").fill("INV-2412")
    then_it_is_for_everybody(page)
    press(page, "Save")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Acknowledged")
    expect(main(page)).to_contain_text("INV-2412")


def when_they_are_chased(page: Page) -> None:
    assert tell_of_what_is_late() > 0
    page.reload()
    expect(main(page).get_by_role("link", name="Concerns with something late")).to_be_visible()
    main(page).get_by_role("link", name="Concerns with something late").click()
    row = main(page).get_by_role("row", name="The boy next door")
    expect(row).to_contain_text("The authority decides")
    expect(row).to_contain_text("1 minute late")
    then_it_is_for_everybody(page)
    follow(page, "The boy next door")
    follow(page, "I chased them")
    main(page).get_by_label("Whom did you chase").fill("The duty worker, who is writing it up.")
    press(page, "Save")
    expect(main(page)).to_contain_text("Chased the authority")


def when_they_decide(page: Page) -> None:
    follow(page, "They have decided")
    main(page).get_by_label("What did they decide?").select_option("Early help or family help")
    main(page).get_by_label("Who decided?").fill("The team manager")
    press(page, "Save")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("The authority has decided")
    tell_of_what_is_late()
    expect(due(page)).not_to_contain_text("The authority decides")


def when_it_is_closed(page: Page) -> None:
    follow(page, "Close")
    main(page).get_by_label("Early help or family help").check()
    then_it_is_for_everybody(page)
    press(page, "Close")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Closed")
    expect(due(page)).to_contain_text("Nothing is due")
    expect(main(page)).to_contain_text("How it ended")
    then_it_is_for_everybody(page)
