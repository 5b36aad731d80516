"""What arrives goes to the case when it was given or agreed to, else into quarantine, and back there when the
permission is taken back (R-C7-2, D44)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases.models import Case
from cases.vocabulary.sharing import Category
from consent.actions import decide_consent, decide_quarantine, record_arrival, share, take_back
from consent.models import Arrival, QuarantineDecision
from consent.vocabulary import DecisionKind, Fate, Held, Way
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.coming_in import RECORD, arrived, asked, came, held_in, may_ask
from tests.integration.permission import NEEDS, agreed, school, telling, told, yes
from tests.security.raw import superuser_cursor

HEALTH = frozenset({Category.HEALTH})


@pytest.fixture
def by(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def manager(cast: dict[str, User]) -> User:
    return cast["delphine"]


def test_what_the_service_user_hands_over_goes_to_the_case(case: Case, by: User) -> None:
    with asking_as(by):
        assert arrived(case, by, from_service_user=True) == Held.CASE
        assert len(held_in(case, by)) == 1


@pytest.mark.parametrize(
    ("permission", "said", "held"),
    [
        ({}, {"categories": NEEDS}, Held.CASE),
        ({}, {"categories": RECORD}, Held.CASE),
        ({}, {"categories": NEEDS | HEALTH}, Held.QUARANTINE),
        ({}, {}, Held.QUARANTINE),
        ({"way": Way.OUT}, {"categories": NEEDS}, Held.QUARANTINE),
        ({"decision": DecisionKind.REFUSED}, {"categories": NEEDS}, Held.QUARANTINE),
    ],
    ids=["covered", "all of it", "one kind too many", "no kind said", "only to tell", "refused"],
)
def test_a_permission_to_ask_lets_in_what_it_covers(
    case: Case, by: User, permission: dict[str, Any], said: dict[str, Any], held: Held
) -> None:
    with asking_as(by):
        consent = may_ask(case, by, **permission)
        assert arrived(case, by, holder=consent.recipient, **said) == held
        assert bool(held_in(case, by)) == (held == Held.CASE)


def test_another_sender_is_not_covered(case: Case, by: User) -> None:
    with asking_as(by):
        may_ask(case, by)
        assert arrived(case, by, holder=school(case, by), categories=NEEDS) == Held.QUARANTINE
        assert arrived(case, by, categories=NEEDS) == Held.QUARANTINE


def test_an_answer_comes_in_although_it_was_asked_for_once(case: Case, by: User) -> None:
    with asking_as(by):
        consent = may_ask(case, by, one_off=True)
        made = asked(case, by, consent)
        assert arrived(case, by, holder=consent.recipient, categories=NEEDS) == Held.QUARANTINE
        assert arrived(case, by, holder=consent.recipient, categories=NEEDS, request=made) == Held.CASE
        assert arrived(case, by, holder=consent.recipient, categories=RECORD, request=made) == Held.QUARANTINE


@pytest.mark.parametrize("how", ["all", "part", "refused"])
def test_taking_it_back_puts_what_rests_on_it_into_quarantine(case: Case, by: User, manager: User, how: str) -> None:
    with asking_as(by):
        consent = may_ask(case, by)
        made = asked(case, by, consent)
        arrived(case, by, holder=consent.recipient, categories=NEEDS, request=made)
        arrived(case, by, holder=consent.recipient, categories=frozenset({Category.FAMILY_CIRCUMSTANCES}))
        arrived(case, by, from_service_user=True)
        assert len(held_in(case, by)) == 3
        if how == "refused":
            no = yes(case, consent.recipient, way=Way.IN, decision=DecisionKind.REFUSED, categories=frozenset())
            decide_consent(by=by, case=case, said=no)
        else:
            take_back(by=by, case=case, consent=consent, words="No", categories=NEEDS if how == "part" else ())
        left = held_in(case, by)
        assert len(left) == (2 if how == "part" else 1)
        assert all(each.from_service_user or each.categories == ["family_circumstances"] for each in left)
    with asking_as(manager):
        assert Arrival.objects.visible_to(manager).to_decide().count() == 3 - len(left)


def test_a_decision_to_tell_takes_nothing_out(case: Case, by: User) -> None:
    with asking_as(by):
        consent, outward = may_ask(case, by), agreed(case, by)
        arrived(case, by, holder=consent.recipient, categories=NEEDS)
        take_back(by=by, case=case, consent=outward, words="No")
        assert len(held_in(case, by)) == 1


def test_python_alone_leaves_out_what_rests_on_nothing(own_database: str) -> None:
    """With the trigger gone, the page still does not show what came on a permission that was taken back."""
    from tests.conftest import open_a_case, person, signed_in

    by = person("ottoline")
    case = open_a_case(by)
    with asking_as(by):
        consent = may_ask(case, by)
        arrived(case, by, holder=consent.recipient, categories=NEEDS, summary="Plumbago reads well")
    page = reverse("consent:permissions", args=[case.pk])
    assert "Plumbago" in signed_in(by).get(page).content.decode()
    with superuser_cursor() as cursor:
        cursor.execute("DROP TRIGGER taken_out ON consent_consent")
    with asking_as(by):
        take_back(by=by, case=case, consent=consent, words="No")
        assert len(held_in(case, by)) == 1
    assert "Plumbago" not in signed_in(by).get(page).content.decode()


def test_what_belongs_to_no_case_waits_for_the_manager(case: Case, by: User, manager: User) -> None:
    with asking_as(by):
        assert record_arrival(by=by, team=case.team, case=None, came=came(about="Zebedee Nonesuch")) == Held.QUARANTINE
        assert not Arrival.objects.exists()
    with asking_as(manager):
        item = Arrival.objects.visible_to(manager).get()
        assert item.due() > date(2026, 1, 1)
        with pytest.raises(Refused, match="belongs to no case"):
            decide_quarantine(by=manager, arrival=item, fate=Fate.KEPT, reason="They agreed", categories=NEEDS)


@pytest.mark.parametrize("fate", Fate)
def test_each_fate_has_its_reason_and_its_effect(case: Case, by: User, manager: User, fate: Fate) -> None:
    with asking_as(by):
        consent = may_ask(case, by)
        arrived(case, by, holder=consent.recipient, categories=NEEDS | HEALTH)
    with asking_as(manager):
        item = Arrival.objects.visible_to(manager).get(case=case)
        said: dict[str, Any] = {"fate": fate, "reason": "It was sent by mistake"}
        if fate == Fate.KEPT:
            said |= {"keeping": consent, "categories": NEEDS}
        decide_quarantine(by=manager, arrival=item, **said)
        assert QuarantineDecision.objects.visible_to(manager).get().fate == fate
        item.refresh_from_db()
        assert item.held == fate.held
    with asking_as(by):
        assert len(held_in(case, by)) == (1 if fate == Fate.KEPT else 0)
        assert not QuarantineDecision.objects.exists()


def test_nothing_is_kept_that_nobody_agreed_to(case: Case, by: User, manager: User) -> None:
    with asking_as(by):
        consent = may_ask(case, by)
        arrived(case, by, holder=consent.recipient, categories=NEEDS | HEALTH)
    with asking_as(manager):
        item = Arrival.objects.visible_to(manager).get(case=case)
        for keeping, kinds in ((None, NEEDS), (consent, NEEDS | HEALTH), (consent, frozenset())):
            with pytest.raises(Refused, match="No permission covers it"):
                decide_quarantine(
                    by=manager, arrival=item, fate=Fate.KEPT, reason="x", keeping=keeping, categories=kinds
                )


def test_only_a_manager_decides_and_only_once(case: Case, by: User, manager: User) -> None:
    with asking_as(by):
        arrived(case, by)
    with asking_as(manager):
        item = Arrival.objects.visible_to(manager).get(case=case)
    with asking_as(by), pytest.raises(Refused, match="manager to decide"):
        decide_quarantine(by=by, arrival=item, fate=Fate.DESTROYED, reason="x")
    with asking_as(manager):
        decide_quarantine(by=manager, arrival=item, fate=Fate.DESTROYED, reason="x")
        item.refresh_from_db()
        with pytest.raises(Refused, match="decided already"):
            decide_quarantine(by=manager, arrival=item, fate=Fate.RETURNED, reason="x")


def test_destroying_destroys_the_key_and_leaves_the_reason(own_database: str) -> None:
    from tests.conftest import open_a_case, person, signed_in

    by, manager = person("ottoline"), person("delphine")
    case = open_a_case(by)
    with asking_as(by):
        arrived(case, by, summary="Plumbago was seen by a doctor")
    with asking_as(manager):
        item = Arrival.objects.visible_to(manager).get()
    page = reverse("consent:quarantined", args=[item.pk])
    assert "Plumbago" in signed_in(manager).get(page).content.decode()
    with asking_as(manager):
        decide_quarantine(by=manager, arrival=item, fate=Fate.DESTROYED, reason="It was for somebody else")
    with superuser_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault.scope_key WHERE scope = %s", [str(item.pk)])
        assert cursor.fetchone() == (0,)
    page_now = signed_in(manager).get(page).content.decode()
    assert "Plumbago" not in page_now and "It was for somebody else" in page_now


def test_a_worker_sees_nothing_of_what_they_put_into_quarantine(sign_in: SignIn, case: Case, by: User) -> None:
    client = sign_in("ottoline")
    with asking_as(by):
        consent = may_ask(case, by)
        arrived(case, by, holder=consent.recipient, categories=HEALTH, summary="Plumbago was seen by a doctor")
    pages = ("consent:permissions", "cases:case", "cases:history", "consent:shared")
    shown = [client.get(reverse(name, args=[case.pk])).content.decode() for name in pages]
    shown += [client.get(path).content.decode() for path in ("/", "/tasks/", "/call-backs/")]
    assert not any("Plumbago" in page or "quarantine" in page.lower() for page in shown)
    assert client.get(reverse("consent:quarantine")).status_code == 404


@pytest.mark.parametrize("how", ["all", "part"])
def test_taking_back_a_permission_that_was_renewed_covers_what_came_before(case: Case, by: User, how: str) -> None:
    """A new yes about the same thing took the place of the first: who takes that back leaves nothing of the first."""
    with asking_as(by):
        first = may_ask(case, by)
        made = asked(case, by, first)
        arrived(case, by, holder=first.recipient, categories=NEEDS)
        again = yes(case, first.recipient, way=Way.IN, categories=RECORD, replaces=True)
        renewed = decide_consent(by=by, case=case, said=again)
        assert arrived(case, by, holder=first.recipient, categories=NEEDS, request=made) == Held.CASE
        take_back(by=by, case=case, consent=renewed, words="No", categories=NEEDS if how == "part" else ())
        assert held_in(case, by) == []
        assert arrived(case, by, holder=first.recipient, categories=NEEDS, request=made) == Held.QUARANTINE


def test_what_came_on_a_permission_that_is_used_up_is_taken_back_in_two_presses(
    sign_in: SignIn, case: Case, by: User
) -> None:
    """Withdrawn means quarantine again, also when nothing more may be asked on it."""
    client, page = sign_in("ottoline"), reverse("consent:permissions", args=[case.pk])
    with asking_as(by):
        once, outward = may_ask(case, by, one_off=True), agreed(case, by, one_off=True)
        made = asked(case, by, once)
        share(by=by, case=case, told=told(outward.recipient), telling=telling(outward))
        arrived(case, by, holder=once.recipient, categories=NEEDS, request=made)
        assert len(held_in(case, by)) == 1
    back = {each: reverse("consent:take_back", args=[case.pk, each.pk]) for each in (once, outward)}
    shown = client.get(page).content.decode()
    assert "Run out" in shown and back[once] in shown and back[outward] not in shown
    assert client.post(back[once], {}).status_code == 302
    with asking_as(by):
        assert held_in(case, by) == []
    assert back[once] not in client.get(page).content.decode()
