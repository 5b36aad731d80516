"""A sealed value opens where it was sealed, whole, with its own key, and nowhere else. Promise 8."""

import os
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.sealing.envelope import BLOCK, HEADER, NONCE, CannotOpen, Place, seal, unseal, version_of

KEY = AESGCM(bytes(range(32)))
PLACE = Place("cases.person", "given_name", UUID(int=1 << 64), UUID(int=2 << 64))
TEXT = "Petronella does not want the school to know that she called."
TAG = 16  # bytes of GCM's own


def sealed(text: str = TEXT, **more: object) -> bytes:
    """A value sealed in the place of these tests."""
    given = {"key": KEY, "version": 1, "place": PLACE} | more
    return seal(text, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        TEXT,
        "O’Brien-Smith d'Été",
        "שָׁלוֹם مرحبا 你好",
        "left \u202eright\u202c to left",
        "👩‍👩‍👧‍👦 🏳️‍🌈",
        "a\0b\0\0",
        "ends with the padding's own mark \x80",
        "ends with zeroes\0\0\0",
        "\ufeffbegins with a mark of byte order",
        "e\u0301 and \u00e9 stay two spellings",
        "x" * 50_000,
        "👪" * 50_000,
        *("y" * n for n in range(BLOCK - 2, BLOCK + 3)),
    ],
    ids=lambda text: f"{len(text)} characters",
)
def test_a_text_comes_back_as_it_went_in(text: str) -> None:
    assert unseal(sealed(text), key=KEY, place=PLACE) == text


def test_a_text_is_not_in_its_ciphertext_and_never_sealed_alike_twice() -> None:
    blobs = {sealed() for _ in range(200)}
    assert len(blobs) == 200
    assert [blob for blob in blobs if b"Petronella" in blob] == []


@pytest.mark.parametrize(("first", "second"), [("yes", "no"), ("", "Petronella Quillfeather"), ("1", "1" * 31)])
def test_short_texts_are_of_one_length(first: str, second: str) -> None:
    """Otherwise a yes could be told from a no by anybody who sees how many bytes are stored."""
    assert len(sealed(first)) == len(sealed(second)) == HEADER + NONCE + BLOCK + TAG


def test_a_text_of_32_bytes_or_more_takes_another_block() -> None:
    assert len(sealed("x" * BLOCK)) == HEADER + NONCE + 2 * BLOCK + TAG


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"model": "cases.contact"},
        {"column": "family_name"},
        {"row": UUID(int=3 << 64)},
        {"scope": UUID(int=3 << 64)},
        {"row": PLACE.scope, "scope": PLACE.row},
        {"model": "cases.person\x1fgiven_name", "column": ""},
        {"model": "cases.persongiven_name", "column": ""},
    ],
    ids=str,
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere: dict[str, object]) -> None:
    """Another model, column, row or case; falls when any of them is taken out of the associated data."""
    with pytest.raises(CannotOpen):
        unseal(sealed(), key=KEY, place=PLACE._replace(**elsewhere))  # type: ignore[arg-type]


def test_two_values_swapped_do_not_open() -> None:
    other = PLACE._replace(row=uuid4())
    here, there = sealed("the one"), sealed("the other", place=other)
    for blob, place in ((here, other), (there, PLACE)):
        with pytest.raises(CannotOpen):
            unseal(blob, key=KEY, place=place)


@pytest.mark.parametrize("index", range(HEADER + NONCE + 2 * BLOCK + TAG))
def test_a_value_with_any_byte_altered_does_not_open(index: int) -> None:
    """Format, key version, nonce, text, padding and tag: every single byte, every bit of it."""
    blob = sealed()
    assert len(blob) == HEADER + NONCE + 2 * BLOCK + TAG
    for bit in range(8):
        altered = bytearray(blob)
        altered[index] ^= 1 << bit
        with pytest.raises(CannotOpen):
            unseal(bytes(altered), key=KEY, place=PLACE)


def test_a_value_cut_short_or_added_to_does_not_open() -> None:
    blob = sealed()
    for damaged in (*(blob[:length] for length in range(len(blob))), blob + b"\0", b"\x01" + blob, blob * 2):
        with pytest.raises(CannotOpen):
            unseal(damaged, key=KEY, place=PLACE)


@pytest.mark.parametrize("blob", [b"", b"Petronella", bytes(range(200)), b"\x01", b"\x01" * 100], ids=len)
def test_bytes_that_were_never_sealed_do_not_open(blob: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(blob, key=KEY, place=PLACE)


@pytest.mark.parametrize("key", [AESGCM(bytes(32)), AESGCM(os.urandom(32)), AESGCM(bytes(range(16)))])
def test_a_wrong_key_does_not_open(key: AESGCM) -> None:
    with pytest.raises(CannotOpen):
        unseal(sealed(), key=key, place=PLACE)


def test_a_version_is_read_from_the_value_and_cannot_be_changed() -> None:
    """A value sealed under version 2 cannot be passed off as version 1 of the same key."""
    blob = sealed(version=2)
    assert [version_of(blob), version_of(sealed(version=65_535))] == [2, 65_535]
    assert unseal(blob, key=KEY, place=PLACE) == TEXT
    with pytest.raises(CannotOpen):
        unseal(blob[:1] + (1).to_bytes(2) + blob[HEADER:], key=KEY, place=PLACE)


def test_a_refusal_shows_no_content() -> None:
    with pytest.raises(CannotOpen) as caught:
        unseal(sealed()[:-1], key=KEY, place=PLACE)
    assert "Petronella" not in f"{caught.value} {caught.value.__cause__}"


def test_padding_that_is_not_ours_is_not_removed() -> None:
    """Bytes sealed with the right key by something that does not pad: refused, not guessed at."""
    header, nonce = b"\x01" + (1).to_bytes(2), bytes(NONCE)
    for body in (b"", b"no mark", b"mark \x80 and more", b"\xff\xfe\x80"):
        blob = header + nonce + KEY.encrypt(nonce, body, PLACE.bound(header))
        with pytest.raises(CannotOpen):
            unseal(blob, key=KEY, place=PLACE)
