"""A senior manager's word on a discussion, from their own home page: the one thing they see, once (C12, §4.1)."""

from datetime import timedelta

import pytest

from audit.actions import action
from cases.models import Case
from foundation import clock
from safeguarding import actions, keys
from safeguarding.actions import confirm_packet, discussing
from safeguarding.actions.discussing import put_to
from safeguarding.models import Concern, Discussion, Packet
from safeguarding.vocabulary import View
from safeguarding.workflow import MOVES
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, discussion, keep_a_rota, open_duties

pytestmark = pytest.mark.django_db


@pytest.fixture
def put_to_honoria(case: Case, cast: dict[str, User]) -> str:
    """The address of a discussion that waits for Honoria's word."""
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(cast["ottoline"]):
        discussed(worried_about(case, cast["ottoline"]), cast["ottoline"], cast["honoria"])
        return f"/discussions/{Packet.objects.get().pk}/"


def test_what_was_discussed_waits_on_her_home_and_then_is_gone(
    put_to_honoria: str, sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    honoria = sign_in("honoria")
    home = honoria.get("/").content.decode()
    assert put_to_honoria in home and "Ottoline Fernsby of Parent Partnership Barnet" in home
    assert "A child may be neglected" not in home
    page = honoria.get(put_to_honoria).content.decode()
    assert "A child may be neglected." in page
    for secret in ("Petronella", "Quillfeather", "hungry", case.readable_reference):
        assert secret not in page
    answer = honoria.post(put_to_honoria, {"word": "differently", "answer": ""})
    assert errors_in(answer) == ["Enter how you remember it"]
    told = {"word": "differently", "answer": "I said to ring the hub first"}
    assert honoria.post(put_to_honoria, told)["Location"] == "/"
    assert honoria.get(put_to_honoria).status_code == honoria.post(put_to_honoria, told).status_code == 404
    home = honoria.get("/").content.decode()
    assert put_to_honoria not in home and "that you remember it differently" in home
    with asking_as(cast["ottoline"]):
        concern, packet = Concern.objects.get(), Packet.objects.get()
        from audit.vocabulary import Verb

        keys.open_for(Verb.CONCERN_READ, [concern])
        assert packet.answer.reveal() == "I said to ring the hub first" and packet.differently
        assert "confirm" not in open_duties(concern)


def test_as_it_was_written_needs_no_more_words(put_to_honoria: str, sign_in: SignIn, cast: dict[str, User]) -> None:
    answer = sign_in("honoria").post(put_to_honoria, {"word": "confirmed", "answer": "kept back"})
    assert answer.status_code == 302
    with asking_as(cast["ottoline"]):
        packet = Packet.objects.get()
        assert (packet.differently, packet.answer) == (False, None)


@pytest.mark.parametrize("who", ["lysander", "percival", "ottoline", "delphine", "ignatius"])
def test_it_is_hers_alone(put_to_honoria: str, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(put_to_honoria).status_code == 404
    assert put_to_honoria not in sign_in(who).get("/").content.decode()


def test_her_turns_are_on_her_home(put_to_honoria: str, sign_in: SignIn) -> None:
    assert "Your turns on the rota" in sign_in("honoria").get("/").content.decode()
    assert "Your turns on the rota" not in sign_in("percival").get("/").content.decode()


def not_agreed(concern: Concern, by: User, manager: User) -> None:
    """Discussed with somebody who sees it otherwise, and put to the next for a second opinion."""
    actions.step(by=by, concern=concern, move=MOVES["seek"], way_chosen=True)
    concern.refresh_from_db()
    said = discussion(manager, worker_view=View.DO_NOT_REFER, agreed=False)
    actions.discuss(by=by, concern=concern, said=said, end="disagree")
    actions.step(by=by, concern=concern, move=MOVES["second_opinion"], reason="To be sure")
    concern.refresh_from_db()


def test_what_she_can_no_longer_answer_or_only_reads_holds_her_word_up_no_more(
    case: Case, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that has closed by itself, and what came of it later, ask nothing of the word that she gives now."""
    ottoline, honoria = cast["ottoline"], cast["honoria"]
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        monkeypatch.setattr(discussing, "PACKET_LASTS", -timedelta(hours=1))
        not_agreed(concern, ottoline, cast["lysander"])
        lapsed = Packet.objects.get()
        monkeypatch.undo()
        discussed(concern, ottoline, honoria, sought=True)
        tell = action(lambda *, by: put_to(Discussion.objects.get(manager=honoria), honoria, "It went."))
        tell(by=ottoline)
        hers, later = Packet.objects.filter(manager=honoria).order_by("given_at")
        assert "confirm" in open_duties(concern)
    with asking_as(honoria):
        confirm_packet(by=honoria, packet=later, differently=False, answer="")
    with asking_as(ottoline):
        assert "confirm" in open_duties(concern)
    with asking_as(honoria):
        confirm_packet(by=honoria, packet=hers, differently=False, answer="")
    with asking_as(ottoline):
        assert "confirm" not in open_duties(concern)
        lapsed.refresh_from_db()
        assert lapsed.confirmed_at is None
