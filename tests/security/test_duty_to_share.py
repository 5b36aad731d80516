"""The duty to share (§2.4, D14, D15): off, nothing is told on it, and the page says why; on, one body is told what the
manager decided, on the word of somebody else as well, in both gates."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient
from cases.models import Disclosure
from cases.vocabulary.sharing import Category, PartyKind, SendingMethod
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import ShareDecision
from safeguarding.rules.laws import MORE, OFF, OVER
from safeguarding.vocabulary import SwitchCode
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.security.test_laws import STEP, dated, path
from tests.security.test_rounds import MONDAY, Worry, worry

__all__ = ["worry"]
ANSWERS = {"share_relevant": "yes", "share_with": "The school can keep an eye on him", "share_harms": "no"}
DECISION = {
    "share": "yes",
    "body": "education",
    "organisation": "Invented primary school",
    "role": "Head teacher",
    "categories": ["safeguarding", "views_feelings"],
    "checked_by": "Percival Dunmoor, information governance",
    "checked_on": "2026-12-14",
    "advice": "The least that helps",
    "reasons": "They see him daily",
}
TELL = {
    "kinds": ["safeguarding"],
    "what_safeguarding": "That he comes to school hungry",
    "recipient_verified": "rang_back",
    "method": "telephone",
    "day": "2026-12-14",
    "at": "10:00",
    "subject_told": "yes",
}
DECIDED = """INSERT INTO safeguarding_sharedecision (id, case_id, team_id, concern_id, share, relevant, harms, reasons,
               recipient_id, body, categories, checked_by, checked_on, advice, recorded_at, recorded_by_id)
             SELECT gen_random_uuid(), case_id, team_id, id, true, true, false, '\\x01', %s, %s, '{safeguarding}', %s,
               gate.clock()::date, '\\x01', gate.clock(), gate.actor_id()
             FROM safeguarding_concern WHERE id = %s RETURNING true"""
MINT = "SELECT gate.mint_duty_to_share(gen_random_uuid(), %s, %s, %s, true)"
WITHIN = "{safeguarding}"


class Decided:
    """The law is on, the questions are answered, and the manager has decided that a school is told."""

    def __init__(self, worry: Worry) -> None:
        self.worry = worry
        dated(worry, SwitchCode.SHARE)
        assert worry.client("ottoline").post(path(worry, "share/"), ANSWERS).status_code == 302
        assert worry.client("delphine").post(path(worry, "sharing/decide/"), DECISION).status_code == 302
        with asking_as(worry.ottoline):
            self.row = ShareDecision.objects.get(concern=worry.pk)
        self.page = path(worry, f"sharing/{self.row.pk}/")

    def mint(self, who: str = "ottoline", *, to: Any = None, kinds: str = WITHIN) -> Any:
        """The row on which the database would tell them, or what it answers instead; taken back."""
        return self.worry.stage.do(who, MINT, self.row.pk, to or self.row.recipient_id, kinds)

    def tell(self, *kinds: Category) -> Disclosure:
        """Past the pages."""
        with asking_as(self.worry.ottoline):
            items = tuple(Item(kind, "That he is hungry") for kind in kinds)
            whom = ShareDecision.objects.select_related("recipient").get(pk=self.row.pk).recipient
            told = NewDisclosure(whom, items, SendingMethod.TELEPHONE, clock.now())
            by, concern = self.worry.ottoline, self.worry.concern
            made: Disclosure = actions.share_by_duty(by=by, concern=concern, decision=self.row, told=told)
            return made

    def told(self) -> list[Any]:
        with asking_as(self.worry.ottoline):
            rows = Disclosure.objects.filter(case=self.worry.case, basis="statutory_duty")
            return list(rows.values_list("decided_by_row", "basis", "authorised_by", "lawful_gateway"))


@pytest.fixture
def decided(worry: Worry) -> Decided:
    return Decided(worry)


def test_on_one_body_is_told_what_was_decided(decided: Decided) -> None:
    worry, client = decided.worry, decided.worry.client("ottoline")
    concern = client.get(path(worry)).content.decode()
    assert "Tell Invented primary school, Head teacher" in concern and "The least that helps" in concern
    assert "Views and feelings" in client.get(decided.page).content.decode()
    assert worry.client("honoria").get(decided.page).status_code == 404
    assert decided.mint() == "D14"
    assert client.post(decided.page, TELL).status_code == 302
    assert decided.told() == [("D14", "statutory_duty", "two", "Children Act 2004 section 16LA")]
    assert "Told Invented primary school" in client.get(path(worry)).content.decode()


def test_off_it_is_refused_with_the_reason(decided: Decided) -> None:
    worry = decided.worry
    for day in (None, "2026-12-15"):
        dated(worry, SwitchCode.SHARE, day)
        with pytest.raises(Refused, match=OFF):
            decided.tell(Category.SAFEGUARDING)
        assert decided.mint() == "23514"
    page = worry.client("ottoline").post(decided.page, TELL)
    assert page.status_code == 200 and OFF in page.content.decode()
    assert "Tell Invented primary school" not in worry.client("ottoline").get(path(worry)).content.decode()
    assert decided.told() == []


def test_nobody_else_and_nothing_else_is_told(decided: Decided) -> None:
    worry = decided.worry
    with pytest.raises(Refused, match=MORE):
        decided.tell(Category.SAFEGUARDING, Category.HEALTH)
    assert decided.mint(kinds="{safeguarding,health}") == "23514"
    assert decided.mint(to=worry.hub.pk) == "23514"
    assert decided.mint("bartholomew") == decided.mint("honoria") == "42501"
    share = path(worry, "share/")
    assert worry.client("ottoline").post(share, ANSWERS | {"share_harms": "yes"}).status_code == 302
    with pytest.raises(Refused, match="harm the child more"):  # D15
        decided.tell(Category.SAFEGUARDING)
    assert decided.mint() == "23514"
    assert worry.client("ottoline").post(share, {"share_relevant": "yes"}).status_code == 302
    with pytest.raises(Refused, match="decided otherwise"):  # nobody says any more that it would not
        decided.tell(Category.SAFEGUARDING)
    assert decided.mint() == "23514"


def test_the_latest_decision_counts(decided: Decided) -> None:
    worry = decided.worry
    worry.at(MONDAY + timedelta(minutes=1))
    no = {"share": "no", "reasons": "They have moved away"}
    assert worry.client("delphine").post(path(worry, "sharing/decide/"), no).status_code == 302
    with pytest.raises(Refused, match="decided otherwise") as refused:
        decided.tell(Category.SAFEGUARDING)
    assert str(refused.value) == OVER and decided.mint() == "23514"


def test_a_decision_to_share_says_with_whom_and_who_else_looked(worry: Worry) -> None:
    dated(worry, SwitchCode.SHARE)
    assert worry.client("ottoline").post(path(worry, "share/"), ANSWERS).status_code == 302
    page = worry.client("delphine").post(path(worry, "sharing/decide/"), {"share": "yes", "reasons": "It helps"})
    words = page.content.decode()
    for missing in ("Select which body it helps", "Select what they need", "Enter who else looked at it"):
        assert missing in words
    with asking_as(worry.ottoline):
        school = add_recipient(
            by=worry.ottoline, case=worry.case, recipient=NewRecipient(PartyKind.PROFESSIONAL, "A school", "Head")
        )
    for whom, body, checked in (
        (None, "education", b"x"),
        (worry.hub.pk, "", b"x"),
        (worry.hub.pk, "police", b"x"),
        (school.pk, "education", b"x"),
        (worry.hub.pk, "education", None),
    ):
        assert worry.stage.do("delphine", DECIDED, whom, body, checked, worry.pk) == "23514"
    assert worry.stage.do("ottoline", DECIDED, worry.hub.pk, "education", b"x", worry.pk) == "23514"
    assert worry.stage.do("delphine", DECIDED, worry.hub.pk, "education", b"x", worry.pk) is True


def test_whoever_is_kept_from_the_concern_does_not_see_with_whom(decided: Decided) -> None:
    worry, caspian = decided.worry, decided.worry.stage.world.people["caspian"]
    look = "SELECT count(*) FROM cases_recipient WHERE id = %s"
    assert worry.stage.do("caspian", look, decided.row.recipient_id) == 1
    with asking_as(worry.ottoline):
        actions.keep_from(by=worry.ottoline, concern=worry.concern, person=caspian)
    assert worry.stage.do("caspian", look, decided.row.recipient_id) == 0
    assert worry.stage.do("ottoline", look, decided.row.recipient_id) == 1
    assert decided.mint("caspian") == "42501"


def test_nothing_is_lawful_on_it_before_the_day_of_the_law(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(valid_from) FROM cases_legalbasis WHERE basis = 'statutory_duty'")
        assert cursor.fetchone()[0] == date(2026, 9, 30)


def test_an_offence_was_considered_before_a_concern_is_closed(worry: Worry) -> None:
    """§2.6: not only what is suspected, but that somebody asked."""
    dated(worry, SwitchCode.REPORT)
    delphine = worry.stage.world.people["delphine"]
    worry.stands("decided")
    worry.stage.behind("UPDATE safeguarding_concern SET outcome = 'safer' WHERE id = %s", worry.pk)
    worry.stage.behind("UPDATE safeguarding_duty SET met_at = gate.clock() WHERE concern_id = %s", worry.pk)
    with asking_as(delphine), pytest.raises(Refused, match="sexual offence against a child is suspected"):
        actions.step(by=delphine, concern=worry.concern, move=MOVES["close"])
    assert worry.stage.do("delphine", STEP, "close", "closed", worry.pk) == "23514"
    with asking_as(worry.ottoline):
        actions.describe(by=worry.ottoline, concern=worry.concern, csa_suspected=False)
    with asking_as(delphine):
        actions.step(by=delphine, concern=worry.concern, move=MOVES["close"])
