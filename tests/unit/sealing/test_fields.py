"""Sealed fields: text goes in and never sits there; what comes out is harmless until it is revealed inside a look."""

import copy
import pickle
from collections.abc import Iterator
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import serializers
from django.core.exceptions import FieldError
from django.template import Context, Template

from cases.models import Case, Person
from foundation.sealing.envelope import CannotOpen, Place, seal
from foundation.sealing.fields import Sealed
from foundation.sealing.keyring import CONTENT, SEARCH, KeyRing, RevealedOutsideAccess, keyring, open_keyring

NAME = "Petronella"


@pytest.fixture
def ring() -> Iterator[KeyRing]:
    """A look in which the keys of one case are in hand."""
    with open_keyring() as made:
        yield made


@pytest.fixture
def somebody(ring: KeyRing) -> Person:
    """A person of a case, not stored, whose first name is sealed."""
    case = Case(team_id=uuid4())
    for purpose in (CONTENT, SEARCH):
        ring.mint(case.pk, purpose)
    return Person.of(case, role="parent", given_name=NAME, search_document='{"names": "petronella"}')


def test_an_assigned_text_is_sealed_at_once(somebody: Person) -> None:
    """Nothing on the instance holds the text: not its attributes, and not what a debugger would print."""
    assert NAME not in repr(somebody.__dict__) and NAME.encode() not in somebody.__dict__["given_name"]
    assert somebody.given_name.reveal() == NAME
    somebody.given_name = "Nell"
    assert somebody.given_name.reveal() == "Nell"


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_text_is_nothing(somebody: Person, empty: str | None) -> None:
    somebody.given_name = empty
    assert (somebody.given_name, somebody.__dict__["given_name"]) == (None, None)


def test_ciphertext_is_taken_as_it_is(somebody: Person) -> None:
    kept = somebody.given_name
    for stored in (kept, kept.blob, memoryview(kept.blob)):
        somebody.given_name = stored
        assert somebody.given_name.reveal() == NAME


def test_a_sealed_value_prints_harmlessly(somebody: Person) -> None:
    """In a template, a log, a traceback, a format, a list: the same short mark, and never the text."""
    value = somebody.given_name
    printed = [str(value), repr(value), f"{value}", f"{value!r}", " ".join([str(value)]), f"{value!s:>30}".strip()]
    printed += [repr([value])[1:-1], Template("{{ v }}").render(Context({"v": value}))]
    assert len(set(printed)) == 1
    assert printed[0].startswith("[sealed ") and len(printed[0]) == len("[sealed 67a16f33c0de]")
    assert NAME not in repr(vars(type(value)))


def test_a_sealed_value_is_not_pickled_but_survives_a_copy(somebody: Person) -> None:
    """Caches and queues are no places for it; django copies models for itself."""
    value = somebody.given_name
    with pytest.raises(TypeError):
        pickle.dumps(value)
    assert copy.deepcopy(value) is value
    assert copy.deepcopy([value])[0].reveal() == NAME


def test_sealed_values_are_equal_when_their_bytes_are(somebody: Person) -> None:
    value = somebody.given_name
    same, other = Sealed(value.blob, value._place, CONTENT), somebody.search_document
    assert value == same and hash(value) == hash(same)
    assert value not in (other, NAME, value.blob)
    somebody.given_name = NAME
    assert somebody.given_name != value  # sealed anew: equality does not tell that the text is the same


def test_a_sealed_value_has_no_way_to_its_text_but_reveal(somebody: Person) -> None:
    """No attribute dictionary to look into, no length, no order, no iteration."""
    value = somebody.given_name
    assert not hasattr(value, "__dict__")
    for operation in (len, iter, sorted, int, bytes):
        with pytest.raises(TypeError):
            operation(value)


def test_revealing_outside_a_look_is_an_error() -> None:
    """Outside any ring, and inside one that was not handed this key: nobody would know who looked."""
    case = Case(team_id=uuid4())
    with open_keyring() as ring:
        ring.mint(case.pk, CONTENT)
        value = Person.of(case, given_name=NAME).given_name
    with pytest.raises(RevealedOutsideAccess):
        value.reveal()
    with open_keyring(), pytest.raises(RevealedOutsideAccess):
        value.reveal()
    with pytest.raises(RevealedOutsideAccess):
        keyring()


def test_sealing_outside_a_look_is_an_error() -> None:
    with pytest.raises(RevealedOutsideAccess):
        Person.of(Case(team_id=uuid4()), given_name=NAME)


def test_keys_are_gone_with_their_ring_even_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), open_keyring():
        _ = 1 / 0
    with pytest.raises(RevealedOutsideAccess):
        keyring()


def test_a_key_that_was_destroyed_is_told_apart_from_a_look_that_nobody_recorded(ring: KeyRing) -> None:
    case = Case(team_id=uuid4())
    key = AESGCM(bytes(32))
    place = Place("cases.person", "given_name", uuid4(), case.pk)
    value = Sealed(seal(NAME, key=key, version=1, place=place), place, CONTENT)
    ring.take([], asked=[(case.pk, CONTENT)])
    with pytest.raises(CannotOpen):
        value.reveal()


def test_content_and_search_keys_are_two(somebody: Person) -> None:
    """The search key, which a search of the whole team is handed, opens no name, note or address."""
    place = Place("cases.person", "given_name", somebody.pk, somebody.case_id)
    crossed = Sealed(somebody.given_name.blob, place, SEARCH)
    with pytest.raises(CannotOpen):
        crossed.reveal()


@pytest.mark.parametrize(
    "look_up",
    [
        *("given_name", "given_name__exact", "given_name__in", "given_name__gt"),
        *(f"given_name__{how}" for how in ("contains", "icontains", "startswith", "regex")),
    ],
)
def test_a_query_with_plain_text_is_refused(look_up: str) -> None:
    """It would find nothing, and would put the name into the statement log."""
    value = [NAME] if look_up.endswith("in") else NAME
    with pytest.raises((TypeError, FieldError)) as caught:
        str(Person.objects.filter(**{look_up: value}).query)
    assert NAME not in str(caught.value)


def test_a_query_may_ask_whether_there_is_a_value() -> None:
    assert "IS NULL" in str(Person.objects.filter(given_name__isnull=True).query)


def test_serialisers_get_the_harmless_text(somebody: Person) -> None:
    said = serializers.serialize("json", [somebody])
    assert NAME not in said and "[sealed " in said


@pytest.mark.django_db
def test_a_deferred_value_is_fetched_sealed(case: Case, cast: dict[str, object]) -> None:
    from audit.vocabulary import Verb
    from cases import keys
    from tests.conftest import asking_as

    with asking_as(cast["ottoline"]):  # type: ignore[arg-type]
        somebody = Person.objects.only("id", "case_id").get(case=case)
        assert "given_name" not in somebody.__dict__
        assert str(somebody.given_name).startswith("[sealed ")
        with pytest.raises(RevealedOutsideAccess):
            somebody.given_name.reveal()
        keys.open_for(Verb.CASE_READ, [case])
        assert somebody.given_name.reveal() == NAME
