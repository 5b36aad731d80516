"""Marks on the body: by a region's name, on a drawing with words, sealed, and in the written referral when chosen."""

import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from cases.models import Case
from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern, Injury, Route
from safeguarding.presenting.body import HIGH, PLACES, REGIONS, WIDE, drawings, in_words, marks_of
from teams.models import User
from tests.conftest import SignIn, asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import keep_a_rota
from tests.unit.documents.reading import tags_of, words_of

BRUISE = "A round bruise, yellow, about as large as a coin. Seen by me on Tuesday."


@pytest.fixture
def concern(case: Case, cast: dict[str, User]) -> Concern:
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(cast["ottoline"]):
        made = worried_about(case, cast["ottoline"])
        actions.declare_emergency(by=cast["ottoline"], case=case, concern=made, called="999", danger="Hurt")
        return made


def test_the_outline_has_a_name_for_each_region_and_none_lies_on_another() -> None:
    labels = [label for _, label in PLACES]
    assert len(labels) == len(set(labels)) == len(REGIONS) > 40
    assert {"Front: left forearm", "Back: right calf", "Back: buttocks"} <= set(labels)
    for one in REGIONS.values():
        assert one.x >= 0 and one.x + one.width <= WIDE and one.y + one.height <= HIGH
        assert min(one.width, one.height) >= 20  # no smaller than a fingertip as it is drawn
        for other in REGIONS.values():
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart = apart or one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart or one is other or one.side != other.side, (one.key, other.key)


def test_left_is_theirs_on_both_sides() -> None:
    """Facing us, their left hand is drawn on the right; turned away, on the left."""
    front, back = REGIONS["front-left-hand"], REGIONS["back-left-hand"]
    assert front.x > WIDE / 2 > back.x


@pytest.mark.django_db
def test_a_mark_is_written_drawn_told_and_taken_back(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    client, ottoline = sign_in("ottoline"), cast["ottoline"]
    page = reverse("safeguarding:injuries", args=[concern.case_id, concern.pk])
    asked = client.get(f"{page}?place=front-left-forearm").content.decode()
    assert re.search(r'<option value="front-left-forearm" selected', asked)
    assert "Front of the body. Nothing is marked." in asked
    assert client.post(page, {"place": "front-left-forearm", "words": ""}).status_code == 200
    for place in ("front-left-forearm", "back-hips", "back-hips"):
        assert client.post(page, {"place": place, "words": BRUISE}).status_code == 302
    with asking_as(ottoline):
        third = Injury.objects.order_by("recorded_at", "pk").last()
    assert third is not None
    client.post(page, {"take_back": str(third.pk)})
    shown = client.get(reverse("safeguarding:concern", args=[concern.case_id, concern.pk])).content.decode()
    assert "Front of the body. Marked: 1, left forearm." in shown and shown.count("A round bruise") == 2
    then_it_is_in_the_paper_when_chosen(concern, cast, sign_in)


def then_it_is_in_the_paper_when_chosen(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    client = sign_in("ottoline")
    with asking_as(cast["ottoline"]):
        to = {"route": str(Route.objects.get().pk), "day": "today", "at": "12:01am", "method": "portal", "go": "save"}
    told = to | {"parent_told": "no", "why_not_told": "not_in_contact"}
    refer = reverse("safeguarding:refer", args=[concern.case_id, concern.pk, "emergency_written"])
    made = client.post(refer, told | {"items": ["danger", "marks"]})["Location"]
    assert "Front of the body. Marked: 1, left forearm." in client.get(made).content.decode()
    pdf = client.get(f"{made}pdf/").content
    words = words_of(pdf)
    assert "Where the marks are" in words and "1. Front: left forearm. A round bruise" in words
    assert "Figure" in tags_of(pdf)


@pytest.mark.django_db
def test_what_is_not_chosen_is_not_in_the_paper(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    with asking_as(cast["ottoline"]):
        actions.mark_injury(by=cast["ottoline"], concern=concern, place="front-belly", words=BRUISE)
        to = {"route": str(Route.objects.get().pk), "day": "today", "at": "12:01am", "method": "portal", "go": "save"}
    told = to | {"parent_told": "no", "why_not_told": "not_in_contact", "items": ["danger"]}
    refer = reverse("safeguarding:refer", args=[concern.case_id, concern.pk, "emergency_written"])
    made = sign_in("ottoline").post(refer, told)["Location"]
    words = words_of(sign_in("ottoline").get(f"{made}pdf/").content)
    assert "bruise" not in words and "marks" not in words


@pytest.mark.django_db
def test_a_mark_is_never_rewritten_and_stays_with_its_concern(concern: Concern, cast: dict[str, User]) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    with asking_as(ottoline):
        secret = worried_about(concern.case, ottoline, subject="staff_allegation", accused=caspian)
        mark = actions.mark_injury(by=ottoline, concern=secret, place="front-belly", words=BRUISE)
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE safeguarding_injury SET words = NULL")
    with asking_as(caspian):
        assert not Injury.objects.filter(pk=mark.pk).exists()
        assert not Injury.objects.visible_to(caspian).filter(pk=mark.pk).exists()


@pytest.mark.django_db
def test_in_words_each_mark_has_its_number(concern: Concern, cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        for place in ("front-head", "front-head"):
            actions.mark_injury(by=cast["ottoline"], concern=concern, place=place, words=BRUISE)
        marks = marks_of(Injury.objects.filter(concern=concern).select_related("recorded_by"))
        assert in_words(marks).splitlines()[1].startswith("2. Front: face. A round bruise")
        (front, back) = drawings(marks)
    assert [each["numbers"] for each in front["regions"] if each["numbers"]] == ["1, 2"]
    assert back["words"] == "Back of the body. Nothing is marked."
