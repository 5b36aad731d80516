"""Roles in plain English and the verbs behind them; the database's own table says the same."""

import pytest

from teams.models import RoleVerb, User
from teams.roles import ROLES
from teams.vocabulary import Role, Verb
from tests.conftest import asking_as


def test_every_role_has_an_account_and_no_other_has() -> None:
    assert set(ROLES) == set(Role)
    assert all(role == account.role for role, account in ROLES.items())


@pytest.mark.django_db
def test_the_database_grants_the_same_verbs(cast: dict[str, User]) -> None:
    with asking_as(cast["delphine"]):
        stored = {(row.role, row.verb) for row in RoleVerb.objects.all()}
    assert stored == {(role.value, verb.value) for role, account in ROLES.items() for verb in account.verbs}


@pytest.mark.parametrize("account", ROLES.values(), ids=lambda account: account.role)
def test_each_says_what_its_holder_may_and_may_not(account: object) -> None:
    for sentence in (account.may, account.may_not):  # type: ignore[attr-defined]
        assert sentence.endswith(".")
        assert 40 < len(sentence) < 200


def test_an_administrator_holds_nothing_of_cases() -> None:
    assert ROLES[Role.ADMINISTRATOR].verbs == {Verb.SEE_MEMBERS, Verb.MANAGE_MEMBERS}


def test_nobody_both_asks_for_memberships_and_confirms_them() -> None:
    both = {Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS}
    assert [account.role for account in ROLES.values() if both <= account.verbs] == []


def test_every_verb_belongs_to_some_role() -> None:
    assert frozenset().union(*(account.verbs for account in ROLES.values())) == frozenset(Verb)


HELD = {
    "ottoline": {"see_cases", "work_cases", "take_messages", "see_members"},
    "caspian": {"see_cases", "work_cases", "take_messages", "see_members"},
    "rosalind": {"see_cases", "work_cases", "take_messages", "see_members"},
    "bartholomew": {"see_cases", "work_cases", "take_messages", "see_members"},
    "delphine": {
        "see_cases",
        "work_cases",
        "take_messages",
        "see_members",
        "see_restricted",
        "read_looks",
        "approve_referrals",
        "confirm_members",
    }
    | {"manage_conflicts"},
    "ignatius": {"see_members", "manage_members"},
    "clementine": {"take_messages"},
    "honoria": set(),
    "lysander": set(),
    "percival": set(),
}


@pytest.mark.django_db
def test_each_of_the_cast_holds_exactly_their_verbs(cast: dict[str, User]) -> None:
    held = {}
    for name, user in cast.items():
        with asking_as(user):
            held[name] = {str(verb) for verb in user.verbs}
    assert held == HELD


def test_a_message_taker_holds_nothing_that_reads() -> None:
    assert ROLES[Role.MESSAGE_TAKER].verbs == {Verb.TAKE_MESSAGES}
