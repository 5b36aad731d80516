"""Scenario 5 through the pages, on its own dates: from a worry to the authority's decision, and the paper that goes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.test import Client

from cases import keys
from cases.actions.sharing import keep_back
from cases.models import Case, Disclosure, DisclosureItem, KeptBack, Recipient, SharingProof
from cases.vocabulary.sharing import Category
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import Approval, Concern, Duty, Referral, Route
from safeguarding.rules import is_approved
from safeguarding.vocabulary import State
from safeguarding.workflow import MOVES
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.concerns import worried_about
from tests.integration.discussed import check_now, discussed, keep_a_rota, referred_in_writing

pytestmark = pytest.mark.django_db
TOLD = {
    "spoke_to": "Duty worker",
    "day": "today",
    "at": "12:01am",
    "items": ["worry"],
    "parent_told": "no",
    "why_not_told": "not_in_contact",
}


@pytest.fixture
def concern(case: Case, cast: dict[str, User]) -> Concern:
    """A concern that was discussed; both would refer."""
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(cast["ottoline"]):
        made = worried_about(case, cast["ottoline"])
        discussed(made, cast["ottoline"], cast["honoria"])
    return made


def approved(concern: Concern, delphine: User) -> None:
    with asking_as(delphine):
        same = Concern.objects.get(pk=concern.pk)
        actions.approve(by=delphine, concern=same, approved=True, reasons="It cannot wait")


def page_of(concern: Concern, what: str, move: str) -> str:
    return f"/cases/{concern.case_id}/concerns/{concern.pk}/{what}/{move}/"


def route(client: Client, path: str) -> str:
    """The place that the page suggests."""
    page = client.get(path).content.decode()
    found = re.search(r'name="route" value="([0-9a-f-]{36})"[^>]*checked', page)
    assert found and "(suggested)" in page
    return found[1]


def post(client: Client, path: str, said: dict[str, Any]) -> Any:
    answer = client.post(path, said)
    assert answer.status_code == 302, (
        errors_in(answer),
        re.findall(r"error-message[^<]*<[^<]*<[^<]*", answer.content.decode()),
    )
    return answer


def test_an_empty_directory_stops_no_referral(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    """The worker writes the place down, as one that nobody has verified (promise 7)."""
    with asking_as(cast["delphine"]):
        for each in Route.objects.visible_to(cast["delphine"]).standing():
            actions.withdraw_route(by=cast["delphine"], route=each)
    now = page_of(concern, "refer", "refer_now")
    place = {"route": "elsewhere", "place_name": "Invented Hub of Elsewhere", "place_kind": "other_la"}
    said = TOLD | place | {"belief": "on", "reason": "The child is hungry again."}
    client = sign_in("ottoline")
    assert "Choose ‘Somewhere else’" in client.get(now).content.decode()
    assert errors_in(client.post(now, said | {"place_name": ""})) == ["Enter name of the office"]
    post(client, now, said)
    with asking_as(cast["ottoline"]):
        assert Concern.objects.get(pk=concern.pk).state == State.REFERRED_VERBAL
        written = Referral.objects.get(concern=concern).route
        assert (written.name, written.kind, written.verified_on) == ("Invented Hub of Elsewhere", "other_la", None)


VERIFIED = (
    "INSERT INTO safeguarding_route (id, team_id, kind, name, authority, telephone, email, hours, verified_on)"
    " VALUES (gen_random_uuid(), %s, 'mash', 'A hub', '', '', '', '', current_date)"
)


def test_a_worker_writes_no_place_down_as_verified(concern: Concern, cast: dict[str, User]) -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, asking_as(cast["ottoline"]), connection.cursor() as cursor:
        cursor.execute(VERIFIED, [concern.team_id])


def test_by_telephone_then_in_writing_then_answered(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    approved(concern, cast["delphine"])
    client = sign_in("ottoline")
    spoken = page_of(concern, "refer", "refer_verbal")
    to = {"route": route(client, spoken)}
    post(client, spoken, TOLD | to)
    with asking_as(cast["ottoline"]):
        check_now()
        disclosure = Disclosure.objects.get()
        assert disclosure.recipient_verified == "rang_back"
        assert (disclosure.basis, disclosure.decided_by_row) == ("public_interest_cp", "D5")
        assert DisclosureItem.objects.count() == 1
        assert Concern.objects.get().state == State.REFERRED_VERBAL
    written = page_of(concern, "refer", "confirm_written")
    said = {name: value for name, value in TOLD.items() if name != "spoke_to"} | to | {"method": "portal"}
    said |= {"items": ["worry", "about", "who_said"], "protect_source": "on"}
    check = client.post(written, said | {"go": "next"})
    assert check.status_code == 200 and "Read it before it goes" in check.content.decode()
    with asking_as(cast["ottoline"]):
        assert Referral.objects.count() == 1
    page = post(client, written, said | {"go": "save"})["Location"]
    assert "Please do not tell the family who said this" in client.get(page).content.decode()
    reads_as_a_tagged_paper(client.get(f"{page}pdf/"), concern)
    with asking_as(cast["delphine"]):
        looks = keys.open_with_looks(concern.case, shown=(), before=None, most=50, page="cases:looks")
        assert [look.actor for look in looks if look.page == "safeguarding:referral_pdf"] == [cast["ottoline"].pk]
    answered = {"day": "today", "at": "12:02am", "who": "Duty worker"}
    post(client, page_of(concern, "answer", "acknowledge"), answered | {"their_reference": "INV-1"})
    post(client, page_of(concern, "answer", "chase"), {"reason": "Rang the duty worker: they are writing it"})
    post(client, page_of(concern, "answer", "decide"), answered | {"decision": "early_help"})
    with asking_as(cast["ottoline"]):
        assert Concern.objects.get().state == State.DECIDED
        assert not Duty.objects.filter(met_at=None, kind__in=("acknowledgement", "decision", "chase_again")).exists()


def test_the_paper_is_still_owed_when_they_answer_first(
    concern: Concern, cast: dict[str, User], sign_in: SignIn
) -> None:
    """They give a reference on the telephone, as they do: the written referral can follow all the same, and the concern
    can be closed one day."""
    approved(concern, cast["delphine"])
    client = sign_in("ottoline")
    to = {"route": route(client, page_of(concern, "refer", "refer_verbal"))}
    post(client, page_of(concern, "refer", "refer_verbal"), TOLD | to)
    answered = {"day": "today", "at": "12:02am", "who": "Duty worker", "their_reference": "INV-1"}
    post(client, page_of(concern, "answer", "acknowledge"), answered)
    late = page_of(concern, "refer", "late_written")
    assert late in client.get(f"/cases/{concern.case_id}/concerns/{concern.pk}/").content.decode()
    said = {name: value for name, value in TOLD.items() if name != "spoke_to"} | to | {"method": "portal"}
    post(client, late, said | {"go": "save"})
    with asking_as(cast["ottoline"]):
        check_now()
        assert Concern.objects.get().state == State.ACKNOWLEDGED
        assert not Duty.objects.filter(met_at=None, kind="written").exists()
    assert late not in client.get(f"/cases/{concern.case_id}/concerns/{concern.pk}/").content.decode()


def reads_as_a_tagged_paper(answer: Any, concern: Concern) -> None:
    """Tags, language, title, headings and headers of tables, in reading order, as another library reads them."""
    assert answer["Content-Disposition"] == 'attachment; filename="referral.pdf"'
    paper = pypdf.PdfReader(io.BytesIO(answer.content))
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("en")
    assert paper.metadata is not None and paper.metadata.title == "Safeguarding referral"
    kinds = list(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= set(kinds) and kinds[1] == "/H1"
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    order = (
        "Safeguarding referral",
        "This referral",
        "Invented hub",
        "What we know",
        "hungry",
        "The parent",
        "What we ask",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert concern.reference not in str(paper.metadata)


def _tags(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _tags(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        yield from _tags(node.get("/K", []))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"items": []}, "item by item"),
        ({"parent_told": ""}, "whether the parent knows"),
        ({"why_not_told": ""}, "Select why not"),
        ({"at": "11:59pm"}, "now or earlier"),
        ({"spoke_to": ""}, "whom you spoke to"),
    ],
)
def test_what_a_referral_needs_is_said(
    concern: Concern, cast: dict[str, User], sign_in: SignIn, change: dict[str, Any], error: str
) -> None:
    approved(concern, cast["delphine"])
    client = sign_in("ottoline")
    path = page_of(concern, "refer", "refer_verbal")
    answer = client.post(path, TOLD | {"route": route(client, path)} | change)
    assert answer.status_code == 200
    assert any(error in each for each in errors_in(answer)), errors_in(answer)
    with asking_as(cast["ottoline"]):
        assert not Disclosure.objects.exists() and not Referral.objects.exists()


def test_not_approved_yet_is_refused_and_refer_now_is_not(
    concern: Concern, cast: dict[str, User], sign_in: SignIn
) -> None:
    client = sign_in("ottoline")
    path = page_of(concern, "refer", "refer_verbal")
    to = {"route": route(client, path)}
    answer = client.post(path, TOLD | to)
    assert answer.status_code == 200 and "use ‘Refer now’" in answer.content.decode()
    with asking_as(cast["ottoline"]):
        assert not Disclosure.objects.exists()
    now = page_of(concern, "refer", "refer_now")
    answer = client.post(now, TOLD | to)
    assert len(errors_in(answer)) == 2, errors_in(answer)
    post(client, now, TOLD | to | {"belief": "on", "reason": "She has not eaten since Monday"})
    honoria = sign_in("honoria")
    home = honoria.get("/").content.decode()
    (path,) = re.findall(r'href="(/discussions/[0-9a-f-]{36}/)">Something to read', home)
    assert "A discussion to confirm" in home
    page = honoria.get(path).content.decode()
    assert "has made the referral" in page and "I have read it" in page and "not eaten" not in page
    with asking_as(cast["delphine"]):
        assert Duty.objects.filter(concern=concern, kind="approval", met_at=None).exists()


def test_an_approval_is_of_the_discussion_that_it_followed(concern: Concern, cast: dict[str, User]) -> None:
    """Not approved after all, or discussed anew: the old yes opens nothing, in Python and in the database."""
    ottoline, delphine = cast["ottoline"], cast["delphine"]
    approved(concern, delphine)
    with asking_as(ottoline):
        assert is_approved(concern)
    with asking_as(delphine):
        same = Concern.objects.get(pk=concern.pk)
        actions.approve(by=delphine, concern=same, approved=False, reasons="The school has seen to it")
    with asking_as(ottoline):
        assert not is_approved(concern)
        actions.step(by=ottoline, concern=concern, move=MOVES["second_opinion"], reason="We differ")
    with asking_as(ottoline):
        discussed(Concern.objects.get(pk=concern.pk), ottoline, cast["lysander"], sought=True)
    with asking_as(ottoline):
        assert not is_approved(concern)
    with pytest.raises(IntegrityError, match="not approved"), asking_as(ottoline), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", belief,'
            " risk_of_delay, recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, id,"
            " 'refer_verbal', state, 'referred_verbal', false, false, now(), %s"
            " FROM safeguarding_concern WHERE id = %s",
            [ottoline.pk, concern.pk],
        )


def test_in_an_emergency_the_hub_is_told_on_vital_interests(
    case: Case, concern: Concern, cast: dict[str, User], sign_in: SignIn
) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        made = actions.declare_emergency(
            by=ottoline, case=case, concern=None, called="999", danger="About to hurt the baby"
        )
    client = sign_in("ottoline")
    path = page_of(made, "refer", "emergency_verbal")
    post(client, path, TOLD | {"route": route(client, path), "items": ["danger"]})
    with asking_as(ottoline):
        assert Disclosure.objects.get().basis == "vital_interests"


def test_where_it_does_not_follow_the_page_leads_back(concern: Concern, sign_in: SignIn) -> None:
    client = sign_in("ottoline")
    for path in (page_of(concern, "refer", "emergency_verbal"), page_of(concern, "answer", "decide")):
        assert client.get(path)["Location"] == f"/cases/{concern.case_id}/concerns/{concern.pk}/"
    for path in (page_of(concern, "refer", "close"), page_of(concern, "answer", "refer_now")):
        assert client.get(path).status_code == 404


def test_a_disagreement_goes_up_stage_by_stage(concern: Concern, cast: dict[str, User], sign_in: SignIn) -> None:
    approved(concern, cast["delphine"])
    client = sign_in("ottoline")
    path = page_of(concern, "refer", "refer_verbal")
    post(client, path, TOLD | {"route": route(client, path)})
    stage = {"with_whom": "Team manager", "text": "Nobody has seen the child", "by": "today"}
    post(client, page_of(concern, "answer", "escalate"), stage)
    for _ in range(3):
        post(client, page_of(concern, "answer", "next_stage"), stage)
    answer = client.post(page_of(concern, "answer", "next_stage"), stage)
    assert answer.status_code == 200 and "no further stage" in answer.content.decode()


def test_of_two_who_move_it_at_once_the_second_is_told(concern: Concern, cast: dict[str, User]) -> None:
    """Both opened the page before either pressed: the database lets one through."""
    ottoline, delphine = cast["ottoline"], cast["delphine"]
    with asking_as(ottoline):
        first, second = [Concern.objects.get(pk=concern.pk) for _ in range(2)]
        actions.declare_emergency(by=ottoline, case=concern.case, concern=first, called="999", danger="Alone at night")
        with pytest.raises(Refused, match="Somebody may have moved it already"):
            actions.step(by=ottoline, concern=second, move=MOVES["retrospective"], discussion=True)
    with asking_as(delphine):
        first, second = [Concern.objects.get(pk=concern.pk) for _ in range(2)]
        actions.step(by=delphine, concern=first, move=MOVES["no_call"], reason="It was a mistake")
        with pytest.raises(Refused, match="Somebody may have moved it already"):
            actions.step(by=delphine, concern=second, move=MOVES["no_call"], reason="It was a mistake")


def test_two_managers_at_once_both_stand_in_the_record(concern: Concern, cast: dict[str, User]) -> None:
    """One approves and the other does not, each from the page as it was: neither is lost and nothing is stopped."""
    delphine = cast["delphine"]
    with asking_as(delphine):
        for approved_it in (True, False):
            same = Concern.objects.get(pk=concern.pk)
            actions.approve(by=delphine, concern=same, approved=approved_it, reasons="As I see it")
        assert set(Approval.objects.values_list("approved", flat=True)) == {True, False}


def test_the_accused_does_not_learn_from_their_own_case_who_was_told(
    case: Case, cast: dict[str, User], sign_in: SignIn
) -> None:
    """An allegation against a caseworker, referred: on the case that they work on nothing of it shows (§4.6)."""
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(ottoline):
        made = worried_about(case, ottoline, subject="staff_allegation", accused=caspian)
        referred_in_writing(made, ottoline)
    for who, seen in (("ottoline", 1), ("delphine", 1), ("caspian", 0)):
        with asking_as(cast[who]):
            found = [model.objects.count() for model in (Disclosure, DisclosureItem, SharingProof, Recipient)]
            assert found == [seen] * 4, who
            assert Disclosure.objects.visible_to(cast[who]).count() == seen
    pages = (f"/cases/{case.pk}/shared/", f"/cases/{case.pk}/share/", f"/cases/{case.pk}/", "/shared/")
    for page in pages:
        assert "Invented hub" not in sign_in("caspian").get(page).content.decode(), page
    assert "Invented hub" in sign_in("ottoline").get(pages[0]).content.decode()


def test_a_row_about_the_same_office_does_not_vanish_with_what_is_secret(
    case: Case, cast: dict[str, User], sign_in: SignIn
) -> None:
    """What was not shared with the hub was there before: if it went with the allegation, that would tell (§4.6)."""
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(ottoline):
        made = worried_about(case, ottoline, subject="staff_allegation", accused=caspian)
        referred_in_writing(made, ottoline)
        hub = Recipient.objects.get()
        keep_back(by=ottoline, case=case, recipient=hub, categories=[Category.HEALTH], reasons="No permission")
    with asking_as(caspian):
        assert list(KeptBack.objects.select_related("recipient").values_list("recipient", flat=True)) == [hub.pk]
        assert (Recipient.objects.count(), Disclosure.objects.count()) == (1, 0)
    assert "Not shared" in sign_in("caspian").get(f"/cases/{case.pk}/shared/").content.decode()
