"""Which Python: none, too old, or without the part that Debian packages apart."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.setup.checkout import Checkout

# A stand-in for another Python: it answers bootstrap's question as told, and runs bootstrap under the real one.
OTHER = """#!/bin/sh
case "$1" in
    -c) echo "{answer}" ;;
    *) exec "{real}" -c "
import runpy, sys
sys._base_executable, sys.version_info, sys.argv = '{stub}', ({version}, 0), sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
" "$@" ;;
esac
"""


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """A PATH with nothing on it but what the shell scripts themselves need."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "dirname").symlink_to(str(shutil.which("dirname")))
    return folder


def other_python(folder: Path, version: str, whole: int) -> None:
    """Puts the stand-in on the PATH as python3."""
    stub = folder / "python3"
    answer = f"{version.replace(', ', ' ')} {whole}"
    stub.write_text(OTHER.format(answer=answer, real=sys.executable, stub=stub, version=version), encoding="utf-8")
    stub.chmod(0o755)


@pytest.mark.parametrize("script", ["server", "test", "check"])
def test_without_any_python_it_says_what_to_install(checkout: Checkout, only: Path, script: str) -> None:
    code, said = checkout.run(checkout.script(script), PATH=str(only))
    assert code == 1
    assert "there is no Python on this machine" in said
    assert "apt install python3 python3-venv" in said


def test_an_old_python_is_named_and_a_newer_one_asked_for(checkout: Checkout, only: Path) -> None:
    other_python(only, "3, 6", whole=1)
    code, said = checkout.run(checkout.script("server"), PATH=str(only))
    assert code == 1
    assert "needs Python 3.11 or newer; the newest found here is 3.6" in said
    assert "Traceback" not in said


def test_a_newer_python_further_down_the_path_is_used(checkout: Checkout, only: Path) -> None:
    other_python(only, "3, 6", whole=1)
    (only / "python3.11").symlink_to(sys.executable)
    code, said = checkout.run(checkout.script("server"), "--port", "0", PATH=str(only))
    assert code == 1
    assert "0 is not a port" in said, "the set-up proper was reached, which only a new Python can run"


def test_a_shim_that_leads_nowhere_is_passed_over(checkout: Checkout, only: Path) -> None:
    other_python(only, "3, 6", whole=1)
    broken = only / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    _, said = checkout.run(checkout.script("server"), PATH=str(only))
    assert "the newest found here is 3.6" in said


def test_without_venv_the_right_package_is_named(checkout: Checkout, only: Path) -> None:
    other_python(only, "3, 12", whole=0)
    code, said = checkout.run(checkout.script("test"), PATH=str(only))
    assert code == 1
    assert "its venv module is not" in said
    assert "apt install python3.12-venv" in said
