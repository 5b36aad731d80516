"""Which questions a contact demands, given which answers; and that nothing is answered for the worker."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing

from cases.forms import ConfiderForm, ContactForm, OpenCaseForm, opening_time
from cases.forms.conversation import LONGEST_COUNTED, OPENED
from cases.forms.tasks import usual_days
from cases.models import Code, Person
from cases.vocabulary import CaseKind, CodeList, ConsentCheck, ContactType, Direction, Screen, WithWhom
from foundation import clock
from teams.models import Team, User
from tests.conftest import asking_as

WHOLE = {
    "direction": "in",
    "method": "tel",
    "day": "today",
    "at": "00:00",
    "reached": "in_touch",
    "summary": "She rang.",
    "safeguarding_screen": "no_concern",
    "interpreter": "none",
}
ELSE = {"somebody_else": "on", "other_kind": "professional", "consent_check": "not_needed"}
ASKED = {"direction", "method", "day", "at", "summary", "safeguarding_screen"}
NOBODY = sorted(ContactType.nobody_reached())
# What a worker has to judge: never answered beforehand.
JUDGED = {
    *("somebody_else", "other_kind", "consent_check", "summary", "safeguarding_screen", "confidentiality_version"),
    *("told_about_family", "advice_codes", "advice_given", "signposted_to", "person", "other_party", "topics"),
    *("follow_up", "follow_up_when", "follow_up_due", "second_person"),
}


@pytest.fixture
def form(cast: dict[str, User]) -> Any:
    """Makes the form of one contact from what was typed."""
    with asking_as(cast["ottoline"]):
        yield lambda **typed: ContactForm(WHOLE | typed, initial=opening_time(clock.now()))


def errors(form: ContactForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


def contact(form: ContactForm, kind: str = CaseKind.ADULT, *, is_first: bool = False) -> Any:
    assert form.is_valid(), form.errors
    return form.contact(kind=kind, is_first=is_first)


@pytest.mark.django_db
def test_a_whole_contact_is_accepted(form: Any) -> None:
    assert errors(form()) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_every_conversation_is_asked_must_be_answered(form: Any, name: str) -> None:
    assert list(errors(form(**{name: ""}))) == [name]


@pytest.mark.django_db
def test_an_empty_form_says_what_to_do_about_each_question(form: Any) -> None:
    found = errors(form(**dict.fromkeys(WHOLE, "")))
    assert set(found) == ASKED
    assert all(text.startswith(("Enter ", "Select ")) for texts in found.values() for text in texts)


@pytest.mark.django_db
@pytest.mark.parametrize("reached", ["in_touch", "", *NOBODY])
def test_what_was_said_is_asked_only_when_somebody_was_reached(form: Any, reached: str) -> None:
    asked = errors(form(reached=reached, summary="", safeguarding_screen=""))
    assert list(asked) == ([] if reached in NOBODY else ["summary", "safeguarding_screen"])


@pytest.mark.django_db
def test_what_somebody_else_was_told_need_not_be_typed_twice(form: Any) -> None:
    told = ELSE | {"consent_check": "agreed", "told_about_family": "About her reading", "summary": ""}
    assert contact(form(**told)).summary == "About her reading"
    assert list(errors(form(**told | {"somebody_else": ""}))) == ["summary"]  # of the service user it is asked


@pytest.mark.django_db
@pytest.mark.parametrize("reached", NOBODY)
def test_a_contact_that_reached_nobody_is_not_screened_and_loses_nothing(form: Any, reached: str) -> None:
    assert contact(form(reached=reached, summary="", safeguarding_screen="")).safeguarding_screen == Screen.NOT_ASKED
    heard = contact(form(reached=reached, summary="Shouting.", safeguarding_screen="concern"))
    assert (heard.summary, heard.safeguarding_screen, heard.contact_type) == ("Shouting.", Screen.CONCERN, reached)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reached", "typed", "recorded"),
    [
        ("in_touch", "in", Direction.IN),
        ("in_touch", "out", Direction.OUT),
        ("no_answer", "in", Direction.OUT),
        ("left_message", "in", Direction.OUT),
        ("dna", "in", Direction.IN),
    ],
)
def test_whoever_did_not_answer_was_called_by_us(form: Any, reached: str, typed: str, recorded: str) -> None:
    assert contact(form(reached=reached, direction=typed)).direction == recorded


@pytest.mark.django_db
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("typed", ["", "follow_up", "casework", "admin", "new_enquiry"])
def test_the_kind_is_as_typed_or_follows_from_being_the_first(form: Any, typed: str, *, is_first: bool) -> None:
    expected = typed or (ContactType.NEW_ENQUIRY if is_first else ContactType.CASEWORK)
    assert contact(form(contact_type=typed), is_first=is_first).contact_type == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({}, []),
        ({"somebody_else": "on"}, ["other_kind", "consent_check"]),
        ({"somebody_else": "on", "other_kind": "professional"}, ["consent_check"]),
        ({"somebody_else": "on", "consent_check": "not_needed"}, ["other_kind"]),
        (ELSE, []),
        (ELSE | {"consent_check": "agreed"}, ["told_about_family"]),
        (ELSE | {"consent_check": "risk"}, ["told_about_family"]),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "agreed"}, []),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "risk"}, []),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": "not_needed"}, ["consent_check"]),
        (ELSE | {"told_about_family": "That she rang.", "consent_check": ""}, ["consent_check"]),
        ({"somebody_else": "on", "reached": "no_answer"}, []),
        (ELSE | {"reached": "left_message", "consent_check": ""}, []),
    ],
)
def test_speaking_to_anybody_else_asks_what_made_it_right(form: Any, typed: dict[str, str], asked: list[str]) -> None:
    assert sorted(errors(form(**typed))) == sorted(asked)


@pytest.mark.django_db
def test_what_was_typed_of_somebody_else_is_forgotten_when_it_was_the_service_user(form: Any) -> None:
    made = contact(form(**ELSE | {"somebody_else": "", "other_party": "The school", "told_about_family": "All"}))
    assert (made.with_whom, made.other_party, made.told_about_family, made.consent_check) == (
        WithWhom.SERVICE_USER,
        "",
        "",
        "",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [WithWhom.PROFESSIONAL, WithWhom.OTHER])
@pytest.mark.parametrize("check", list(ConsentCheck))
def test_who_it_was_and_what_made_it_right_are_recorded(form: Any, kind: WithWhom, check: ConsentCheck) -> None:
    told = "" if check == ConsentCheck.NOT_NEEDED else "That she rang."
    made = contact(form(**ELSE | {"other_kind": kind.value, "consent_check": check.value, "told_about_family": told}))
    assert (made.with_whom, made.consent_check) == (kind, check)


@pytest.mark.django_db
def test_in_an_enquiry_of_a_professional_the_caller_is_one(form: Any) -> None:
    assert contact(form(), CaseKind.PROFESSIONAL).with_whom == WithWhom.PROFESSIONAL
    assert contact(form(), CaseKind.ANONYMOUS).with_whom == WithWhom.SERVICE_USER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({}, []),
        ({"follow_up": "Ring again"}, ["follow_up_when"]),
        ({"follow_up_when": "today"}, ["follow_up"]),
        ({"follow_up_due": "tomorrow"}, ["follow_up"]),
        ({"follow_up": "Ring again", "follow_up_when": "in_2"}, []),
        ({"follow_up": "Ring again", "follow_up_when": "someday"}, ["follow_up_when"]),
        ({"follow_up": "Ring again", "follow_up_due": "tomorrow"}, []),
        ({"follow_up": "Ring again", "follow_up_due": "today"}, []),
        ({"follow_up": "Ring again", "follow_up_due": "yesterday"}, ["follow_up_due"]),
        ({"follow_up": "Ring again", "follow_up_due": "soon"}, ["follow_up_due"]),
    ],
)
def test_what_happens_next_has_a_day_and_a_day_has_something(
    form: Any, typed: dict[str, str], asked: list[str]
) -> None:
    assert list(errors(form(**typed))) == asked


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["today", "next", "in_2", "in_5", "next_week"])
def test_a_day_that_was_typed_counts_before_one_that_was_chosen(form: Any, when: str) -> None:
    chosen, typed = form(follow_up="Ring", follow_up_when=when), form(follow_up="Ring", follow_up_when=when)
    typed.data = typed.data | {"follow_up_due": "today"}
    assert chosen.is_valid() and typed.is_valid()
    assert chosen.next_step() == ("Ring", usual_days(clock.today())[when][1])
    assert typed.next_step() == ("Ring", clock.today())


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "taken"), [("1", 1), ("45", 45), ("1440", 1440), ("", None)])
def test_a_contact_may_last_up_to_a_day(form: Any, minutes: str, taken: int | None) -> None:
    assert contact(form(duration_minutes=minutes)).duration_minutes == taken


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", ["0", "-5", "1441", "9" * 400, "1.5", "ten", "1e3", "٣٠x"])
def test_no_other_length_of_time_is_taken(form: Any, minutes: str) -> None:
    assert list(errors(form(duration_minutes=minutes))) == ["duration_minutes"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "typed", "counted"),
    [
        (0, {}, 1),
        (10, {}, 10),
        (LONGEST_COUNTED, {}, LONGEST_COUNTED),
        (LONGEST_COUNTED + 2, {}, None),  # the page was left open
        (10, {"duration_minutes": "25"}, 25),
        (10, {"at": "00:00"}, None),  # it began at another time than the page
        (10, {"day": "yesterday"}, None),
        (10, {"opened": "forged"}, None),
        (10, {"reached": "no_answer"}, None),
    ],
)
def test_how_long_is_counted_from_the_opening_of_the_page(
    form: Any, monkeypatch: pytest.MonkeyPatch, ago: int, typed: dict[str, str], counted: int | None
) -> None:
    noon = datetime(2026, 11, 23, 12, 0, 5, tzinfo=clock.LONDON)
    monkeypatch.setattr(clock, "now", lambda: noon)
    began = noon - timedelta(minutes=ago)
    opened = {"opened": signing.dumps(int(began.timestamp()), salt=OPENED), "at": f"{began:%H:%M}"}
    assert contact(form(**opened | typed)).duration_minutes == counted


@pytest.mark.django_db
def test_nothing_that_has_to_be_judged_is_answered_beforehand(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ContactForm(initial=opening_time(clock.now()))
        assert {name for name in JUDGED if fresh[name].value()} == set()
        assert set(fresh.fields) >= JUDGED


@pytest.mark.django_db
@pytest.mark.parametrize("explain", [True, False])
def test_confidentiality_stands_open_until_it_was_explained(cast: dict[str, User], *, explain: bool) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ContactForm(explain=explain, initial=opening_time(clock.now()))
        assert {part.key for part in fresh.parts() if part.is_open} == ({"confidentiality"} if explain else set())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"), [({}, ""), ({"confidentiality_version": "later"}, ""), ({"confidentiality_version": "v1"}, "v1")]
)
@pytest.mark.parametrize("reached", ["in_touch", *NOBODY])
def test_a_statement_is_explained_only_to_somebody(form: Any, typed: dict[str, str], kept: str, reached: str) -> None:
    made = contact(form(reached=reached, **typed))
    assert made.confidentiality_version == ("" if reached in NOBODY else kept)


@pytest.mark.django_db
def test_what_was_typed_or_is_wrong_is_never_folded_away(form: Any) -> None:
    filled = form(follow_up="Ring", advice_given="Ask", paper_notes="filed", day="31 2 2026", topics=["transport"])
    assert not filled.is_valid()
    assert {part.key for part in filled.parts() if part.is_open} == {"next", "advice", "also", "topics"}
    assert filled.settled().is_open


@pytest.mark.django_db
def test_the_line_says_how_from_whom_and_when(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        line = ContactForm(initial=opening_time(clock.now())).line()
        assert (line["method"], line["way"], line["day"]) == ("Telephone", "from", "today")
        assert line["minutes"] == "about 1 minute since you opened this page"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "part", "words"),
    [
        ({"direction": "out"}, "way", "to"),
        ({"method": "email"}, "method", "E-mail"),
        ({"day": "1 3 2026"}, "day", "1 3 2026"),
        ({"at": "half past"}, "at", "half past"),
        ({"at": "half past"}, "minutes", "length not given"),
        ({"duration_minutes": "25"}, "minutes", "25 minutes"),
    ],
)
def test_the_line_follows_what_was_changed(form: Any, typed: dict[str, str], part: str, words: str) -> None:
    assert form(**typed).line()[part] == words


@pytest.mark.django_db
def test_the_tick_for_somebody_else_names_who_it_was_not(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ContactForm(people=[(Person(is_confider=True), "Petronella")], initial=opening_time(clock.now()))
        assert str(fresh["somebody_else"].label) == "It was somebody else, not Petronella"


@pytest.mark.django_db
def test_a_call_begins_as_the_telephone_just_now(cast: dict[str, User]) -> None:
    begun = opening_time(clock.now())
    assert (begun["direction"], begun["method"], begun["day"]) == ("in", "tel", clock.today())
    with asking_as(cast["ottoline"]):
        assert "tel" in dict(Code.objects.choices(CodeList.METHOD))


@pytest.mark.django_db
def test_nobody_says_beforehand_that_it_is_safe_to_call(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        fresh = ConfiderForm(prefix="person")
        assert fresh["safe_to_use"].value() == "not_asked"
        assert not fresh["may_leave_message"].value()
        assert not fresh["may_say_who_we_are"].value()


@pytest.mark.django_db
def test_who_asks_for_help_is_not_chosen_beforehand(cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        teams = Team.objects.where(cast["ottoline"], "work_cases")
        assert OpenCaseForm(teams=teams, user=cast["ottoline"])["kind"].value() is None


@pytest.mark.django_db
def test_a_contact_is_not_in_the_future(form: Any) -> None:
    later = clock.london(clock.now() + timedelta(hours=2))
    if later.date() == clock.today():
        assert list(errors(form(at=f"{later:%H:%M}"))) == ["at"]
    assert list(errors(form(day="tomorrow"))) == ["day"]
