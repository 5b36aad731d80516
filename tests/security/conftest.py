"""A world whose rows are really there: two services at work, a leaver, somebody who only takes messages, and somebody
with the superuser flag."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cases import actions
from cases.models import Address, Case, Conflict, Contact, ContactPoint, FormerName, Message, Person, Task
from consent.actions import share
from foundation import clock
from foundation.rowsecurity.owner import as_owner
from foundation.unfinished import Mark
from safeguarding.models import Packet, RotaSlot, Route
from teams.actions import end
from teams.founding import found_membership, found_person, found_team
from teams.models import Membership, User
from teams.vocabulary import Role
from tests import lending
from tests.conftest import BARNET, NAMES, asking_as, browser, open_a_case, person, session_of, signed_in
from tests.integration.concerns import worried_about
from tests.integration.discussed import ask_for_both, discussed, keep_a_rota, referred_in_writing
from tests.integration.permission import agreed, slipped_out, telling, told
from tests.security.about_people import link_to_themselves, write_about
from tests.security.coming_in import put_into_quarantine
from tests.security.raw import superuser_cursor

FLAGGED, LEAVER, TAKER = "augusta", "ferdinand", "clementine"
EVERYBODY = (*NAMES, FLAGGED, LEAVER)


@dataclass(frozen=True)
class World:
    """The people by user name, one case of each service, the ids that addresses can hold, and a session of each person,
    begun when the world was made."""

    people: dict[str, User]
    barnet: Case
    fernhill: Case
    ids: dict[str, UUID] = field(default_factory=dict)
    foreign: dict[str, UUID] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, username: str | None) -> Client:
        """A browser in which this person signs in, or nobody."""
        return browser() if username is None else signed_in(self.people[username])

    def desk(self, username: str) -> Client:
        """A browser in which this person has been signed in all along."""
        return browser(self.sessions[username])


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object, request: pytest.FixtureRequest) -> Iterator[World]:
    """One database per file of tests, with committed rows in it."""
    name = lending.of_worker(request, "world")
    with django_db_blocker.unblock(), lending.lent(name, build_world) as world:  # type: ignore[attr-defined]
        yield world


@pytest.fixture
def own_world(django_db_setup: None, django_db_blocker: object, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of this test's own, in which it may change what it likes."""
    name = lending.of_worker(request, "own_world")
    with django_db_blocker.unblock(), lending.lent(name, build_world) as world:  # type: ignore[attr-defined]
        yield world


def build_world() -> World:
    """Everything by the product's own actions, but for the flag, which nothing in the product can set."""
    with as_owner():
        found_person(FLAGGED, "Augusta Winterbourne", password="a password of hers")
        leaver = found_person(LEAVER, "Ferdinand Holloway", password="a password of his")
        found_membership(found_team(BARNET), leaver, Role.WORKER)
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE teams_user SET is_superuser = true WHERE username = %s", [FLAGGED])
    people = {username: person(username) for username in EVERYBODY}
    left = _end_membership(people)
    barnet = open_a_case(people["ottoline"])
    fernhill = open_a_case(people["bartholomew"], "Winifred", "Sandalwood")
    for worker, case in (("ottoline", barnet), ("bartholomew", fernhill)):
        write_about(people[worker], case)
    ids = _ids_of(people["ottoline"], barnet) | {"membership": left, "team": barnet.team_id}
    ids |= {"conflict": _write_down_a_conflict(people, barnet), "letting_in": nowhere(), "wall": nowhere()}
    ids |= {"alike": nowhere(), "other": nowhere(), "merging": nowhere()}
    ids |= {"demand": nowhere(), "sheet": nowhere(), "colleague": nowhere()}
    ids |= {"asked": nowhere(), "item": put_into_quarantine(people["ottoline"], people["delphine"], barnet)}
    ids |= {"breach": _slip_out(barnet, people["ottoline"])}
    ids |= _whom_to_call(people["delphine"])
    ids |= {"request": nowhere(), "link": nowhere()}
    ids |= _discuss(people["ottoline"], barnet, people["honoria"])
    foreign = _ids_of(people["bartholomew"], fernhill) | {"team": fernhill.team_id}
    foreign |= {"breach": _slip_out(fernhill, people["bartholomew"])}
    foreign |= dict.fromkeys(("discussed", "referred"), foreign["concern"])
    with superuser_cursor() as cursor:
        link_to_themselves(cursor, people["ottoline"].pk, ids)
        link_to_themselves(cursor, people["bartholomew"].pk, foreign)
    sessions = {username: session_of(user) for username, user in people.items()}
    return World(people, barnet, fernhill, ids, foreign, sessions)


def _slip_out(case: Case, worker: User) -> UUID:
    """A breach, without the task that it made: what the world has to do is its own task alone."""
    breach = slipped_out(case, worker)
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_breach SET task_id = NULL WHERE id = %s", [str(breach.pk)])
        cursor.execute("DELETE FROM cases_task WHERE id = %s", [str(breach.task_id)])
        cursor.execute("SET session_replication_role = origin")
    return breach.pk


def _end_membership(people: dict[str, User]) -> UUID:
    with asking_as(people["ignatius"]):
        membership = Membership.objects.get(user=people[LEAVER])
        end(by=people["ignatius"], membership=membership, reason="Has left the service")
    return membership.pk


def _write_down_a_conflict(people: dict[str, User], case: Case) -> UUID:
    """One that keeps nobody from anything."""
    with asking_as(people["delphine"]):
        said = {"kind": "neighbour", "mitigation": "none", "reason": "Lives two streets away"}
        actions.keep_out(by=people["delphine"], case=case, colleague=people["caspian"].pk, **said)
        return Conflict.objects.get(case=case).pk


def _whom_to_call(manager: User) -> dict[str, UUID]:
    """Honoria and Lysander on the rota, the place that referrals go to, and what waits for a second person's word."""
    with asking_as(manager):
        team = keep_a_rota(manager, clock.now() - timedelta(days=1), days=15)
        day, law = ask_for_both(manager, team)
        return {"day": day, "law": law, "turn": RotaSlot.objects.get(position=1).pk, "route": Route.objects.get().pk}


def _discuss(worker: User, case: Case, manager: User) -> dict[str, UUID]:
    """A concern that was discussed with a senior manager, who has still to say a word on it; and one that was referred
    in writing as an emergency."""
    with asking_as(worker):
        talked, sent = worried_about(case, worker), worried_about(case, worker)
        discussed(talked, worker, manager)
        referred = referred_in_writing(sent, worker)
        ids = {"discussed": talked.pk, "packet": Packet.objects.get().pk}
        return ids | {"referred": sent.pk, "referral": referred.pk}


def _ids_of(worker: User, case: Case) -> dict[str, UUID]:
    with asking_as(worker):
        search = actions.save_search(by=worker, term="quillfeather")
        actions.leave_message(
            by=worker, team=case.team, caller="Zebedee", about="The transport to school", promised_at=clock.now()
        )
        # At an address of no page, so that no form of the world is drawn with it.
        begun = actions.Begun(f"/cases/{case.pk}/begun/", "cases:add_contact", case, {"summary": ["Half a sentence"]})
        draft = actions.keep_draft(by=worker, begun=begun, mark=Mark.of(uuid4(), 0, worker.pk))
        assert draft is not None
        consent = agreed(case, worker)
        gone = share(by=worker, case=case, told=told(consent.recipient), telling=telling(consent))
        return {
            "case": case.pk,
            "consent": consent.pk,
            "recipient": consent.recipient_id,
            "disclosure": gone.pk,
            "concern": worried_about(case, worker).pk,
            **{
                name: model.objects.get(case=case).pk
                for name, model in (
                    *(("person", Person), ("point", ContactPoint), ("contact", Contact), ("task", Task)),
                    *(("address", Address), ("former", FormerName)),
                )
            },
            "search": search.pk,
            "worker": worker.pk,
            "message": Message.objects.get(team=case.team).pk,
            "draft": draft.pk,
        }


def nowhere() -> UUID:
    """A random id that is nobody's."""
    return uuid4()
