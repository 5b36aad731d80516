"""Building the demonstration by the product's own actions, so that it obeys every rule and leaves a real record."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cases import actions
from cases.models import Case, Person, Setting
from cases.presenting import name_of
from cases.vocabulary import CaseKind, PersonRole, TaskKind, TimeKind
from cases.workflow import CLOSE
from foundation import clock
from foundation.rowsecurity.context import acting_as
from foundation.rowsecurity.owner import as_owner
from foundation.sealing.keyring import open_keyring
from foundation.working_days import next_working_day
from pps_barnet.demonstration.cast import CAST, WAYS_TO_US
from pps_barnet.demonstration.concerns import (
    discuss_one,
    keep_rota_and_directory,
    raise_one,
    refer_one_in_danger,
)
from pps_barnet.demonstration.families import FAMILIES, LEFT, Family, Life
from pps_barnet.demonstration.known import SCHOOL_OF, SCHOOLS, WRITTEN, facts
from pps_barnet.demonstration.sharing import agree_and_tell, somebody_asked
from teams.actions import record_dates
from teams.founding import found_membership, found_person, found_team, found_way_to_us
from teams.models import Membership, Team, User
from teams.visibility import team_ids
from teams.vocabulary import StaffDateKind


def seed() -> dict[str, UUID]:
    """The cast and their teams, and the families if there are none yet; running it again changes nothing.

    Returns:
        The ids of the cast by user name.
    """
    with as_owner():
        people = found_cast()
        found_schools()
    # All of it or nothing: what a killed set-up had begun would be taken for the whole by the next.
    with transaction.atomic():
        with acting_as(people["ottoline"]):
            begun = Case.objects.exists()
        if not begun:
            _tell_everything(people)
    return people


def _tell_everything(people: dict[str, UUID]) -> None:
    """The families, and everything that became of them."""
    for family in FAMILIES:
        with acting_as(people[family.worker]), open_keyring():
            worker = User.objects.get(pk=people[family.worker])
            _open(family, worker, Team.objects.get(pk__in=team_ids(worker)))
    with acting_as(people["caspian"]), open_keyring():
        caspian = User.objects.get(pk=people["caspian"])
        _leave_messages(caspian)
        _share(caspian)
    _raise_concerns(people)
    _declare(people)


def _declare(people: dict[str, UUID]) -> None:
    """Everybody has signed the confidentiality agreement, and the caseworkers have declared that they look nobody up
    elsewhere; the manager's own waits for a deputy."""
    with acting_as(people["delphine"]), transaction.atomic():
        delphine = User.objects.get(pk=people["delphine"])
        team = Team.objects.get(pk__in=team_ids(delphine))
        dates = {StaffDateKind.AGREEMENT.value: clock.today() - timedelta(days=90)}
        readers = (people["ottoline"], people["caspian"])
        for membership in Membership.objects.now().filter(team=team).exclude(user=delphine).select_related("team"):
            declared = {StaffDateKind.NO_LOOKUPS.value: dates["agreement"]} if membership.user_id in readers else {}
            record_dates(by=delphine, membership=membership, dates=dates | declared, seen={})


def _raise_concerns(people: dict[str, UUID]) -> None:
    """A rota, a directory, and three concerns on their way: each by whoever would do it."""
    with acting_as(people["delphine"]), transaction.atomic(), open_keyring():
        delphine = User.objects.get(pk=people["delphine"])
        keep_rota_and_directory(delphine, Team.objects.get(pk__in=team_ids(delphine)))
    for name, acts in (("ottoline", (discuss_one, raise_one)), ("caspian", (refer_one_in_danger,))):
        with acting_as(people[name]), transaction.atomic(), open_keyring():
            worker = User.objects.get(pk=people[name])
            cases = Case.objects.visible_to(worker).filter(lead_worker=worker).order_by("-opened_at", "pk")
            for act, case in zip(acts, cases, strict=False):
                act(worker, case)


def _share(worker: User) -> None:
    """The first family's permission and what was told of it, and somebody who asked about another."""
    case = Case.objects.visible_to(worker).filter(lead_worker=worker).order_by("opened_at", "pk").first()
    if case is not None:
        agree_and_tell(worker, case)
        somebody_asked(worker, case.team)


def found_cast() -> dict[str, UUID]:
    """The cast, as the owner: founding is the only act that nobody confirms."""
    ids = {}
    for member in CAST:
        ids[member.username] = found_person(
            member.username, member.name, password=settings.CAST_PASSWORD, demonstration=True
        )
        if member.role is not None:
            team = found_team(member.team, service=member.service, demonstration=True)
            found_membership(team, ids[member.username], member.role)
    for service, said in WAYS_TO_US.items():
        found_way_to_us(service, said)
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
    _tell_of(case, worker)
    confider = Person.objects.filter(case=case, is_confider=True).order_by("recorded_at", "pk").first()
    for told in family.told:
        day = _worked(clock.today() + timedelta(days=told.next_days))
        follow_up = (told.next_step, day, colleagues.get(family.lead, worker)) if told.next_step else None
        actions.record_contact(by=worker, case=case, contact=told.contact(confider), follow_up=follow_up)
    _live(worker, case, family.life, colleagues)


def _worked(day: date) -> date:
    """A day to come on which somebody works; today and days that are past stay what they are."""
    return next_working_day(day - timedelta(days=1)) if day > clock.today() else day


def _live(by: User, case: Case, life: Life, colleagues: dict[str, User]) -> None:
    """What became of the case since, by the actions that a caseworker would use."""
    if life.level:
        actions.set_level(by=by, case=case, level=life.level, reason=life.why)
    if life.second:
        actions.allocate(by=by, case=case, lead=case.lead_worker, second=colleagues[life.second])
    if life.review:
        due = clock.today() + timedelta(days=life.review_days)
        actions.record_review(by=by, case=case, note=life.review, next_due=due)
    if life.minutes:
        actions.add_time(by=by, case=case, day=clock.today(), minutes=life.minutes, kind=TimeKind.READING)
    if life.outcomes:
        closing = actions.Closing("completed", list(life.outcomes))
        actions.move(by=by, case=case, to=CLOSE, closing=closing)


def _tell_of(case: Case, worker: User) -> None:
    """What is known of the people of a case, and what is written about them."""
    people = {name_of(person): person for person in Person.objects.filter(case=case)}
    schools = {school.urn: school for school in Setting.objects.filter(urn__in=SCHOOL_OF.values())}
    for name, person in people.items():
        said = facts().get(name, {})
        if name in SCHOOL_OF and person.role == PersonRole.CHILD:
            said = said | {"setting": schools[SCHOOL_OF[name]]}
        if said:
            actions.change_person(by=worker, case=case, person=person, said=said)
    for each in WRITTEN:
        named = {each.whose, each.other or each.whose, each.confider or each.whose}
        if named <= set(people) and (not each.confider or people[each.confider].is_confider):
            second = {"other": people[each.other]} if each.other else {}
            said = each.said | second
            actions.add_record(by=worker, case=case, person=people[each.whose], model=each.model, said=said)


def found_schools() -> None:
    """Two invented schools in the register, as the owner."""
    for urn, name, town, postcode, kind, phase in SCHOOLS:
        if not Setting.objects.filter(urn=urn).exists():
            school = Setting(urn=urn, name=name, town=town, postcode=postcode, kind=kind, phase=phase)
            school.words = school.words_of()
            school.save(force_insert=True)


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
    case = Case.objects.visible_to(worker).filter(lead_worker=worker).order_by("opened_at", "pk").first()
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
