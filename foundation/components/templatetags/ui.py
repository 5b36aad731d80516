"""The tags and filters that pages draw components with; docs/components.md lists them with examples.

Registered as a template builtin, so no page loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context

from foundation.components import charts, words
from foundation.components.cells import draw_cell, draw_table
from foundation.components.drawing import draw_tokens, hint_and_error
from foundation.components.filters import chips_of
from foundation.components.markup import kept_whole
from foundation.components.shapes import (
    Bar,
    CaseHeading,
    Entry,
    Link,
    Person,
    Row,
    Table,
    Tag,
    Tile,
    as_cell,
    as_tag,
    each_as,
)
from foundation.components.statuses import status_of
from foundation.sending import mark_for

register = template.Library()

register.filter("kept_whole", kept_whole)
register.filter("phone", words.phone_groups)
register.simple_tag(words.phone_groups, name="phone")


@register.simple_tag(takes_context=True, name="csrf_token")
def tokens(context: Context) -> str:
    """Stands in for Django's own tag, so that no form can be drawn without its mark: the CSRF token, and for whoever is
    signed in the mark by which a form that is sent twice is done once. The mark is each form's own."""
    request: HttpRequest = context["request"]
    user = getattr(request, "user", None)
    return draw_tokens(_token(request), mark_for(user.pk) if user and user.is_authenticated else "")


def _token(request: HttpRequest) -> str:
    """One token for the forms of a page: each is masked anew for its answer, and once is enough for that."""
    if not hasattr(request, "drawn_token"):
        request.drawn_token = get_token(request)  # type: ignore[attr-defined]
    token: str = request.drawn_token  # type: ignore[attr-defined]
    return token


@register.filter
def in_minutes(seconds: int) -> int:
    return int(seconds) // 60


def _of_a_date(name: str) -> None:
    """A date that is not there shows as nothing, so that a page can say so in its own words."""
    turn = getattr(words, name)
    register.filter(name, lambda moment: turn(moment) if moment else "")
    register.simple_tag(lambda moment: turn(moment) if moment else "", name=name)


for _name in ("gb_date", "gb_date_short", "gb_weekday", "gb_time", "gb_datetime", "gb_datetime_short"):
    _of_a_date(_name)


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "grey") -> dict[str, Any]:
    return {"tag": Tag(text, colour)}


@register.inclusion_tag("components/tag.html")
def status_tag(code: Any, label: str = "") -> dict[str, Any]:
    return {"tag": status_of(code, label)}


@register.inclusion_tag("components/tag.html")
def show_tag(value: Tag | tuple[str, str] | None) -> dict[str, Any]:
    return {"tag": as_tag(value)}


@register.inclusion_tag("components/days_late.html")
def days_late(due: date | datetime | None) -> dict[str, Any]:
    said = words.days_late(due) if due else ""
    tone = (
        "late"
        if said.endswith("late") or said.startswith("Was due")
        else "soon"
        if said in {"Due today", "Due tomorrow"}
        else ""
    )
    return {"words": said, "tone": tone}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None, above: str = "") -> dict[str, Any]:
    """One list for all the forms of a page, in the page's order: ``above`` names those fields of the first form that
    stand over the others, when the rest of it stands below them."""
    said = [(form, *line) for form in forms if form and has_errors(form) for line in _said_of(form)]
    if above:
        said.sort(key=lambda line: 1 if line[0] is not forms[0] else 0 if line[1] in {"", *above.split()} else 2)
    return {"said": [{"id": place, "words": words} for _, _, place, words in said]}


def _said_of(form: BaseForm) -> list[tuple[str, str, str]]:
    """What is wrong with a form: the field's name, the id of its first control (none when it is hidden), the words."""
    whole = [("", getattr(form, "errors_lead_to", ""), str(words)) for words in form.non_field_errors()]
    return whole + [
        (field.name, "" if field.is_hidden else getattr(field, "first_id", ""), str(words))
        for field in form
        for words in field.errors
    ]


register.simple_tag(hint_and_error)


@register.simple_tag
def has_errors(*forms: Any) -> bool:
    """For the page's title; a form that is missing or not sent has none."""
    return any(getattr(form, "errors", None) for form in forms)


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The page's own address with some of its query changed; None or "" takes a parameter out."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in {None, ""}:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/navigation.html")
def main_navigation(links: Iterable[Any]) -> dict[str, Any]:
    return {"links": each_as(Link, links)}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(links: Iterable[Any], label: str = "In this case") -> dict[str, Any]:
    return {"links": each_as(Link, links), "label": label}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(links: Iterable[Any]) -> dict[str, Any]:
    return {"links": each_as(Link, links)}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, label: str = "Back") -> dict[str, Any]:
    return {"url": url, "label": label}


@register.inclusion_tag("components/pagination.html")
def pagination(previous: str = "", following: str = "", of: str = "results") -> dict[str, Any]:
    return {"previous": previous, "following": following, "of": of}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "", *, compact: bool = False) -> dict[str, Any]:
    return {"rows": each_as(Row, rows), "title": title, "compact": compact}


@register.inclusion_tag("components/case_header.html")
def case_header(heading: CaseHeading | None = None, **facts: Any) -> dict[str, Any]:
    return {"heading": heading or (CaseHeading(**facts) if facts else None)}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Entry], level: int = 3) -> dict[str, Any]:
    return {"entries": entries, "level": level}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/warning_text.html")
def warning_text(text: str) -> dict[str, Any]:
    return {"text": text}


@register.inclusion_tag("components/inset.html")
def inset(text: str) -> dict[str, Any]:
    return {"text": text}


@register.inclusion_tag("components/stat_tiles.html")
def stat_tiles(tiles: Iterable[Any]) -> dict[str, Any]:
    return {"tiles": each_as(Tile, tiles)}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(title: str, bars: Iterable[Any], chart_id: str, unit: str = "Number") -> dict[str, Any]:
    drawn = charts.draw(each_as(Bar, bars))
    return {"title": title, "bars": drawn, "id": chart_id, "unit": unit, "height": charts.height(len(drawn))}


@register.simple_tag
def table(shown: Table) -> str:
    return draw_table(shown)


@register.simple_tag
def cell(value: Any) -> str:
    return draw_cell(as_cell(value))


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(context: Context, form: BaseForm, title: str = "Filter", action: str = "") -> dict[str, Any]:
    request: HttpRequest = context["request"]
    return {"form": form, "title": title, "action": action or request.path, "chips": chips_of(form, request)}


@register.inclusion_tag("components/cast_card.html")
def cast_card(person: Person | Mapping[str, Any], name: str = "username") -> dict[str, Any]:
    return {"person": person, "name": name}
