"""The key that wraps all others: read from a file that nobody else may read, made once, never written over."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foundation.sealing.envelope import CannotOpen
from foundation.sealing.keyring import bound
from foundation.sealing.provider import (
    FileKeyProvider,
    KeyFileProblem,
    make_key_file,
    make_secret_file,
    read_key_file,
)

LINE = "pps-sealing-key v1 live 0a1b2c3d " + "5f" * 32 + "\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a key file goes."""
    return tmp_path / "keys" / "sealing.key"


def written(path: Path, line: str, mode: int = 0o400) -> Path:
    """A key file with this line and these rights."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(line, encoding="latin-1")
    path.chmod(mode)
    return path


def test_a_missing_file_is_told_with_how_to_make_one(path: Path) -> None:
    with pytest.raises(KeyFileProblem) as caught:
        read_key_file(path, production=True)
    assert f"manage.py make_keys --sealing-key {path}" in str(caught.value)


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o444, 0o640, 0o660, 0o604, 0o410, 0o401])
def test_a_file_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    with pytest.raises(KeyFileProblem, match=r"can be read by others\. Run: chmod 600"):
        read_key_file(written(path, LINE, mode), production=False)


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_file_of_ones_own_is_read(path: Path, mode: int) -> None:
    key = read_key_file(written(path, LINE, mode), production=True)
    assert (key.demonstration, key.number, key.secret) == (False, "0a1b2c3d", b"\x5f" * 32)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        "5f" * 32,
        LINE.replace("pps-sealing-key", "ssh-ed25519"),
        LINE.replace("v1", "v2"),
        LINE.replace("live", "spare"),
        LINE.replace("5f" * 32, "5f" * 31),
        LINE.replace("5f" * 32, "5f" * 33),
        LINE.replace("5f" * 32, "zz" * 32),
        LINE.replace("5f" * 32, ""),
        LINE + LINE,
        LINE.replace("live", "li\xe9ve"),
    ],
    ids=range(12),
)
def test_a_malformed_file_is_refused_without_its_content(path: Path, line: str) -> None:
    with pytest.raises(KeyFileProblem, match=r"Make one with: manage\.py make_keys") as caught:
        read_key_file(written(path, line), production=False)
    assert "5f5f" not in str(caught.value)


def test_a_demonstration_key_is_refused_in_production(path: Path) -> None:
    make_key_file(path, demonstration=True)
    assert read_key_file(path, production=False).demonstration
    with pytest.raises(KeyFileProblem, match=r"is a demonstration key and this is production\. Make one with"):
        read_key_file(path, production=True)


def test_a_key_file_is_made_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        assert make_key_file(path, demonstration=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["sealing.key"]  # no draft is left


def test_an_existing_file_is_never_written_over(path: Path) -> None:
    assert make_key_file(path, demonstration=False)
    kept = path.read_bytes()
    assert not make_key_file(path, demonstration=True)
    assert not make_secret_file(path, "something else")
    assert path.read_bytes() == kept


def test_two_keys_are_never_alike(tmp_path: Path) -> None:
    made = [tmp_path / f"{n}.key" for n in range(20)]
    for one in made:
        make_key_file(one, demonstration=False)
    keys = [read_key_file(one, production=True) for one in made]
    assert len({key.secret for key in keys}) == len({key.number for key in keys}) == 20


def make_in_a_process(path: Path) -> str:
    """What another start says that it did."""
    make = "import sys, pathlib; from foundation.sealing.provider import make_key_file as make"
    program = f"{make}; print(make(pathlib.Path(sys.argv[1]), demonstration=False))"
    command = [sys.executable, "-c", program, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def test_many_starts_at_once_make_one_key(tmp_path: Path) -> None:
    """Whoever comes second leaves what the first made. Processes, because a draft is named after its process."""
    path = tmp_path / "sealing.key"
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(make_in_a_process, [path] * 6))
    assert sorted(done) == ["False"] * 5 + ["True"]
    assert read_key_file(path, production=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["sealing.key"]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        make_secret_file(tmp_path / "half.key", "half \ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_wrapped_key_unwraps_for_its_own_scope_alone(path: Path) -> None:
    from uuid import uuid4

    make_key_file(path, demonstration=False)
    provider = FileKeyProvider(path, production=True)
    case, data_key = uuid4(), os.urandom(32)
    here = bound(case, "content", 1)
    wrapped = provider.wrap(data_key, here)
    assert data_key not in wrapped
    assert provider.unwrap(wrapped, provider.current(), here) == data_key
    assert provider.wrap(data_key, here) != wrapped
    for elsewhere in (bound(uuid4(), "content", 1), bound(case, "search", 1), bound(case, "content", 2), b""):
        with pytest.raises(CannotOpen):
            provider.unwrap(wrapped, provider.current(), elsewhere)
    for damaged in (wrapped[:-1], wrapped[1:], b"", wrapped + b"\0", bytes(60)):
        with pytest.raises(CannotOpen):
            provider.unwrap(damaged, provider.current(), here)


def test_a_key_of_another_number_is_named_in_the_refusal(path: Path, tmp_path: Path) -> None:
    make_key_file(path, demonstration=False)
    make_key_file(tmp_path / "other.key", demonstration=False)
    one, other = FileKeyProvider(path, production=True), FileKeyProvider(tmp_path / "other.key", production=True)
    wrapped = one.wrap(bytes(32), b"x")
    with pytest.raises(
        CannotOpen, match=f"sealed with key {one.current()}, and the key file holds key {other.current()}"
    ):
        other.unwrap(wrapped, one.current(), b"x")
    with pytest.raises(CannotOpen, match="does not open with the key in the key file"):
        other.unwrap(wrapped, other.current(), b"x")
