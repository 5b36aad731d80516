"""The guide says what stands on the pages: each of its words in bold is one of ours, letter for letter."""

import re
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
APPS = ("cases", "consent", "foundation", "pps_barnet", "safeguarding", "teams")


def on_pages() -> str:
    """Every word of templates and code from which pages are made, one place after the other."""
    code = [path for app in APPS for path in ROOT.glob(f"{app}/**/*.py") if "migrations" not in path.parts]
    return "\n".join(unescape(path.read_text(encoding="utf-8")) for path in [*code, *ROOT.glob("templates/**/*.html")])


def bold(guide: str) -> list[str]:
    """What a guide says in bold, however its lines are broken."""
    return sorted(set(re.findall(r"\*\*([A-Z][^*]+)\*\*", " ".join(guide.split()))))


def unknown(guide: str) -> list[str]:
    """Words in bold that are the whole of no label, button, link or heading."""
    pages = on_pages()
    return [words for words in bold(guide) if not re.search(rf"[\"'>]{re.escape(words)}[\"'<]", pages)]


def test_the_guide_names_what_stands_on_the_pages() -> None:
    assert len(bold(GUIDE)) > 40
    assert unknown(GUIDE) == []


def test_a_button_that_is_called_otherwise_is_noticed() -> None:
    assert unknown("Press **Record this telephone call**, then **Record this call**.") == ["Record this telephone call"]
