"""A demand is followed once an account of information governance said so itself (D12, R-C10-4): by one's own SQL nobody
else's word counts, nor an old one, and whoever is asked sees one sheet and nothing beside it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases import keys
from cases.models import Recipient
from cases.vocabulary.sharing import Category, PartyKind
from consent.actions.sheets import confirm_sheet, take_from_governance
from consent.models import Demand, DemandFinding, DemandSheet
from consent.models.sheet import SheetQuerySet
from consent.rules import names_in, references_in, ruling_on_demand
from consent.vocabulary import DemandFound
from foundation import clock
from foundation.verdict import Refused
from tests.conftest import asking_as
from tests.integration.permission import demanded, found_valid, governance_there, put_to
from tests.security.conftest import World
from tests.security.stage import Stage, staged

DENIED, NOT_SO = "42501", "23514"
MINT = "SELECT gate.mint_demand(gen_random_uuid(), %s, %s, '{existence,sen_needs}')"
PUT = """INSERT INTO consent_demandsheet (id, case_id, team_id, demand_id, finding_id, reader_id, task_id, kind, dated,
    due, categories, from_whom, orders, recorded_at, recorded_by_id, valid, confirmed_at)
    SELECT %s, f.case_id, f.team_id, f.demand_id, f.id, %s, d.task_id, 'statute', '2020-01-01', '2030-01-01',
           '{health}', '\\x01', '\\x01', now(), gate.actor_id(), {said}
    FROM consent_demandfinding AS f JOIN consent_demand AS d ON d.id = f.demand_id WHERE f.id = %s RETURNING true"""
UNSAID, SAID = PUT.replace("{said}", "NULL, NULL"), PUT.replace("{said}", "true, now()")
GIVE = "SELECT gate.give_sheet(%s, '\\x01', '1')::text"
OPEN = "SELECT count(*) FROM gate.open_sheets(ARRAY[%s::uuid], '')"
CONFIRM = "SELECT gate.confirm_sheet(%s, {valid}, '\\x01')::text"
YES, NO = CONFIRM.replace("{valid}", "true"), CONFIRM.replace("{valid}", "false")
TAKE = "SELECT gate.take_sheet(%s)::text"
MANAGES_TOO = """INSERT INTO teams_teampermission (id, user_id, permission_id, content_object_id)
    SELECT gen_random_uuid(), %s, p.id, %s FROM auth_permission AS p WHERE p.codename = 'see_restricted'"""
EVERYBODY = (
    "ottoline",
    "caspian",
    "delphine",
    "ignatius",
    "clementine",
    "honoria",
    "lysander",
    "bartholomew",
    "worker",
)


class Order:
    """An order of Barnet's case that the manager found valid; Percival on the rota for it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.people, self.case = stage, stage.world.people, stage.world.barnet
        with asking_as(self.people["ottoline"]):
            self.demand = demanded(self.case, self.people["ottoline"])
        with asking_as(self.people["delphine"]):
            governance_there(self.people["delphine"], self.case.team)
        self.finding = self.find()

    def do(self, who: str, statement: str, *values: Any) -> Any:
        return self.stage.do(who, statement, *values)

    def find(self, **said: Any) -> UUID:
        with asking_as(self.people["delphine"]):
            keys.open_to_change(self.case)
            return found_valid(self.case, self.people["delphine"], self.demand, **said).pk

    def put(self) -> UUID:
        with asking_as(self.people["delphine"]):
            return put_to(self.case, self.people["delphine"], self.demand).pk

    def mint(self, who: str = "delphine") -> Any:
        """What the database answers, and nothing of it stays."""
        self.stage.behind("SAVEPOINT minting")
        answer = self.do(who, MINT, self.demand.pk, self.demand.recipient_id)
        self.stage.behind("ROLLBACK TO SAVEPOINT minting")
        return answer

    def sight(self) -> list[str]:
        """Who holds a sight of anything."""
        return [
            str(row[0]) for row in self.stage.behind("SELECT user_id FROM consent_sheetpermission ORDER BY user_id")
        ]


@pytest.fixture
def order(world: World) -> Iterator[Order]:
    with staged(world) as stage:
        yield Order(stage)


# What the table is asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "word"), product((None, *DemandFound), (None, True, False)))
def test_it_goes_when_both_say_so_and_else_never(found: DemandFound | None, word: bool | None) -> None:
    """The truth table: the manager's finding, the word of information governance, what is asked for."""
    demand = Demand(recipient=Recipient(kind=PartyKind.COURT))
    finding = DemandFinding(found=found, categories=["existence", "sen_needs"]) if found else None
    for kinds in ({Category.SEN_NEEDS}, {Category.SEN_NEEDS, Category.HEALTH}):
        answer = ruling_on_demand(demand, finding, kinds, word=word)
        both = found == DemandFound.FOLLOW and word is True
        assert bool(answer) == (both and Category.HEALTH not in kinds)
        valid = found in (None, DemandFound.FOLLOW) and word is not False
        assert answer.row == ("D12" if valid else "D50")


@pytest.mark.parametrize(
    ("words", "names", "numbers"),
    [
        ("What is held of Petronella’s reading", ["Petronella"], []),
        ("QUILLFEATHER v another", ["Quillfeather"], []),
        ("What is held of a child’s reading", [], []),
        ("Case e2kn 65wr q of ours", [], ["E2KN-65WR-Q"]),
        ("In the matter ZC21P00123", [], ["ZC21P00123"]),
        ("No more than 12 pages", [], []),
    ],
)
def test_what_says_who_somebody_is(words: str, names: list[str], numbers: list[str]) -> None:
    assert names_in(words, ["Petronella Quillfeather", "P"]) == names
    assert references_in(words, ["E2KN-65WR-Q", "ZC21P00123", "12", ""]) == numbers


@pytest.mark.parametrize(("due", "days"), [(-5, 1), (0, 1), (1, 1), (7, 7), (28, 28), (90, 28)])
def test_the_day_on_which_it_closes(order: Order, due: int, days: int) -> None:
    """In Python as in the database: when it is due, tomorrow at least, and four weeks at most."""
    today = clock.today()
    changed = "UPDATE consent_demand SET dated = %s, due = %s WHERE id = %s"
    order.stage.behind(changed, today - timedelta(days=9), today + timedelta(days=due), order.demand.pk)
    order.stage.behind("SET CONSTRAINTS ALL IMMEDIATE")
    order.put()
    until = "SELECT (until AT TIME ZONE 'Europe/London')::date - 1 FROM consent_sheetpermission"
    with asking_as(order.people["delphine"]):
        assert DemandSheet.objects.get().closes_on == today + timedelta(days=days)
    assert order.stage.behind(until) == [(today + timedelta(days=days),)]


# By one's own SQL ----------------------------------------------------------------------------------------------------


def test_a_manager_alone_mints_nothing(order: Order) -> None:
    """Not with the finding, not with a sheet that answers itself, not put to themselves or to a colleague, nor by
    giving the word of whoever was asked."""
    delphine, percival = order.people["delphine"].pk, order.people["percival"].pk
    assert order.mint() == NOT_SO
    assert order.do("delphine", SAID, uuid4(), percival, order.finding) == NOT_SO
    for reader in ("delphine", "ottoline", "honoria", "bartholomew", "ignatius"):
        assert order.do("delphine", UNSAID, uuid4(), order.people[reader].pk, order.finding) == NOT_SO, reader
    for who in ("ottoline", "caspian"):
        assert order.do(who, UNSAID, uuid4(), percival, order.finding) == DENIED
    sheet = uuid4()
    assert order.do("delphine", UNSAID, sheet, percival, order.finding) is True
    assert order.do("percival", YES, sheet) == DENIED  # he was not given it
    for who in ("ottoline", "bartholomew", "percival", "honoria"):
        assert order.do(who, GIVE, sheet) == DENIED, who
    assert order.do("delphine", GIVE, sheet) in ("", None)
    assert order.sight() == [str(percival)]
    for who in EVERYBODY:
        assert order.do(who, YES, sheet) == order.do(who, NO, sheet) == DENIED, who
    forged = "UPDATE consent_demandsheet SET valid = true, confirmed_at = now() WHERE id = %s RETURNING true"
    given = "INSERT INTO consent_sheetpermission SELECT gen_random_uuid(), until, %s, permission_id, %s"
    for statement, *values in (
        (forged, sheet),
        ("UPDATE consent_demandsheet SET reader_id = %s WHERE id = %s RETURNING true", delphine, sheet),
        (f"{given} FROM consent_sheetpermission RETURNING true", sheet, delphine),
        ("DELETE FROM consent_sheetpermission RETURNING true",),
        (
            "INSERT INTO consent_sheetreceipt VALUES (gen_random_uuid(), now(), now(), true, %s) RETURNING true",
            delphine,
        ),
    ):
        assert order.do("delphine", statement, *values) == DENIED, statement
    assert order.mint() == NOT_SO
    copied = "SELECT kind || dated || categories::text FROM consent_demandsheet WHERE id = %s"
    assert order.do("delphine", copied, sheet) == f"order{clock.today()}{{existence,sen_needs}}"


def test_a_second_manager_is_no_information_governance(order: Order) -> None:
    """Nor does whoever acts for the manager give away, or answer, what the manager put."""
    order.stage.behind(MANAGES_TOO, order.people["caspian"].pk, order.case.team_id)
    caspian, percival, sheet = order.people["caspian"].pk, order.people["percival"].pk, uuid4()
    assert order.do("caspian", "SELECT %s = ANY (gate.teams_where('see_restricted'))", order.case.team_id) is True
    for who in ("delphine", "caspian"):
        assert order.do(who, UNSAID, uuid4(), caspian, order.finding) == NOT_SO, who
    assert order.do("delphine", UNSAID, sheet, percival, order.finding) is True
    assert order.do("caspian", GIVE, sheet) == DENIED
    assert order.do("delphine", GIVE, sheet) in ("", None)
    assert order.do("caspian", YES, sheet) == DENIED
    assert order.mint("caspian") == NOT_SO
    assert order.do("caspian", TAKE, sheet) in ("", None)  # whoever manages the team may take it back


def test_their_word_opens_it_for_that_finding_alone(order: Order) -> None:
    sheet = order.put()
    assert order.do("percival", YES, sheet) in ("", None)
    assert order.do("percival", YES, sheet) == order.do("percival", NO, sheet) == DENIED  # once
    assert order.mint() == order.mint("ottoline") == "D12"
    assert order.mint("bartholomew") == DENIED
    percival = order.people["percival"].pk
    assert order.do("delphine", UNSAID, uuid4(), percival, order.finding) == NOT_SO  # they have given their word on it
    old, order.finding = order.finding, order.find()
    assert order.mint() == NOT_SO  # an old word, and a new finding
    assert order.do("delphine", UNSAID, uuid4(), percival, old) == NOT_SO
    again = order.put()
    assert order.do("percival", NO, again) in ("", None)
    assert order.mint() == NOT_SO
    order.find()
    order.put()
    none = {"categories": frozenset(), "checked_by": "", "checked_on": None, "advice": ""}
    order.find(found=DemandFound.CHALLENGE, **none)
    assert order.sight() == []  # what was found since took it back
    assert order.do("delphine", UNSAID, uuid4(), percival, order.finding) == NOT_SO


def test_what_was_taken_back_is_nobodys(order: Order) -> None:
    """By the manager, by time, by the rota, and by joining a team."""
    sheet = order.put()
    for who in (*EVERYBODY, "percival"):
        if who != "delphine":
            assert order.do(who, TAKE, sheet) == DENIED, who
    assert order.do("delphine", TAKE, sheet) in ("", None)
    assert order.do("delphine", TAKE, sheet) == NOT_SO
    assert order.do("percival", OPEN, sheet) == order.do("percival", YES, sheet) == DENIED
    sheet, now = order.put(), clock.now()
    off = "UPDATE safeguarding_rotaslot SET withdrawn_at = now() WHERE for_adults"
    over = "UPDATE safeguarding_rotaslot SET ends_at = starts_at + interval '1 minute' WHERE for_adults"
    joined = (
        "SET LOCAL session_replication_role = replica; UPDATE teams_membership SET user_id = %s WHERE id = %s;"
        " SET LOCAL session_replication_role = origin"
    )
    percival = order.people["percival"].pk
    for change in ((off,), (over,), (joined, percival, order.stage.current("clementine"))):
        order.stage.behind("SAVEPOINT away")
        order.stage.behind(*change)
        assert order.do("percival", OPEN, sheet) == order.do("percival", YES, sheet) == DENIED, change
        order.stage.behind("ROLLBACK TO SAVEPOINT away")
    assert order.do("percival", OPEN, sheet) == 1
    order.stage.at(now + timedelta(days=6))
    assert order.do("percival", OPEN, sheet) == 1  # the day on which it is due is not over
    order.stage.at(now + timedelta(days=8, minutes=1))
    assert order.do("percival", OPEN, sheet) == order.do("percival", YES, sheet) == DENIED
    assert order.mint() == NOT_SO


def test_whoever_is_asked_sees_the_sheet_and_nothing_beside_it(order: Order) -> None:
    """And one of another team's, or that another was asked, is as absent as none."""
    sheet = order.put()
    count = "SELECT count(*) FROM consent_demandsheet"
    assert order.do("percival", count) == 1
    for who in ("honoria", "lysander", "ignatius", "bartholomew", "worker"):
        assert order.do(who, count) == 0 and order.do(who, OPEN, sheet) == DENIED, who
    for table in (
        "cases_case",
        "cases_person",
        "cases_task",
        "consent_demand",
        "consent_demandfinding",
        "cases_recipient",
    ):
        assert order.do("percival", f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608 -- names of ours
    assert order.do("percival", OPEN, uuid4()) == DENIED
    looks = (
        "SELECT count(*) FROM audit_accessevent WHERE verb = 'sheet_read' AND actor = %s AND %s = ANY (objects_shown)"
    )
    assert order.do("percival", OPEN, sheet) == 1
    assert order.stage.behind(looks, order.people["percival"].pk, order.case.pk) == [(1,)]
    assert order.do("percival", YES, sheet) in ("", None)
    assert order.do("percival", count) == 0
    assert order.do("percival", "SELECT count(*) FROM consent_sheetreceipt WHERE valid") == 1
    assert order.do("delphine", "SELECT count(*) FROM consent_sheetreceipt") == 0


def test_a_sheet_of_another_team_or_of_somebody_kept_out_is_not_put(order: Order) -> None:
    """Who stands on another team's rota is no information governance of this one, nor whoever is kept from the case."""
    percival = order.people["percival"].pk
    order.stage.behind("SAVEPOINT before")
    order.stage.behind(
        "UPDATE safeguarding_rotaslot SET team_id = (SELECT team_id FROM cases_case WHERE id = %s) WHERE for_adults",
        order.stage.world.fernhill.pk,
    )
    assert order.do("delphine", UNSAID, uuid4(), percival, order.finding) == NOT_SO
    order.stage.behind("ROLLBACK TO SAVEPOINT before")
    kept = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
    order.stage.behind(kept, percival, order.case.pk)
    assert order.do("delphine", UNSAID, uuid4(), percival, order.finding) == NOT_SO
    asked = "SELECT count(*) FROM gate.governance_to_ask(%s)"
    assert order.do("delphine", asked, order.demand.pk) == 0


# Each gate alone -----------------------------------------------------------------------------------------------------


def test_the_python_gate_alone_shows_it_to_whoever_was_asked(order: Order) -> None:
    sheet = order.put()
    order.stage.behind("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("consent_demandsheet", "consent_sheetpermission"):
        order.stage.behind(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for who, sees in (("percival", True), ("honoria", False), ("delphine", False)):
        with asking_as(order.people[who]):
            assert DemandSheet.objects.put_to(order.people[who]).filter(pk=sheet).exists() == sees, who


def test_the_database_alone_shows_it_to_whoever_was_asked(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = order.put()
    monkeypatch.setattr(SheetQuerySet, "put_to", lambda rows, user: rows.all())
    for who, sees in (("percival", True), ("honoria", False), ("lysander", False), ("bartholomew", False)):
        with asking_as(order.people[who]):
            assert DemandSheet.objects.put_to(order.people[who]).filter(pk=sheet).exists() == sees, who


def test_an_answer_to_what_was_taken_back_meanwhile_is_refused_in_words(order: Order) -> None:
    order.put()
    percival = order.people["percival"]
    with asking_as(percival):
        sheet = DemandSheet.objects.put_to(percival).get()
    order.find()
    with asking_as(percival), pytest.raises(Refused, match="taken back while you had it open"):
        confirm_sheet(by=percival, sheet=sheet, valid=True)
    assert order.mint() == NOT_SO


def test_the_manager_takes_it_back_in_python_too(order: Order) -> None:
    order.put()
    for who, words in (("ottoline", "for the team’s manager"), ("delphine", "")):
        with asking_as(order.people[who]):
            sheet = DemandSheet.objects.get()
            if words:
                with pytest.raises(Refused, match=words):
                    take_from_governance(by=order.people[who], case=order.case, sheet=sheet)
            else:
                take_from_governance(by=order.people[who], case=order.case, sheet=sheet)
    assert order.sight() == []
