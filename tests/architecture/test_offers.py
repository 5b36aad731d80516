"""A page that does not ask offers nothing to keep: where its questions depend on something, so does "Park this"."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FIELDS = re.compile(r"\{% block fields %\}\{% if (.+?) %\}(.*)\{% endif %\}\{% endblock %\}")
BUTTONS = re.compile(r"\{% block buttons %\}\{% if (.+?) %\}(.*)\{% endif %\}\{% endblock %\}")
PARTS = re.compile(r"\{% (if|else|endif)\b")
KEEPING = "{{% block keeping %}}{{% if {} %}}{{{{ block.super }}}}{{% endif %}}{{% endblock %}}"
TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))


def condition_of(text: str) -> str | None:
    """On what the questions of a form, or else its buttons, depend as a whole; None when there are always some."""
    found = FIELDS.search(text) or BUTTONS.search(text)
    if found is None:
        return None
    depth = 0
    for part in PARTS.findall(found[2]):
        depth += {"if": 1, "else": 0, "endif": -1}[part]
        if depth < 0 or (part == "else" and not depth):
            return None
    return found[1]


DEPENDING = [path for path in TEMPLATES if condition_of(path.read_text())]


def test_pages_that_sometimes_do_not_ask_are_found() -> None:
    assert {"put_demand.html", "merge.html"} <= {path.name for path in DEPENDING}


@pytest.mark.parametrize("path", DEPENDING, ids=lambda path: path.name)
def test_nothing_is_parked_where_nothing_is_asked(path: Path) -> None:
    text = path.read_text()
    assert KEEPING.format(condition_of(text)) in text
