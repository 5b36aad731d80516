"""What stands in the demonstration's database before anybody opens a browser, and where its pages are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from cases import actions, keys
from cases.actions.walls import build_wall
from cases.models import Address, Alike, Case, Conflict, Contact, ContactPoint, LettingIn, Message, Person, Task
from cases.vocabulary import CaseKind, PersonRole
from consent.actions import share
from consent.models import Arrival
from consent.vocabulary import Held
from foundation import clock
from foundation.rowsecurity.owner import as_owner
from foundation.unfinished import Mark
from pps_barnet.demonstration.cast import BARNET, FERNHILL
from safeguarding.actions import step
from safeguarding.models import Packet, RotaSlot, Route
from safeguarding.workflow import MOVES
from teams import actions as memberships
from teams.founding import found_membership, found_person, found_team
from teams.models import Membership, NewPassword, Team, User
from teams.vocabulary import Role, State
from tests.conftest import asking_as, open_a_case, person
from tests.integration.coming_in import arrived, may_ask
from tests.integration.coming_in import asked as ask_for
from tests.integration.concerns import worried_about
from tests.integration.discussed import ask_for_both, discussed, keep_a_rota, referred_in_writing
from tests.integration.permission import (
    NEEDS,
    agreed,
    confirmed,
    demanded,
    found_valid,
    put_to,
    slipped_out,
    telling,
    told,
)

GIVEN, FAMILY = "Ermengarde", "Wintersby"  # nobody whom the seed invents
NAME = f"{GIVEN} {FAMILY}"
BOTH_TEAMS = "wilhelmina"  # administers two services; nobody of the cast does
TAKER = "clementine"  # takes messages for Parent Partnership Barnet
LEAVER = "philomena"  # a caseworker, until a journey ends it
PASSWORD = "everybody here is invented"


@dataclass(frozen=True)
class Places:
    """Ids of what pages are about."""

    case: UUID
    reference: str
    person: UUID
    point: UUID
    hidden: UUID
    grown: UUID
    task: UUID
    worker: UUID
    message: UUID
    search: UUID
    consent: UUID
    recipient: UUID
    disclosure: UUID
    walled: UUID
    wall: UUID
    alike: UUID
    made_one: UUID
    merged: UUID
    merged_with: UUID
    team: UUID
    asked: UUID
    current: UUID
    conflict: UUID
    letting_in: UUID
    draft: UUID
    contact: UUID
    other: UUID
    other_search: UUID
    concern: UUID
    turn: UUID
    route: UUID
    day: UUID
    law: UUID
    packet: UUID
    discussed: UUID
    referred: UUID
    referral: UUID
    inward: UUID
    request: UUID
    item: UUID
    breach: UUID
    renewed: UUID
    link: UUID
    childs: UUID
    demand: UUID
    unconfirmed: UUID
    sheet: UUID

    def case_page(self) -> str:
        """The page of Ermengarde Wintersby's case."""
        return reverse("cases:case", args=[self.case])


def prepare() -> Places:
    """Seed the demonstration, and add a case, a search and a request to join that pages can be opened of."""
    call_command("seed_demo", verbosity=0, stdout=_Quiet())
    with as_owner(), transaction.atomic():
        both = found_person(BOTH_TEAMS, "Wilhelmina Twiss", password=PASSWORD, demonstration=True)
        leaver = found_person(LEAVER, "Philomena Crake", password=PASSWORD, demonstration=True)
    _join_both(both)
    with as_owner(), transaction.atomic():
        found_membership(found_team(BARNET), leaver, Role.WORKER)
    return _places()


class _Quiet:
    def write(self, _: str) -> None:
        """Say nothing."""


def _join_both(who: UUID) -> None:
    ids = {}
    for name, member in ((BARNET, "delphine"), (FERNHILL, "bartholomew")):
        with asking_as(person(member)):
            ids[name] = Team.objects.get(name=name).pk
    with as_owner(), transaction.atomic():
        for team in ids.values():
            found_membership(team, who, Role.ADMINISTRATOR)


def _places() -> Places:
    ottoline = person("ottoline")
    case = open_a_case(ottoline, GIVEN, FAMILY)
    search, draft = _begin(case)
    team, *members = _members()
    return Places(
        case.pk,
        case.readable_reference,
        *_family(case),
        ottoline.pk,
        _message(case.team),
        search,
        *_tell(case),
        *_two_files(case),
        team.pk,
        *members,
        *_decide(case),
        draft,
        *_correct(case),
        _worry_about(case),
        *_whom_to_call(),
        *_discuss(case),
        *_ask_and_receive(case),
        slipped_out(case, ottoline).pk,
        _ask_for_a_password("ottoline", team),
        _confirm_a_password(TAKER, team),
        _a_child_alone(),
        *_demand(case),
    )


def _begin(case: Case) -> tuple[UUID, UUID]:
    """A search, and a form that somebody only began to fill in."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        search = actions.save_search(by=ottoline, term=FAMILY)
        begun = actions.Begun(f"/cases/{case.pk}/people/add/", "cases:add_person", case, {"given_name": ["Al"]})
        draft = actions.keep_draft(by=ottoline, begun=begun, mark=Mark.of(uuid4(), 0, ottoline.pk))
    assert draft is not None
    return search.pk, draft.pk


def _family(case: Case) -> tuple[UUID, ...]:
    """Somebody, how to reach them, where they live, a child of sixteen, and what is to be done."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        who, point = Person.objects.get(case=case), ContactPoint.objects.get(case=case)
        where = {"kind": "home", "lines": "1 Hidden Row", "postcode": "N1 1AA", "is_protected": True}
        hidden = actions.add_record(by=ottoline, case=case, person=who, model=Address, said=where)
        sixteen = actions.NewPerson(PersonRole.CHILD, "Osbert", date_of_birth=date(2009, 3, 1))
        grown = actions.add_person(by=ottoline, case=case, person=sixteen)
        return who.pk, point.pk, hidden.pk, grown.pk, Task.objects.get(case=case).pk


def _message(team: Team) -> UUID:
    """Somebody who was promised a call."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        said = {"caller": "Zebedee Marchbanks", "about": "His transport", "promised_at": clock.now()}
        actions.leave_message(by=ottoline, team=team, **said)
        return Message.objects.latest("recorded_at").pk


def _tell(case: Case) -> tuple[UUID, UUID, UUID]:
    """A permission, whom it names, and what was told under it."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        consent = agreed(case, ottoline, limits="Not the diagnosis")
        gone = share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
        return consent.pk, consent.recipient_id, gone.pk


def _two_files(case: Case) -> tuple[UUID, ...]:
    """A file with a wall beside another, the wall, that its family has the number of this one's, a record of it that
    was made one with another, and two files that were made one."""
    ottoline, delphine = person("ottoline"), person("delphine")
    walled, beside = (open_a_case(ottoline, "Ignatia", name) for name in ("Underbough", "Overbough"))
    made_one = _written_twice(walled, ottoline)
    with asking_as(delphine):
        wall = build_wall(by=delphine, case=walled, other=beside, kind="other", reason="")
        alike = Alike.objects.visible_to(delphine).get(case=walled, other_case=case).pk
    return walled.pk, wall, alike, made_one, *_made_one(ottoline, delphine)


def _made_one(ottoline: User, delphine: User) -> tuple[UUID, UUID]:
    """Two files that were made one, with a contact that was recorded since."""
    files = [open_a_case(ottoline, "Sophronia", name).pk for name in ("Netherby", "Netherbie")]
    with asking_as(delphine):
        found = Case.objects.visible_to(delphine).select_related("team").in_bulk(files)
        closes, stays = (found[pk] for pk in files)
        actions.merge_cases(by=delphine, case=closes, into=stays, reason="One family", people={})
    return closes.pk, stays.pk


def _written_twice(case: Case, by: User) -> UUID:
    """Somebody who was recorded twice in a case, and is one person."""
    with asking_as(by):
        first = Person.objects.get(case=case)
        again = actions.NewPerson(PersonRole.PARENT, "Iggy", "Underbough")
        twin = Person.objects.get(pk=actions.add_person(by=by, case=case, person=again).pk)
        made = actions.make_one_person(by=by, case=case, person=first, twin=twin, said={}, reason="She said so")
        row: UUID = made.pk
        return row


def _members() -> tuple[Team, UUID, UUID]:
    """The team, a membership that was asked for, and one that runs."""
    ignatius = person("ignatius")
    with asking_as(ignatius):
        team = Team.objects.get(name=BARNET)
        terms = memberships.Terms(Role.WORKER)
        memberships.ask_for(by=ignatius, team=team, username="percival", terms=terms, reason="Covers a leave")
        asked = Membership.objects.get(team=team, state=State.ASKED)
        return team, asked.pk, Membership.objects.get(team=team, user__username="caspian").pk


def _a_child_alone() -> UUID:
    """A case in which a child confides, without a parent."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        team = Team.objects.get(pk__in=Team.objects.where(ottoline, "work_cases"))
        child = actions.NewPerson(PersonRole.CHILD, "Thaddea", "Underbough", is_confider=True)
        made: UUID = actions.open_case(by=ottoline, team=team, kind=CaseKind.YOUNG_PERSON, people=[(child, [])]).pk
    return made


def _ask_for_a_password(username: str, team: Team) -> UUID:
    """Somebody's new password, on which the manager has still to say a word."""
    with asking_as(person("ignatius")):
        membership = Membership.objects.get(team=team, user__username=username, state=State.CURRENT)
        memberships.ask_new_password(by=person("ignatius"), membership=membership, reason="They forgot it")
        return NewPassword.objects.get(user__username=username).pk


def _confirm_a_password(username: str, team: Team) -> UUID:
    """The link of a new password that was confirmed, and whose code was made as well."""
    pk = _ask_for_a_password(username, team)
    with asking_as(person("delphine")):
        memberships.answer_new_password(by=person("delphine"), asked=NewPassword.objects.get(pk=pk), confirm=True)
        memberships.make_code(by=person("delphine"), asked=NewPassword.objects.get(pk=pk))
    with asking_as(person("ignatius")):
        return memberships.make_link(by=person("ignatius"), asked=NewPassword.objects.get(pk=pk))


def _demand(case: Case) -> tuple[UUID, UUID, UUID]:
    """A court order that is to be followed, and another that waits for information governance, with what they see."""
    ottoline, delphine = person("ottoline"), person("delphine")
    with asking_as(ottoline):
        made, waits = demanded(case, ottoline), demanded(case, ottoline)
    with asking_as(delphine):
        keys.open_to_change(case)
        for each in (made, waits):
            found_valid(case, delphine, each)
        confirmed(case, delphine, made)
        return made.pk, waits.pk, put_to(case, delphine, waits).pk


def _ask_and_receive(case: Case) -> tuple[UUID, UUID, UUID]:
    """A permission to ask, what was asked with it and came, and something that came without."""
    ottoline, delphine = person("ottoline"), person("delphine")
    with asking_as(ottoline):
        inward = may_ask(case, ottoline, limits="Not the doctor's letter")
        request = ask_for(case, ottoline, inward)
        arrived(case, ottoline, holder=inward.recipient, categories=NEEDS, request=request)
        arrived(case, ottoline, summary="A report that nobody asked for")
    with asking_as(delphine):
        return inward.pk, request.pk, Arrival.objects.visible_to(delphine).get(case=case, held=Held.QUARANTINE).pk


def _worry_about(case: Case) -> UUID:
    """A concern that is being discussed."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        step(by=ottoline, concern=concern, move=MOVES["seek"], reason="A child is hungry.", way_chosen=True)
        return concern.pk


def _whom_to_call() -> tuple[UUID, UUID, UUID, UUID]:
    """Senior managers on the rota, a place that referrals go to, and what waits for a second person's word."""
    delphine = person("delphine")
    with asking_as(delphine):
        team = keep_a_rota(delphine, clock.now(), days=3)
        asked = ask_for_both(delphine, team)
        return RotaSlot.objects.filter(position=1).latest("starts_at").pk, Route.objects.latest("pk").pk, *asked


def _discuss(case: Case) -> tuple[UUID, UUID, UUID, UUID]:
    """A discussion on which the senior manager has still to say a word, its concern, and a referral in writing."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        talked, sent = worried_about(case, ottoline), worried_about(case, ottoline)
        discussed(talked, ottoline, person("honoria"))
        packet = Packet.objects.get(concern=talked)
        return packet.pk, talked.pk, sent.pk, referred_in_writing(sent, ottoline).pk


def _correct(case: Case) -> tuple[UUID, UUID, UUID]:
    """A contact that was reworded and added to, another case it may belong to, and the search that finds that one."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        contact = Contact.objects.get(case=case)
        better = {"summary": f"{GIVEN} said that the academy has not answered."}
        actions.correct_contact(by=ottoline, case=case, contact=contact, texts=better)
        actions.add_to_contact(by=ottoline, case=case, contact=contact, text="The academy rang at noon.")
        search = actions.save_search(by=ottoline, term="quillfeather")
        other = Person.objects.exclude(case=case).filter(is_confider=True).latest("recorded_at").case_id
    return contact.pk, other, search.pk


def _decide(case: Case) -> tuple[UUID, UUID]:
    """A conflict of interest that keeps nobody out, and a colleague from another team of the service let in."""
    delphine, caspian = person("delphine"), person("caspian")
    guest = person("rosalind").pk
    with asking_as(delphine):
        said = {"kind": "neighbour", "mitigation": "supervised", "reason": "Lives two streets away"}
        actions.keep_out(by=delphine, case=case, colleague=caspian.pk, **said)
        until = clock.end_of(clock.today())
        actions.let_in(by=delphine, case=case, guest=guest, until=until, reason="Advises on exclusions")
        return Conflict.objects.get(case=case).pk, LettingIn.objects.get(case=case).pk
