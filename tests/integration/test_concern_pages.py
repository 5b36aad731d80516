"""Raising a concern and writing down what is known of it, through the pages (T1)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from audit.vocabulary import Verb
from cases.models import Case, Contact, Task
from cases.vocabulary import TaskKind, TaskState
from foundation import clock
from safeguarding import actions, keys
from safeguarding.models import Concern, Duty, Switch
from safeguarding.vocabulary import DutyKind, State, Subject, SwitchCode
from teams.models import User
from tests.conftest import CALLING, SignIn, asking_as, before_midnight, errors_in, open_a_case, person, signed_in
from tests.integration.concerns import HUNGRY, worried_about
from tests.security.raw import superuser_cursor

CALL = {"method": "tel", "direction": "in", "day": "today", "at": "00:00", "summary": HUNGRY}
CALL |= {"safeguarding_screen": "concern"}
SAID = {"subject": "child", "about": "Not known", "worry": HUNGRY, "urgency": "welfare"}


def opened(user: User, **known: Any) -> Concern:
    """The concern, with its key in the ring of the transaction under way."""
    concern: Concern = Concern.objects.get(**known)
    keys.open_for(Verb.CONCERN_READ, [concern])
    return concern


def safeguarding_tasks(case: Case) -> list[str]:
    return list(Task.objects.filter(case=case, kind=TaskKind.SAFEGUARDING).values_list("state", flat=True))


def words_of(page: Any) -> str:
    """What a page says, but for the minute at which it was opened."""
    said = re.sub("(page was opened|Opened by [^<]*) on [^<]*", "", page.content.decode().partition("<main")[2])
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


def test_a_worry_in_a_contact_leads_to_a_concern_with_its_words(sign_in: SignIn, case: Case) -> None:
    client, ottoline = sign_in("ottoline"), case.lead_worker
    assert ottoline is not None
    answer = client.post(reverse("cases:add_contact", args=[case.pk]), CALL)
    with asking_as(ottoline):
        contact = Contact.objects.get(case=case, safeguarding_screen="concern")
        assert safeguarding_tasks(case) == [TaskState.OPEN]
    assert answer["Location"] == f"/cases/{case.pk}/concerns/raise/?contact={contact.pk}"
    assert HUNGRY in words_of(client.get(answer["Location"])).replace("&#x27;", "'")
    done = client.post(answer["Location"], SAID | {"day": "today", "at": "00:00"})
    with asking_as(ottoline):
        concern = opened(ottoline)
        assert (concern.state, concern.contact_id, concern.source) == (State.RAISED, contact.pk, "client_disclosure")
        assert concern.aware_at == clock.at(clock.today())
        assert safeguarding_tasks(case) == [TaskState.DONE]
    assert "Concern raised" in words_of(client.get(done["Location"]))


def test_a_worry_in_a_call_from_somebody_new_leads_there_as_well(sign_in: SignIn, cast: dict[str, User]) -> None:
    new = {"who": "new", "caller-given_name": "Rosalind", "caller-role": "parent"}
    answer = sign_in("ottoline").post(CALLING, CALL | new)
    with asking_as(cast["ottoline"]):
        contact = Contact.objects.get()
    assert answer["Location"] == f"/cases/{contact.case_id}/concerns/raise/?contact={contact.pk}"
    calm = sign_in("ottoline").post(CALLING, CALL | new | {"safeguarding_screen": "unsure"})
    assert "concerns" not in calm["Location"]


def test_three_answers_raise_it_and_nothing_else_is_asked(
    sign_in: SignIn, case: Case, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    before_midnight(monkeypatch)
    client, address = sign_in("ottoline"), reverse("safeguarding:raise", args=[case.pk])
    missing = client.post(address, {"subject": "child"})
    assert [error.split(":")[0] for error in errors_in(missing)] == [
        "Enter who it is", "Enter what worries you", "Select how urgent it is",
    ]  # fmt: skip
    assert client.post(address, SAID).status_code == 302
    with asking_as(cast["ottoline"]):
        assert opened(cast["ottoline"]).worry.reveal() == HUNGRY
    ahead = client.post(address, SAID | {"day": "today", "at": "23:59"})
    assert errors_in(ahead) == ["The time when we first knew must be in the past"]


def test_from_nothing_it_stands_on_an_enquiry_that_names_nobody(sign_in: SignIn, cast: dict[str, User]) -> None:
    answer = sign_in("caspian").post("/concerns/raise/", SAID)
    with asking_as(cast["caspian"]):
        concern = Concern.objects.select_related("case").get()
        assert (concern.case.kind, concern.state) == ("anonymous", State.RAISED)
    assert answer["Location"] == f"/cases/{concern.case_id}/concerns/{concern.pk}/"


def test_a_draft_is_kept_with_anything_missing_and_is_its_authors_and_the_managers(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    kept = sign_in("ottoline").post(
        reverse("safeguarding:raise", args=[case.pk]), {"subject": "child", "then": "later"}
    )
    with asking_as(cast["ottoline"]):
        concern = Concern.objects.get(state=State.DRAFT)
        assert Duty.objects.get(concern=concern).kind == DutyKind.SUBMIT
    seen = {name: sign_in(name).get(kept["Location"]).status_code for name in ("ottoline", "delphine", "caspian")}
    assert seen == {"ottoline": 200, "delphine": 200, "caspian": 404}
    listed = sign_in("caspian").get(reverse("safeguarding:concerns", args=[case.pk]))
    assert "No concern that you may know of" in words_of(listed)


def test_the_accused_sees_nothing_anywhere(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    """From its first keystroke: on the case's pages it is as if there were none."""
    caspian, ottoline = sign_in("caspian"), sign_in("ottoline")
    pages = [reverse("safeguarding:concerns", args=[case.pk]), case.get_absolute_url(), "/", "/tasks/"]
    before = [words_of(caspian.get(page)) for page in pages]
    said = SAID | {"subject": "staff_allegation", "accused": str(cast["caspian"].pk)}
    answer = ottoline.post(reverse("safeguarding:raise", args=[case.pk]), said)
    for page in (answer["Location"], f"{answer['Location']}said/"):
        absent = caspian.get(f"/cases/{case.pk}/concerns/{case.pk}/")
        refused = caspian.get(page)
        assert (refused.status_code, refused.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert [words_of(caspian.get(page)) for page in pages] == before
    assert (
        ottoline.get(answer["Location"]).status_code == sign_in("delphine").get(answer["Location"]).status_code == 200
    )


def test_the_accused_manager_does_not_read_it_in_who_has_looked(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    """That a concern was begun is a look at its case; it is not among those that the accused reads."""

    def looks(who: str) -> str:
        return words_of(sign_in(who).get(reverse("cases:looks", args=[case.pk])))

    with asking_as(cast["ottoline"]):
        worried_about(case, cast["ottoline"])
    assert looks("delphine").count("Began the concern") == 1
    with asking_as(cast["ottoline"]):
        worried_about(case, cast["ottoline"], subject="staff_allegation", accused=cast["delphine"])
    assert looks("delphine").count("Began the concern") == 1


def test_the_managers_task_stays_behind_an_allegation(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client = sign_in("ottoline")
    raising = client.post(reverse("cases:add_contact", args=[case.pk]), CALL)["Location"]
    client.post(raising, SAID | {"subject": "staff_allegation", "accused": str(cast["delphine"].pk)})
    with asking_as(cast["ottoline"]):
        assert safeguarding_tasks(case) == [TaskState.OPEN]
    with asking_as(cast["delphine"]):
        assert not Concern.objects.exists()


def test_facts_and_opinion_stand_apart_and_each_part_is_kept(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    with asking_as(cast["ottoline"]):
        concern = worried_about(case, cast["ottoline"])
    client, url = sign_in("ottoline"), reverse("safeguarding:concern", args=[case.pk, concern.pk])
    said = {"source": "observed", "facts": "No lunch on four days.", "opinion": "Neglect, I think."}
    where = {"whereabouts": "At school", "home_authority": "309"}
    for part, form in (("said", said), ("where", where), ("harm", {"categories": ["neg"], "factors": ["3B", "16A"]})):
        assert client.post(f"{url}{part}/", form)["Location"] == url
    page = words_of(client.get(url))
    for words in ("Facts No lunch on four days.", "What we think of it Neglect, I think.", "Haringey", "Neglect"):
        assert words in page
    assert "Still to be said before the written referral: whether the parent was told" in page
    assert "Domestic abuse: a parent or carer" in page


def test_what_proves_more_urgent_is_due_sooner(case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        before = set(Duty.objects.filter(concern=concern).values_list("kind", "due_at"))
        actions.describe(by=ottoline, concern=concern, urgency="significant")
        after = set(Duty.objects.filter(concern=concern).values_list("kind", "due_at"))
        assert before < after and {kind for kind, _ in after - before} <= {DutyKind.DISCUSSION, DutyKind.REFERRAL}
        actions.describe(by=ottoline, concern=concern, urgency="welfare")
        assert set(Duty.objects.filter(concern=concern).values_list("kind", "due_at")) == after


@pytest.mark.parametrize(("code", "part"), [(SwitchCode.SHARE, "share"), (SwitchCode.REPORT, "report")])
def test_a_law_is_asked_about_from_its_day_on(own_database: str, django_db_blocker: Any, code: str, part: str) -> None:
    ottoline = person("ottoline")
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        assert list(Switch.objects.values_list("in_force_from", flat=True)) == [None, None]
    client, path = signed_in(ottoline), reverse("safeguarding:describe", args=[case.pk, concern.pk, part])
    seen = []
    for day in ("NULL", "current_date + 1", "current_date"):
        with superuser_cursor() as cursor:
            cursor.execute(f"UPDATE safeguarding_switch SET in_force_from = {day} WHERE code = %s", [code])  # noqa: S608
        seen.append(client.get(path).status_code)
    assert seen == [404, 404, 200]
    connection.close()


def test_an_adult_is_asked_about_their_wishes_and_a_child_is_not(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    with asking_as(cast["ottoline"]):
        child, adult = (worried_about(case, cast["ottoline"], subject=who) for who in (Subject.CHILD, Subject.ADULT))
    client = sign_in("ottoline")
    paths = [reverse("safeguarding:describe", args=[case.pk, each.pk, "adult"]) for each in (child, adult)]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    client.post(paths[1], {"wishes": "To stay at home", "agrees": "yes", "has_capacity": "yes", "child_in_home": "no"})
    page = words_of(client.get(reverse("safeguarding:concern", args=[case.pk, adult.pk])))
    assert "What they want to happen To stay at home" in page
    assert "Do they agree that adult social care is told? Yes" in page


def test_whoever_was_let_into_the_case_knows_of_no_concern(own_database: str) -> None:
    ottoline, bartholomew = person("ottoline"), person("bartholomew")
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casepermission (id, user_id, content_object_id, permission_id)"
            " SELECT gen_random_uuid(), %s, %s, id FROM auth_permission WHERE codename = 'see_case'",
            [str(bartholomew.pk), str(case.pk)],
        )
    client = signed_in(bartholomew)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(reverse("safeguarding:concern", args=[case.pk, concern.pk])).status_code == 404
    assert HUNGRY not in words_of(client.get(reverse("safeguarding:concerns", args=[case.pk])))
    with asking_as(bartholomew):
        assert not Concern.objects.exists()
    connection.close()


def test_a_harm_by_somebody_who_works_with_children_is_for_the_designated_officer(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    with asking_as(cast["ottoline"]):
        concern = worried_about(case, cast["ottoline"])
    client, url = sign_in("ottoline"), reverse("safeguarding:concern", args=[case.pk, concern.pk])
    asked = {"can_reach_them": "yes", "works_with_children": "no"}
    for answer, said in (("no", False), ("yes", True)):
        form = asked | {"works_with_children": answer}
        assert client.post(f"{url}harm/", form).status_code == 302
        page = client.get(url).content.decode()
        assert ("Refer to the designated officer as well" in page) == said
        assert "Can they reach the child or adult now?" in page
