"""What a referral about an adult stands on: the same in Python and in the database, whoever asked, decided or was away
(D9 to D11b); and whatever it is, a worker who believes that somebody is at risk, or an emergency, is not stopped."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, transaction

from cases.actions.sharing import NewRecipient, add_recipient
from cases.disclosure import Party, decide
from cases.models import Recipient, SharingProof
from cases.vocabulary.sharing import Basis, PartyKind
from foundation import clock
from foundation.rowsecurity.calls import call_one
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import Concern, Packet
from safeguarding.rules import adults_situation, may_tell_of_adult
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, State
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, keep_a_rota, referral
from tests.security.conftest import World
from tests.security.stage import Stage, staged

MONDAY = datetime(2026, 12, 14, 10, 0, tzinfo=clock.LONDON)
DAY = timedelta(days=1)
THREE = (None, True, False)
SAID = ("agrees", "agrees_police", "has_capacity", "others_at_risk", "coercion_or_crime")
AGREES = {"agrees": True, "agrees_police": False, "has_capacity": True, "others_at_risk": False}
REFUSES = {"agrees": False, "has_capacity": True, "others_at_risk": False}
CANNOT = {"agrees": False, "has_capacity": False, "others_at_risk": False}
CONTROLLED = {"agrees": False, "has_capacity": True, "coercion_or_crime": True}
WHY = "She has stopped eating, and he answers for her."


class Adult:
    """A concern about an adult that was discussed, on a stage whose clocks the test sets."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.people, self.monkeypatch = stage, stage.world.people, monkeypatch
        self.at(MONDAY)
        delphine, ottoline = self.people["delphine"], self.people["ottoline"]
        with asking_as(delphine):
            team = keep_a_rota(delphine, MONDAY - DAY, days=9)
            turn = {"starts_at": MONDAY - DAY, "ends_at": MONDAY + 9 * DAY, "telephone": "020 7946 0009"}
            for who, department in (("lysander", ""), ("percival", INFORMATION_GOVERNANCE)):
                actions.add_to_rota(
                    by=delphine, team=team, username=who, department=department, for_adults=True, **turn
                )
        with asking_as(ottoline):
            self.concern = worried_about(stage.world.barnet, ottoline, subject="adult")
            actions.describe(by=ottoline, concern=self.concern, parent_told="no", why_not_told="not_in_contact")
            hub = NewRecipient(PartyKind.SAFEGUARDING, organisation="Invented adult care", role="Duty worker")
            self.care = add_recipient(by=ottoline, case=self.concern.case, recipient=hub)

    def at(self, instant: datetime) -> None:
        self.stage.at(instant)
        self.monkeypatch.setattr(clock, "now", lambda: instant)

    def is_so(self, **facts: Any) -> None:
        """What is known of the adult, and nothing else."""
        known = (
            dict.fromkeys(("agrees", "agrees_police", "has_capacity", "others_at_risk", "coercion_or_crime")) | facts
        )
        places = ", ".join(f"{name} = %s" for name in known)
        self.stage.behind(f"UPDATE safeguarding_concern SET {places} WHERE id = %s", *known.values(), self.concern.pk)  # noqa: S608

    def discussed(self) -> None:
        with asking_as(self.people["ottoline"]):
            discussed(self.concern, self.people["ottoline"], self.people["lysander"])

    def approved(self) -> None:
        with asking_as(self.people["delphine"]):
            found = Concern.objects.get(pk=self.concern.pk)
            actions.approve(by=self.people["delphine"], concern=found, approved=True, reasons=WHY)

    def confirmed(self) -> None:
        percival = self.people["percival"]
        with asking_as(percival):
            packet = Packet.objects.get(concern=self.concern.pk, manager=percival)
            actions.confirm_packet(by=percival, packet=packet, differently=False, answer="")

    def refer(self, move: str, **said: Any) -> str:
        """Refer by telephone: the row of the table that it rests on."""
        ottoline = self.people["ottoline"]
        with asking_as(ottoline), transaction.atomic():
            found = Concern.objects.get(pk=self.concern.pk)
            made = actions.refer(
                by=ottoline, concern=found, move=MOVES[move], said=referral(found.case, ottoline, **said)
            )
            return str(SharingProof.objects.get(disclosure=made.disclosure).row)

    def both_say(self, *, believed: bool) -> tuple[str, str]:
        """What Python says of telling adult social care, and what the database does."""
        with asking_as(self.people["ottoline"]):
            found, care = Concern.objects.get(pk=self.concern.pk), Recipient.objects.get(pk=self.care.pk)
            said = decide(adults_situation(found, Party.SAFEGUARDING, items=True, believed=believed))
            asked = (uuid4(), found.pk, care.pk, Basis.ADULT_AT_RISK, ["safeguarding"], True, believed)
            mark = transaction.savepoint()
            try:
                with transaction.atomic():
                    minted = f"{call_one('gate.mint_safeguarding', *asked)} allow"
            except Error as error:
                minted = str(error).partition("not allowed: ")[2].splitlines()[0]
            transaction.savepoint_rollback(mark)
        return f"{said.row} {said.answer}", minted


@pytest.fixture
def adult(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Adult]:
    with staged(world) as stage:
        yield Adult(stage, monkeypatch)


def test_both_gates_say_the_same_of_an_adult(adult: Adult) -> None:
    """Whatever is known of them, before and after the manager's word, governance's, and the end of its day."""
    adult.discussed()
    seen = set()
    for change in (lambda: None, adult.approved, lambda: adult.at(MONDAY + DAY)):
        change()
        for agrees, capacity, others, coerced in product(THREE, THREE, (None, True), (False, True)):
            adult.is_so(agrees=agrees, has_capacity=capacity, others_at_risk=others, coercion_or_crime=coerced)
            for believed in (False, True):
                python, database = adult.both_say(believed=believed)
                assert python == database
                seen.add(python)
    assert seen == {"D9 allow", "D10 deny", "D11 allow", "D11 route", "D11b allow", "D50 deny"}


def test_whoever_agrees_and_can_decide_is_referred_on_their_word(adult: Adult) -> None:
    adult.discussed()
    adult.approved()
    adult.is_so(**AGREES)
    assert adult.refer("refer_verbal") == "D9"


NAMED = {"agrees": True, "has_capacity": True}


def test_an_adult_is_named_to_a_senior_manager_with_their_agreement_alone(adult: Adult) -> None:
    """Never on the row about a child: what they said of it decides, in both gates (D9a)."""
    ottoline, lysander = adult.people["ottoline"], adult.people["lysander"]
    with asking_as(ottoline):
        actions.step(by=ottoline, concern=adult.concern, move=MOVES["seek"], way_chosen=True)
        whom = NewRecipient(PartyKind.SENIOR_MANAGER, account=lysander)
        senior = add_recipient(by=ottoline, case=adult.concern.case, recipient=whom)
    mint = "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, %s, '{identity}', true, false, %s)"
    about, naming = (adult.concern.pk, senior.pk), {"manager": lysander, "what": "Mrs Q", "reason": WHY}
    for facts, answer in ((REFUSES, "nobody else is at risk"), (CANNOT, "Ask the manager"), ({}, "Say first")):
        adult.is_so(**facts)
        with asking_as(ottoline), pytest.raises(Refused, match=answer):
            actions.name_somebody(by=ottoline, concern=Concern.objects.get(pk=adult.concern.pk), **naming)
        assert adult.stage.do("ottoline", mint, *about, Basis.ADULT_AT_RISK, lysander.pk) == "23514"
    adult.is_so(**NAMED)
    assert adult.stage.do("ottoline", mint, *about, Basis.PUBLIC_INTEREST_CP, lysander.pk) == "23514"
    with asking_as(ottoline):
        found = Concern.objects.get(pk=adult.concern.pk)
        told = actions.name_somebody(by=ottoline, concern=found, **naming)
        assert (SharingProof.objects.get(disclosure=told).row, told.purpose) == ("D9a", "safeguarding_adult")


@pytest.mark.parametrize(
    ("police", "row", "answer"),
    [(None, "", "Say first whether they agree"), (False, "", "They do not agree"), (True, "D9", "")],
)
def test_an_adult_agrees_to_the_police_apart(adult: Adult, police: bool | None, row: str, answer: str) -> None:
    """Whoever agreed to social care and was not asked about the police has refused nothing."""
    adult.is_so(**AGREES | {"agrees_police": police})
    with asking_as(adult.people["ottoline"]):
        found = Concern.objects.get(pk=adult.concern.pk)
        verdict = may_tell_of_adult(found, adults_situation(found, Party.POLICE, items=True, believed=False))
        assert bool(verdict) == bool(row) and answer in verdict.reason
        whom = NewRecipient(PartyKind.POLICE, organisation="Police", role="Duty officer")
        police_pk = add_recipient(by=adult.people["ottoline"], case=found.case, recipient=whom).pk
    mint = "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, %s, '{safeguarding}', true, false)"
    assert adult.stage.do("ottoline", mint, found.pk, police_pk, Basis.ADULT_AT_RISK) == (row or "23514")


def test_a_refusal_is_theirs_while_nobody_else_is_at_risk(adult: Adult) -> None:
    """They are supported, a plan is made, and it is discussed again; a worker who believes otherwise is not stopped."""
    adult.discussed()
    adult.approved()
    adult.is_so(**REFUSES)
    with pytest.raises(Refused, match=r"Support them, make a plan.*you can refer now"):
        adult.refer("refer_verbal")
    ottoline = adult.people["ottoline"]
    with asking_as(ottoline), transaction.atomic():
        mark = transaction.savepoint()
        found = Concern.objects.get(pk=adult.concern.pk)
        again = actions.step(by=ottoline, concern=found, move=MOVES["second_opinion"], reason="He said no.")
        assert again.state == State.SEEKING
        transaction.savepoint_rollback(mark)
    assert adult.refer("refer_now", belief=True, reason=WHY) == "D11b"


def test_what_nobody_asked_them_is_asked_first(adult: Adult) -> None:
    adult.discussed()
    adult.approved()
    with pytest.raises(Refused, match="Say first whether they agree"):
        adult.refer("refer_verbal")


@pytest.mark.parametrize("facts", [CANNOT, CONTROLLED], ids=["cannot decide", "controlled"])
def test_the_manager_and_governance_decide_for_them(adult: Adult, facts: dict[str, Any]) -> None:
    adult.is_so(**facts)
    adult.discussed()
    adult.approved()
    with pytest.raises(Refused, match="Ask the manager and information governance"):
        adult.refer("refer_verbal")
    adult.confirmed()
    assert adult.refer("refer_verbal") == "D11"


def test_governance_that_is_away_is_waited_for_until_its_day_is_over(adult: Adult) -> None:
    adult.is_so(**CANNOT)
    adult.discussed()
    adult.approved()
    adult.at(MONDAY.replace(hour=23, minute=59))
    with pytest.raises(Refused, match="information governance"):
        adult.refer("refer_verbal")
    adult.at((MONDAY + DAY).replace(hour=0, minute=0))
    assert adult.refer("refer_verbal") == "D11"


def test_an_emergency_asks_nothing_of_an_adult(adult: Adult) -> None:
    adult.is_so(**REFUSES)
    ottoline = adult.people["ottoline"]
    with asking_as(ottoline):
        calls = {"called": "999", "danger": "He has a knife"}
        actions.declare_emergency(by=ottoline, case=adult.concern.case, concern=adult.concern, **calls)
    assert adult.refer("emergency_verbal") == "D11b"


def test_the_rows_about_children_are_not_an_adults(adult: Adult) -> None:
    adult.discussed()
    ask = "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, %s, '{safeguarding}', true, true)"
    said = (adult.concern.pk, adult.care.pk)
    assert adult.stage.do("ottoline", ask, *said, Basis.PUBLIC_INTEREST_CP) == "23514"
    assert adult.stage.do("ottoline", ask, *said, Basis.ADULT_AT_RISK) == "D11b"


def test_the_database_takes_no_belief_that_nobody_stated(adult: Adult) -> None:
    """A referral whose proof claims a belief that its step does not hold is not kept."""
    adult.is_so(**AGREES)
    adult.discussed()
    adult.approved()
    adult.refer("refer_verbal")
    adult.stage.behind("SET CONSTRAINTS proven IMMEDIATE")  # it looks for the row of the disclosure, which is true
    adult.stage.behind("SET LOCAL session_replication_role = replica")
    adult.stage.behind("UPDATE cases_sharingproof SET row = 'D11b' WHERE source = %s", adult.concern.pk)
    adult.stage.behind("SET LOCAL session_replication_role = origin")
    with pytest.raises(Error, match="nobody said"):
        adult.stage.behind("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_keeps_a_belief_that_was_stated(adult: Adult) -> None:
    adult.is_so(**REFUSES)
    adult.discussed()
    assert adult.refer("refer_now", belief=True, reason=WHY) == "D11b"
    adult.stage.behind("SET CONSTRAINTS ALL IMMEDIATE")
