"""Templates escape everything, carry no style or script of their own, and are all in use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PACKAGES = ("audit", "cases", "consent", "foundation", "pps_barnet", "safeguarding", "teams")
# Django and allauth look these up by their own names.
LOOKED_UP = re.compile(r"^(400|403|403_csrf|404|429|500)\.html$|^account/(login|logout)\.html$")
# A field of a form is drawn by the template of its kind: `foundation.components.boundfield` makes the name.
BY_KIND = re.compile(r"^forms/_(boxes|choices|input)\.html$")
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
FORBIDDEN = {
    "a style element": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "a script of its own": r"<script\b(?![^>]*\ssrc=)",
    "an event attribute": r"<[^>{]*\son[a-z]+\s*=",
    "an address that is a script": r"javascript:",
    "safe": r"\|\s*safe(seq)?\b",
    "autoescape": r"{%\s*autoescape\s+off",
    "something from elsewhere": r"""(src|href|action)\s*=\s*["'](https?:)?//""",
    "a straight apostrophe": r"(?<=[a-z])'(s|t|re|ll|ve|d)\b",
    "a person's name or a reference in the title": r"<title>[^<]*(heading\.|person\.|reference)",
}


def files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def source_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def by_name(name: str) -> bool:
    """Whether a template is found by a name that stands nowhere in our own code as a whole."""
    return bool(LOOKED_UP.match(name) or BY_KIND.match(name))


def named_in(text: str) -> Iterator[str]:
    """Names of templates that a text speaks of."""
    yield from re.findall(r"""["']([\w/.-]+\.(?:html|txt))["']""", text)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert [name_of(path) for path in files() if re.search(FORBIDDEN[what], source_of(path), re.IGNORECASE)] == []


def test_every_template_is_used() -> None:
    sources = [source_of(path) for path in files()]
    sources += [path.read_text(encoding="utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    used = {name for source in sources for name in named_in(source)}
    assert [name for path in files() if (name := name_of(path)) not in used and not by_name(name)] == []


def test_every_template_that_is_named_is_there() -> None:
    there = {name_of(path) for path in files()}
    named = {(name_of(path), name) for path in files() for name in named_in(source_of(path))}
    assert sorted((by, name) for by, name in named if name not in there) == []


def test_every_template_opens_by_saying_what_it_is_for() -> None:
    assert [name_of(path) for path in files() if not path.read_text(encoding="utf-8").startswith("{#")] == ["400.html"]


def test_no_python_marks_anything_safe() -> None:
    """But one file, whose functions escape every value they are given; what they are given it in is never a value."""
    marked = re.compile(r"mark_safe|format_html|SafeString|autoescape=False")
    the_one = ROOT / "foundation" / "components" / "markup.py"
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if path != the_one]
    assert [str(path.relative_to(ROOT)) for path in found if marked.search(path.read_text(encoding="utf-8"))] == []
    made = re.findall(r"SafeString\((.*)\)\n", the_one.read_text(encoding="utf-8"))
    assert len(made) == 2
    assert all("map(escaped, values)" in each for each in made)


def test_every_title_block_is_plain_words_or_the_pages_own_title() -> None:
    titles = [
        (name_of(path), title)
        for path in files()
        for title in re.findall(r"{%\s*block title\s*%}(.*?){%\s*endblock", source_of(path), re.DOTALL)
    ]
    allowed = re.compile(r"^[A-Za-z ,’]*$|^{{ page_title }}$|^{%\s*block head_title\s*%}$")
    assert [(name, title) for name, title in titles if not allowed.match(title)] == []
