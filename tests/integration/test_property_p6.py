"""P6 of the disclosure table, generated: whatever is decided and wanted, in any order, all that is allowed out stands
exactly once in the register with a basis that can be found again; what is not allowed stands there not at all, and with
its row among what was kept back."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases import keys
from cases.actions.sharing import already_shared
from cases.models import Breach, Case, ContactPoint, Disclosure, KeptBack, Person, SharingProof
from cases.vocabulary.sharing import BreachCause, Category, Purpose, SendingMethod
from consent.actions import NotPermitted, decide_consent, share, take_back
from consent.actions.own import TellingThemself, tell_themself
from consent.models import Consent
from consent.rules import Telling
from consent.vocabulary import DecisionKind, Method
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import LONG, asking_as
from tests.integration.discussed import check_now
from tests.integration.permission import confider, school, told, yes

STEPS = 8
WANTED = 1_000 if LONG else 60  # the full count is test_property_p6_counted's
KINDS = (Category.SEN_NEEDS, Category.HOUSING, Category.ADVICE_STRATEGY)
PURPOSES = (Purpose.SUPPORT_IN_SCHOOL, Purpose.COMPLAINT)
kinds = st.sets(st.sampled_from(KINDS), min_size=1)
purpose = st.sampled_from(PURPOSES)
whom = st.sampled_from([0, 0, 1])
STEP = st.one_of(
    st.tuples(st.just("agree"), whom, purpose, kinds, st.booleans()),
    st.tuples(st.just("refuse"), whom, purpose),
    st.tuples(st.just("take back"), whom),
    *(st.tuples(st.just("tell"), whom, purpose, kinds, st.sampled_from([True, True, False])) for _ in range(4)),
    st.tuples(st.just("write to them"), st.booleans()),
    st.tuples(st.just("admit"), whom, kinds),
)


class Desk:
    """One worker at one case, and what they saw of the answers."""

    def __init__(self, by: User, case: Case) -> None:
        self.by, self.case, self.wanted = by, case, 0
        self.allowed: list[Any] = []
        self.admitted: list[Any] = []
        self.refused: set[tuple[Any, ...]] = set()
        self.outside = [school(case, by), school(case, by)]

    def do(self, step: tuple[Any, ...]) -> None:
        getattr(self, step[0].replace(" ", "_"))(*step[1:])

    def agree(self, to: int, why: Purpose, what: set[Category], spoken: bool) -> None:
        how = {"method": Method.PHONE, "script_version": "v7"} if spoken else {}
        said = {"purpose": why, "categories": frozenset(what), "replaces": True, "limits": "Not the diagnosis", **how}
        decide_consent(by=self.by, case=self.case, said=yes(self.case, self.outside[to], **said))

    def refuse(self, to: int, why: Purpose) -> None:
        no = {"decision": DecisionKind.REFUSED, "categories": frozenset(), "expires_at": None, "purpose": why}
        decide_consent(by=self.by, case=self.case, said=yes(self.case, self.outside[to], **no))

    def take_back(self, to: int) -> None:
        given = Consent.objects.filter(case=self.case, recipient=self.outside[to], decision=DecisionKind.GRANTED)
        for consent in given.order_by("-recorded_at")[:1]:
            take_back(by=self.by, case=self.case, consent=consent, words="")

    def tell(self, to: int, why: Purpose, what: set[Category], within: bool) -> None:
        recipient, who = self.outside[to], confider(self.case)
        asked = Telling(recipient, why, frozenset(what), frozenset({who.pk}), limits_kept=within)
        self.wanted += 1
        try:
            made = share(by=self.by, case=self.case, told=told(recipient, *sorted(what)), telling=asked)
        except NotPermitted as refusal:
            refusal.keep()
            self.refused.add((recipient.pk, refusal.decision.row, tuple(refusal.refused)))
        else:
            self.allowed.append(made.pk)

    def write_to_them(self, safe: bool) -> None:
        way = ContactPoint.objects.filter(case=self.case, safe_to_use="yes" if safe else "no").first()
        to, how = confider(self.case), SendingMethod.TELEPHONE
        said = TellingThemself(to, "Petronella", how, clock.now(), "That we rang", way)
        self.wanted += 1
        self.allowed.append(tell_themself(by=self.by, case=self.case, said=said))

    def admit(self, to: int, what: set[Category]) -> None:
        gone = told(self.outside[to], *sorted(what))
        cause = BreachCause.VERBAL
        already_shared(by=self.by, case=self.case, told=gone, cause=cause, what_happened="It slipped out")
        self.admitted.append(gone.id)

    def check(self) -> None:
        """The register holds what was allowed and what was admitted, each once; each basis is there to be read."""
        check_now()
        rows = {row.pk: row for row in Disclosure.objects.filter(case=self.case)}
        assert Counter(list(rows)) == Counter([*self.allowed, *self.admitted])
        proofs = list(SharingProof.objects.filter(case=self.case))
        assert Counter(proof.disclosure_id for proof in proofs) == Counter(self.allowed)
        for proof in proofs:
            row = rows[proof.disclosure_id]
            assert (proof.kind, proof.row, proof.recipient_id) == (row.basis, row.decided_by_row, row.recipient_id)
            assert self.resolves(proof)
        breaches = Breach.objects.filter(case=self.case).values_list("disclosure", flat=True)
        assert Counter(breaches) == Counter(self.admitted)
        kept = KeptBack.objects.filter(case=self.case).values_list("recipient", "decided_by_row", "categories")
        assert Counter((to, row, tuple(what)) for to, row, what in kept) == Counter(self.refused)

    def resolves(self, proof: SharingProof) -> bool:
        """Whether what a proof rests on is there: the agreement, or the way or the person by which it is theirs."""
        if proof.kind == "consent":
            return bool(Consent.objects.filter(pk=proof.source, case=self.case, decision=DecisionKind.GRANTED).exists())
        by_a_way = ContactPoint.objects.filter(pk=proof.source, case=self.case).exists()
        return bool(by_a_way or Person.objects.filter(pk=proof.source, case=self.case).exists())


@pytest.mark.django_db
def test_p6_generated(case: Case, cast: dict[str, User]) -> None:
    seen = Counter[str]()

    @settings(
        max_examples=WANTED // 3,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=STEPS, max_size=STEPS))
    def all_that_went_is_there_once(steps: list[tuple[Any, ...]]) -> None:
        with asking_as(cast["ottoline"]):  # anew for each: who asks is known for five minutes
            keys.open_to_change(case)
            desk = Desk(cast["ottoline"], case)
            for step in steps:
                try:
                    desk.do(step)
                except Refused:
                    seen["not in order"] += 1
            desk.check()
            seen.update({"wanted": desk.wanted, "allowed": len(desk.allowed), "refused": len(desk.refused)})
            transaction.set_rollback(True)

    all_that_went_is_there_once()
    assert seen["wanted"] >= WANTED and seen["allowed"] > 0 and seen["refused"] > 0, seen
