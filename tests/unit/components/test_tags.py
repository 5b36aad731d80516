"""The tag library: what it draws, and that no name or word in it can become markup."""

from datetime import UTC, datetime
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.loader import get_template
from django.test import RequestFactory

from foundation.components import forms, shapes

SCRIPT = "<script>alert(1)</script>"


def draw(source: str, **context: Any) -> str:
    engine: Engine = get_template("components/tag.html").template.engine  # type: ignore[attr-defined]
    return engine.from_string("{% load ui %}" + source).render(Context(context))


def asked(query: str) -> HttpRequest:
    return RequestFactory().get(f"/cases?{query}")


class Filter(forms.Form):
    mark_optional = False
    status = django_forms.MultipleChoiceField(
        choices=[("open", "Open"), ("closed", "Closed")], required=False, widget=django_forms.CheckboxSelectMultiple
    )
    worker = django_forms.CharField(required=False)


def test_a_status_has_words_and_a_colour() -> None:
    assert draw("{% status_tag 'seeking_discussion' %}").strip() == (
        '<strong class="govuk-tag govuk-tag--yellow">Seeking discussion</strong>'
    )
    assert "govuk-tag--grey" in draw("{% status_tag 'never heard of' %}")


def test_a_query_keeps_what_it_does_not_change() -> None:
    request = asked("status=open&status=closed&after=tok")
    assert (
        draw("{% query_with after=None worker='of' %}", request=request)
        == "?status=open&amp;status=closed&amp;worker=of"
    )


def test_each_chip_leaves_out_its_own_filter_and_the_place_in_the_list() -> None:
    request = asked("status=open&status=closed&worker=of&after=tok")
    html = draw("{% filter_panel form %}", request=request, form=Filter(request.GET))
    assert 'href="/cases?status=closed&amp;worker=of"' in html
    assert 'href="/cases?status=open&amp;status=closed"' in html
    assert "Status: Closed" in html
    assert "(optional)" not in html


def test_an_error_leads_to_the_first_control() -> None:
    class Asked(forms.Form):
        level = django_forms.ChoiceField(choices=[("1", "One")], widget=django_forms.RadioSelect)

        need = django_forms.ChoiceField(choices=[("Group", [("1", "One")])], widget=django_forms.RadioSelect)

    html = draw("{% error_summary form %}", form=Asked({}))
    assert '<a href="#id_level_0">Select level</a>' in html
    assert '<a href="#id_need_0_0">Select need</a>' in html
    assert 'id="id_need_0_0"' in str(Asked({}))
    assert draw("{% error_summary form %}", form=Asked()).strip() == ""
    assert draw("{% error_summary form %}").strip() == ""


def test_a_case_header_names_the_person_and_the_record() -> None:
    heading = shapes.CaseHeading(
        "Petronella", "PPB-2026-00417", status=shapes.Tag("Open", "green"), warnings=("Do not ring",)
    )
    html = draw("{% case_header heading %}", heading=heading)
    assert "Petronella" in html
    assert "PPB-2026-00417" in html
    assert "Do not ring" in html
    assert draw("{% case_header heading %}").strip() == ""


def test_a_table_names_each_value_for_telephones_and_each_row_for_listeners() -> None:
    table = shapes.Table(
        "Cases",
        (shapes.Column("Person"), shapes.Column("Due", numeric=True)),
        (("Alaric", shapes.Cell("1 day late", tone="late")),),
    )
    html = draw("{% table table %}", table=table)
    assert '<th scope="row"' in html
    assert 'data-label="Due"' in html
    assert "app-due--late" in html


def test_a_figure_that_may_not_be_shown_has_no_bar() -> None:
    html = draw("{% bar_chart 'Outcomes' bars 'c1' %}", bars=[("Met", 4), ("Not met", None, "[c]")])
    assert html.count("[c]") == 2
    assert 'width="0"' in html
    assert "style=" not in html


def test_nothing_given_becomes_markup() -> None:
    entry = shapes.Entry(
        SCRIPT, datetime(2026, 11, 22, tzinfo=UTC), SCRIPT, SCRIPT, about=SCRIPT, url="/x", facts=((SCRIPT, SCRIPT),)
    )
    heading = shapes.CaseHeading(
        SCRIPT, SCRIPT, level=SCRIPT, lead_worker=SCRIPT, facts=((SCRIPT, SCRIPT),), warnings=(SCRIPT,)
    )
    table = shapes.Table(
        SCRIPT, (shapes.Column(SCRIPT),), ((shapes.Cell(SCRIPT, note=SCRIPT, tag=shapes.Tag(SCRIPT)),),)
    )
    html = draw(
        "{% timeline entries %}{% case_header heading %}{% table table %}{% summary_list rows %}"
        "{% bar_chart s bars 'c' s %}{% empty_state s s '/' s %}{% warning_text s %}{% inset s %}"
        "{% stat_tiles tiles %}{% sub_navigation links label=s %}{% breadcrumbs links %}{% back_link s s %}"
        "{% phone s %}{{ s|phone }}{% tag s %}{% cast_card person %}",
        entries=[entry],
        heading=heading,
        table=table,
        rows=[(SCRIPT, SCRIPT, "/x")],
        bars=[(SCRIPT, 1, SCRIPT)],
        s=SCRIPT,
        tiles=[(SCRIPT, 1, "/x", "", SCRIPT)],
        links=[(SCRIPT, "/x")],
        person=shapes.Person("x", SCRIPT, SCRIPT, SCRIPT, SCRIPT),
    )
    assert "<script" not in html


def test_an_empty_value_says_that_it_is_not_recorded() -> None:
    html = draw("{% summary_list rows %}", rows=[("Interpreter", ""), ("Contacts", 0)])
    assert html.count("Not recorded") == 1


def test_a_missing_date_shows_nothing() -> None:
    assert draw("{% gb_date d %}{{ d|gb_datetime }}{% days_late d %}", d=None).strip() == ""
