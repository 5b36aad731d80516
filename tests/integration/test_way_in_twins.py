"""What may come into a case, said twice: ``way_in`` in Python and ``gate.may_come_in`` in SQL give one answer, for
every standing of a permission, every kind of content, and with or without the request that it answers (D44)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case
from cases.vocabulary.sharing import Category
from consent.actions import decide_consent, decisions_of, take_back
from consent.models import Consent, InformationRequest
from consent.rules import Coming, way_in
from consent.vocabulary import DecisionKind, Way
from teams.models import User
from tests.conftest import asking_as, open_a_case, person
from tests.integration.coming_in import asked, may_ask
from tests.integration.permission import agreed, yes
from tests.security.raw import superuser_cursor

NEEDS, FAMILY, HEALTH = (
    frozenset({kind}) for kind in (Category.SEN_NEEDS, Category.FAMILY_CIRCUMSTANCES, Category.HEALTH)
)
CONTENTS = {"nothing": frozenset(), "needs": NEEDS, "both": NEEDS | FAMILY, "too much": NEEDS | HEALTH}
Made = tuple[Consent, InformationRequest | None]


def stands(case: Case, by: User) -> Made:
    consent = may_ask(case, by)
    return consent, asked(case, by, consent)


def used(case: Case, by: User) -> Made:
    consent = may_ask(case, by, one_off=True)
    return consent, asked(case, by, consent)


def taken_back(case: Case, by: User) -> Made:
    consent, made = stands(case, by)
    take_back(by=by, case=case, consent=consent, words="No")
    return consent, made


def partly(case: Case, by: User) -> Made:
    consent, made = stands(case, by)
    take_back(by=by, case=case, consent=consent, words="Not that", categories=FAMILY)
    return consent, made


def refused(case: Case, by: User) -> Made:
    consent, made = stands(case, by)
    no: dict[str, Any] = {"way": Way.IN, "decision": DecisionKind.REFUSED, "categories": frozenset()}
    decide_consent(by=by, case=case, said=yes(case, consent.recipient, **no))
    return consent, made


def to_tell(case: Case, by: User) -> Made:
    return agreed(case, by), None


# Which contents come in: without the request, and as its answer.
TABLE: dict[Callable[[Case, User], Made], tuple[set[str], set[str]]] = {
    stands: ({"needs", "both"}, {"needs", "both"}),
    used: (set(), {"needs"}),  # the request asked about needs alone
    taken_back: (set(), set()),
    partly: ({"needs"}, {"needs"}),
    refused: (set(), set()),
    to_tell: (set(), set()),
}


@pytest.fixture
def made(own_database: str) -> tuple[User, Case, dict[str, Made]]:
    by = person("ottoline")
    case = open_a_case(by)
    with asking_as(by):
        return by, case, {each.__name__: each(case, by) for each in TABLE}


def in_sql(coming: Coming, case: Case, consent: Consent) -> bool:
    with superuser_cursor() as cursor:
        request = str(coming.request.pk) if coming.request else None
        kinds, holder = sorted(coming.categories), str(consent.recipient_id)
        cursor.execute(
            "SELECT gate.may_come_in(%s, %s, %s, %s, %s::text[])",
            [str(case.pk), holder, str(consent.pk), request, kinds],
        )
        return bool(cursor.fetchone()[0])


def test_python_and_sql_let_the_same_things_in(made: tuple[User, Case, dict[str, Made]]) -> None:
    by, case, permissions = made
    with asking_as(by):
        among = decisions_of(case)
        for build, expected in TABLE.items():
            consent, request = permissions[build.__name__]
            for answers, wanted in zip((None, request), expected, strict=True):
                for name, kinds in CONTENTS.items():
                    coming = Coming(consent.recipient, from_service_user=False, request=answers, categories=kinds)
                    said = way_in(coming, among, consent) is not None, in_sql(coming, case, consent)
                    assert said == (name in wanted,) * 2, (build.__name__, bool(answers), name)


def test_both_close_at_the_same_instant(made: tuple[User, Case, dict[str, Made]]) -> None:
    """A permission that has run out lets nothing new in, and still the answer to what was asked for in time."""
    by, case, permissions = made
    consent, request = permissions["stands"]
    with superuser_cursor() as cursor:
        cursor.execute("ALTER TABLE consent_consent DISABLE TRIGGER USER")
        ended = "UPDATE consent_consent SET valid_from = %s, expires_at = %s WHERE id = %s"
        yesterday = consent.valid_from - timedelta(days=1)
        cursor.execute(ended, [yesterday - timedelta(days=1), yesterday, str(consent.pk)])
    with asking_as(by):
        among = decisions_of(case)
        for answers, wanted in ((None, False), (request, True)):
            coming = Coming(consent.recipient, from_service_user=False, request=answers, categories=NEEDS)
            fresh = next(each for each in among.all if each.pk == consent.pk)
            assert (way_in(coming, among, fresh) is not None, in_sql(coming, case, fresh)) == (wanted, wanted)
