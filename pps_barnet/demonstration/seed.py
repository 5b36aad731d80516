"""Building the demonstration by the product's own actions, so that it obeys every rule and leaves a real record."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cases import actions
from cases.models import Case, Person
from cases.vocabulary import CaseKind, TaskKind
from foundation import clock
from foundation.rowsecurity.context import acting_as
from foundation.rowsecurity.owner import as_owner
from foundation.sealing.keyring import open_keyring
from pps_barnet.demonstration.cast import CAST
from pps_barnet.demonstration.families import FAMILIES, LEFT, Family
from teams.founding import found_membership, found_person, found_team
from teams.models import Team, User
from teams.visibility import team_ids


def seed() -> dict[str, UUID]:
    """The cast and their teams, and the families if there are none yet; running it again changes nothing.

    Returns:
        The ids of the cast by user name.
    """
    with as_owner():
        people = found_cast()
    with acting_as(people["ottoline"]), transaction.atomic():
        begun = Case.objects.exists()
    for family in () if begun else FAMILIES:
        with acting_as(people[family.worker]), transaction.atomic(), open_keyring():
            worker = User.objects.get(pk=people[family.worker])
            _open(family, worker, Team.objects.get(pk__in=team_ids(worker)))
    if not begun:
        with acting_as(people["caspian"]), transaction.atomic(), open_keyring():
            _leave_messages(User.objects.get(pk=people["caspian"]))
    return people


def found_cast() -> dict[str, UUID]:
    """The cast, as the owner: founding is the only act that nobody confirms."""
    ids = {}
    for member in CAST:
        ids[member.username] = found_person(
            member.username, member.name, password=settings.CAST_PASSWORD, demonstration=True
        )
        if member.role is not None:
            found_membership(found_team(member.team, demonstration=True), ids[member.username], member.role)
    return ids


def _open(family: Family, worker: User, team: Team) -> None:
    colleagues = {person.username: person for person in User.objects.working_in([team])}
    case = actions.open_case(
        by=worker,
        team=team,
        kind=CaseKind(family.kind),
        people=family.people,
        level=family.level,
        lead_worker=colleagues.get(family.lead),
        referral_source=family.source,
        issues=family.issues,
    )
    confider = Person.objects.filter(case=case, is_confider=True).first()
    for told in family.told:
        day = clock.today() + timedelta(days=told.next_days)
        follow_up = (told.next_step, day, colleagues.get(family.lead, worker)) if told.next_step else None
        actions.record_contact(by=worker, case=case, contact=told.contact(confider), follow_up=follow_up)


def _leave_messages(worker: User) -> None:
    """Two people who called while everybody was busy, and a parent who was promised a call this afternoon."""
    team = Team.objects.get(pk__in=team_ids(worker))
    colleagues = {person.username: person for person in User.objects.working_in([team])}
    noon = clock.london(clock.now()).replace(hour=12, minute=0, second=0, microsecond=0)
    for left in LEFT:
        promised = noon + timedelta(days=left.days, hours=left.hours)
        actions.leave_message(
            by=worker,
            team=team,
            caller=left.caller,
            telephone=left.telephone,
            may_leave_message=left.may_leave_message,
            about=left.about,
            for_whom=colleagues.get(left.for_whom),
            promised_at=promised,
        )
    case = Case.objects.visible_to(worker).filter(lead_worker=worker).order_by("opened_at").first()
    if case is not None:
        actions.add_task(
            by=worker,
            case=case,
            title="Say what the school answered",
            due=clock.today(),
            assigned_to=worker,
            kind=TaskKind.CALL_BACK,
            promised_at=noon + timedelta(hours=4),
        )
