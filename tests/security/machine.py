# ruff: noqa: S608 -- statements spelt from the constants of this file
"""Whatever happens to memberships, conflicts, walls, permissions and contacts, in any order: after every step each of
the cast reads, through pages, the ORM alone, raw SQL alone and the keys, exactly what a small oracle says (promise 1).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cases import actions
from cases.models import Case, Contact, Merging
from foundation.rowsecurity.context import acting_as
from foundation.verdict import Refused
from teams.vocabulary import Role
from tests.conftest import LONG, asking_as, signed_in
from tests.security.conftest import World
from tests.security.oracle import READS, Guest, Kept, Member, Oracle
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
HOUR = timedelta(hours=1)
PEOPLE = ("ottoline", "caspian", "delphine", "honoria", "rosalind", "ignatius", "bartholomew", "augusta")
CASES = ("hers", "his", "fernhill")
BARNETS = CASES[:2]
ASK = "SELECT gate.ask_membership(%s, %s, %s, 'A reason', 'staff', %s, %s)"
ANSWER = "SELECT gate.answer_membership(%s, true, '')"
END = "SELECT gate.end_membership(%s, 'A reason', %s)"
DEPUTY = "SELECT gate.name_deputy(%s, %s, 'On leave', %s, %s)"
CONFLICT = "SELECT gate.record_conflict(%s, %s, %s, 'friend', %s, NULL, %s, NULL)"
LEAVE_CASE = "SELECT gate.declare_conflict(%s, %s, 'family', NULL)"
END_CONFLICT = "SELECT gate.end_conflict(%s, NULL)"
LET_IN = "SELECT gate.let_in(%s, %s, %s, %s, NULL)"
END_LETTING_IN = "SELECT gate.end_letting_in(%s)"
BUILD = "SELECT gate.build_wall(%s, %s, %s, 'other', NULL, %s::uuid[], '{}')"
PLACE = "SELECT gate.place_at_wall(%s, %s, %s, (SELECT edition FROM cases_wall WHERE id = %s))"
TAKE_DOWN = "SELECT gate.take_down_wall(%s)"
SETTLE = "SELECT gate.settle_parting(%s)"
UNSETTLED = "ended_at IS NOT NULL AND settled_at IS NULL"
CLOSE = "SELECT gate.close_past_memberships()"
DONE = (None, "")

OUTREACH = (("rosalind", "Rosalind Thackeray", Role.WORKER), ("rufus", "Rufus Ormerod", Role.ADMINISTRATOR))
HOURS = st.one_of(st.none(), st.sampled_from([1, 5, 30]))
worker = st.sampled_from(["ottoline", "caspian", "delphine", "honoria"])
whoever = st.sampled_from(PEOPLE)
manager = st.sampled_from(["delphine", "delphine", "honoria", "caspian"])
one = st.sampled_from(BARNETS)


@contextmanager
def as_superuser() -> Iterator[None]:
    """Row security looks away: what is read now, the queryset's own filter lets through."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield
        finally:
            cursor.execute("SET LOCAL ROLE pps_app")


class Service(RuleBasedStateMachine):
    """A service over some weeks. Acts are the web's own statements on somebody's behalf; what is refused changes
    nothing, and the oracle hears only of what was done."""

    world: ClassVar[World]
    his: ClassVar[Case]

    @initialize()
    def begin(self) -> None:
        self.staging = staged(self.world)
        self.stage: Stage = self.staging.__enter__()
        self.stage.at(NOW)
        self.pks = {"hers": self.world.barnet.pk, "his": self.his.pk, "fernhill": self.world.fernhill.pk}
        self.memberships: dict[UUID, Member] = {}
        self.wall: UUID | None = None
        members = []
        for who, team, role in FIRST:
            members.append(Member(who=who, team=team, role=role))
            self.memberships[self.stage.current(who)] = members[-1]
        where = {str(pk): case for case, pk in self.pks.items()}
        written = self.stage.behind("SELECT id, case_id FROM cases_contact")
        self.oracle = Oracle(
            now=NOW,
            teams={"hers": "barnet", "his": "barnet", "fernhill": "fernhill"},
            members=members,
            contacts={str(pk): where[str(case)] for pk, case in written},
        )
        self.steps = 0

    def teardown(self) -> None:
        if hasattr(self, "staging"):
            self.staging.__exit__(None, None, None)

    def do(self, who: str, statement: str, *values: Any) -> Any:
        return self.stage.do(who, statement, *values)

    def pk(self, who: str) -> UUID:
        return self.world.people[who].pk

    def later(self, hours: int | None) -> datetime | None:
        return None if hours is None else self.oracle.now + hours * HOUR

    # Joining, leaving, acting for the manager ------------------------------------------------------------------------
    @rule(who=worker, role=st.sampled_from(["worker", "service_manager"]), since=HOURS, until=HOURS, by=manager)
    def joins(self, who: str, role: str, since: int | None, until: int | None, by: str) -> None:
        span = self.later(since), self.later(until)
        asked = self.do("ignatius", ASK, self.world.ids["team"], who, role, *span)
        if isinstance(asked, UUID) and self.do(by, ANSWER, asked) in DONE:
            member = Member(max(span[0] or NOW, self.oracle.now), span[1], who, "barnet", role)
            self.memberships[asked] = member
            self.oracle.members.append(member)

    @rule(who=st.sampled_from(["ottoline", "caspian", "delphine", "honoria", "rosalind"]), at=HOURS)
    def leaves(self, who: str, at: int | None) -> None:
        for pk, member in self.memberships.items():
            if member.who == who and member.role != "acting_manager" and member.holds(self.oracle.now):
                by = "rufus" if member.team == "outreach" else "ignatius"
                if self.do(by, END, pk, self.later(at)) in DONE:
                    self.oracle.ends(member, self.later(at) or self.oracle.now)

    @rule(who=worker, by=manager, since=HOURS, until=st.sampled_from([2, 20, 60]))
    def acts_for_the_manager(self, who: str, by: str, since: int | None, until: int) -> None:
        named = self.do(by, DEPUTY, self.world.ids["team"], self.pk(who), self.later(since), self.later(until))
        if isinstance(named, UUID):
            member = Member(self.later(since), self.later(until), who, "barnet", "acting_manager")
            self.oracle.members.append(member)
            self.memberships[named] = member

    # Kept from a case, let into one ----------------------------------------------------------------------------------
    @rule(by=manager, whom=whoever, case=one, way=st.sampled_from(["block", "block", "none"]), until=HOURS)
    def keeps_out(self, by: str, whom: str, case: str, way: str, until: int | None) -> None:
        made = uuid4()
        said = (made, self.pks[case], self.pk(whom), way, self.later(until))
        if self.do(by, CONFLICT, *said) in DONE and way == "block":
            self.oracle.kept[str(made)] = Kept(until=self.later(until), who=whom, case=case)

    @rule(who=worker, case=one)
    def leaves_a_case(self, who: str, case: str) -> None:
        made = uuid4()
        if self.do(who, LEAVE_CASE, made, self.pks[case]) in DONE:
            self.oracle.kept[str(made)] = Kept(who=who, case=case)

    @rule(by=manager, which=st.integers(0, 3))
    def ends_a_conflict(self, by: str, which: int) -> None:
        if len(self.oracle.kept) > which:
            pk = list(self.oracle.kept)[which]
            if self.do(by, END_CONFLICT, pk) in DONE:
                del self.oracle.kept[pk]

    @rule(by=manager, case=one, until=st.sampled_from([1, 30]))
    def lets_in(self, by: str, case: str, until: int) -> None:
        if self.do(by, LET_IN, uuid4(), self.pks[case], self.pk("rosalind"), self.later(until)) in DONE:
            self.oracle.guests["rosalind", case] = Guest(until=self.later(until), who="rosalind", case=case)
            if self.wall and case in (self.oracle.wall or ()):
                side = ("first", "second")[self.oracle.wall.index(case)]  # type: ignore[union-attr]
                self.oracle.sides.setdefault("rosalind", side)

    # Walls -----------------------------------------------------------------------------------------------------------
    @rule(by=manager, led=st.one_of(st.none(), worker))
    def builds_a_wall(self, by: str, led: str | None = None) -> None:
        made, first = uuid4(), [str(self.pk(led))] if led else []
        if self.wall is None and self.do(by, BUILD, made, *(self.pks[case] for case in BARNETS), first) in DONE:
            self.wall, self.oracle.wall, self.oracle.sides = made, BARNETS, {}
            if led and self.oracle.roles(led, "barnet") & READS and not self.oracle.manages(led, "barnet"):
                self.oracle.sides[led] = "first"

    @rule(by=manager, who=whoever, side=st.sampled_from(["first", "second", "both", "neither"]))
    def places(self, by: str, who: str, side: str) -> None:
        if self.wall and isinstance(self.do(by, PLACE, self.wall, self.pk(who), side, self.wall), int):
            self.oracle.sides[who] = side

    @rule(by=manager)
    def takes_the_wall_down(self, by: str) -> None:
        if self.wall and self.do(by, TAKE_DOWN, self.wall) in DONE:
            self.wall, self.oracle.wall = None, None

    # What is written -------------------------------------------------------------------------------------------------
    @rule(who=worker, to=one)
    def moves_a_contact(self, who: str, to: str) -> None:
        """The first that they may move; what is left says that something was moved, to whoever reads the case."""
        user = self.world.people[who]
        away = next(case for case in BARNETS if case != to)
        with asking_as(user):
            found = Contact.objects.visible_to(user).filter(case=self.pks[away], moved_away_at=None).first()
            both = Case.objects.visible_to(user).filter(pk__in=[self.pks[away], self.pks[to]]).in_bulk()
            if found is None or len(both) < 2:
                return
            try:
                moved = actions.move_contact(by=user, case=both[self.pks[away]], contact=found, to=both[self.pks[to]])
            except Refused:
                return
        self.oracle.contacts[str(moved.pk)] = to
        if str(found.pk) in self.oracle.narrowed:
            self.oracle.narrowed.add(str(moved.pk))

    @rule(by=manager, into=one)
    def merges(self, by: str, into: str) -> None:
        """The two files become one: what was said is said there from now on, and narrowed where it was."""
        user, away = self.world.people[by], next(case for case in BARNETS if case != into)
        with asking_as(user):
            both = Case.objects.visible_to(user).filter(pk__in=[self.pks[away], self.pks[into]]).in_bulk()
            if len(both) < 2:
                return
            files = {"case": both[self.pks[away]], "into": both[self.pks[into]]}
            try:
                actions.merge_cases(by=user, **files, reason="One family", people={})
            except Refused:
                return
        self.oracle.one = BARNETS
        there = self.stage.behind("SELECT id, access_class FROM cases_contact WHERE case_id = %s", self.pks[into])
        self.oracle.narrowed |= {str(pk) for pk, narrowed in there if narrowed != "standard"}
        self.oracle.contacts |= {str(pk): into for pk, _ in there}

    @rule(by=manager, own=st.booleans())
    def takes_them_apart(self, by: str, own: bool) -> None:
        """Each conversation that was brought over and is there still is again where it was, as narrow as it came to be;
        what it leaves is for managers. Whoever is kept from one is kept from both until each has its ``own`` again."""
        user = self.world.people[by]
        live = "SELECT p.later_id, p.earlier_id FROM cases_mergingpart p JOIN cases_merging m ON m.id = p.merging_id"
        live += " JOIN cases_contact c ON c.id = p.later_id WHERE m.ended_at IS NULL AND c.moved_away_at IS NULL"
        brought = self.stage.behind(live)
        with asking_as(user):
            pairs = Merging.objects.visible_to(user).live().select_related("case__team", "other_case__team")
            found = pairs.first()
            if found is None:
                return
            try:
                actions.part_cases(by=user, merging=found, reason="Two families", along=set(), settle=own)
            except Refused:
                return
        for later, earlier in ((str(pk), str(was)) for pk, was in brought):
            (self.oracle.narrowed.add if later in self.oracle.narrowed else self.oracle.narrowed.discard)(earlier)
            self.oracle.narrowed.add(later)
        self.oracle.one = () if own else BARNETS

    @rule(by=manager)
    def says_that_each_has_its_own(self, by: str) -> None:
        for (pk,) in self.stage.behind(f"SELECT id FROM cases_merging WHERE {UNSETTLED} ORDER BY id LIMIT 1"):
            if self.do(by, SETTLE, pk) in DONE:
                live = self.stage.behind("SELECT id FROM cases_merging WHERE ended_at IS NULL")
                self.oracle.one = BARNETS if live else ()

    @rule(which=st.integers(0, 2), to=st.sampled_from(["restricted", "standard"]))
    def narrows_a_contact(self, which: int, to: str) -> None:
        """No act does so yet: behind the product's back, the author's trigger aside."""
        pk = sorted(self.oracle.contacts)[which % len(self.oracle.contacts)]
        self.stage.behind("SET LOCAL session_replication_role = replica")
        self.stage.behind("UPDATE cases_contact SET access_class = %s WHERE id = %s", to, UUID(pk))
        self.stage.behind("SET LOCAL session_replication_role = origin")
        (self.oracle.narrowed.add if to == "restricted" else self.oracle.narrowed.discard)(pk)

    @rule(case=one, to=st.sampled_from(["manager_only", "standard", "standard"]))
    def narrows_a_case(self, case: str, to: str) -> None:
        self.stage.behind("SET LOCAL session_replication_role = replica")
        self.stage.behind("UPDATE cases_case SET access_class = %s WHERE id = %s", to, self.pks[case])
        self.stage.behind("SET LOCAL session_replication_role = origin")
        (self.oracle.narrowed.discard if to == "standard" else self.oracle.narrowed.add)(case)

    # Time ------------------------------------------------------------------------------------------------------------
    @rule(hours=st.sampled_from([1, 2, 6, 40]), house_is_kept=st.booleans())
    def time_passes(self, hours: int, house_is_kept: bool) -> None:
        self.oracle.now += hours * HOUR
        self.stage.at(self.oracle.now)
        if house_is_kept:
            self.do("worker", CLOSE)

    # And after every step --------------------------------------------------------------------------------------------
    @invariant()
    def each_reads_what_the_oracle_says(self) -> None:
        if not hasattr(self, "oracle"):
            return
        self.steps += 1
        for who in PEOPLE:
            said = {case for case in CASES if self.oracle.reads(who, case)}
            written = {pk for case in CASES for pk in self.oracle.conversations(who, case)}
            assert self.through_the_orm_alone(who) == (said, written), who
            assert self.by_sql_alone(who) == (said, written), who
            assert self.keys(who) == said, who
        for who in PEOPLE if LONG else [PEOPLE[self.steps % len(PEOPLE)]]:
            said = {case for case in CASES if self.oracle.reads(who, case)}
            assert self.through_pages(who) == said, who
        self.stage.forgive()

    def through_the_orm_alone(self, who: str) -> tuple[set[str], set[str]]:
        user = self.world.people[who]
        with acting_as(user.pk), as_superuser():
            cases = set(Case.objects.visible_to(user).values_list("pk", flat=True))
            contacts = set(Contact.objects.visible_to(user).values_list("pk", flat=True))
        return self._ours(cases), {str(pk) for pk in contacts}

    def by_sql_alone(self, who: str) -> tuple[set[str], set[str]]:
        with acting_as(self.pk(who)), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_case")
            cases = {pk for (pk,) in cursor.fetchall()}
            cursor.execute("SELECT id FROM cases_contact")
            contacts = {str(pk) for (pk,) in cursor.fetchall()}
        return self._ours(cases), contacts

    def keys(self, who: str) -> set[str]:
        hand_out = "SELECT count(*) FROM gate.open_cases('case_read', ARRAY[%s]::uuid[], ARRAY['content'], '{}', '')"
        return {case for case, pk in self.pks.items() if self.do(who, hand_out, pk) == 1}

    def through_pages(self, who: str) -> set[str]:
        """Each case's page, and the list, which walks indexes of its own."""
        client = signed_in(self.world.people[who])
        listed = client.get("/cases/?status=").content.decode()
        pages = {case for case, pk in self.pks.items() if client.get(f"/cases/{pk}/").status_code == 200}
        assert {case for case, pk in self.pks.items() if str(pk) in listed} == pages, who
        return pages

    def _ours(self, found: set[Any]) -> set[str]:
        names = {pk: case for case, pk in self.pks.items()}
        return {names[pk] for pk in found}


FIRST = (
    *(("ottoline", "barnet", "worker"), ("caspian", "barnet", "worker"), ("delphine", "barnet", "service_manager")),
    *(("rosalind", "outreach", "worker"), ("bartholomew", "fernhill", "worker")),
)
