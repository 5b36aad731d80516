"""What a form looks like to a browser and to a screen reader."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms as django_forms
from django.template import Context, Template

from foundation.components import dates, fields, forms
from foundation.components.boundfield import BoundField
from foundation.components.drawing import draw_tokens


class Call(forms.Form):
    needs = fields.CheckboxesField(label="Needs", choices=[("a", "Autism"), ("none", "None")], exclusive="none")
    level = fields.RadioField(choices=[("1", "Level 1")], hints={"1": "Advice only"}, inline=True)
    born = dates.DateField(label="Date of birth", required=False)
    name = django_forms.CharField(
        max_length=40, help_text="As they say it", widget=django_forms.TextInput(attrs={"class": "wide"})
    )
    worker = django_forms.ChoiceField(choices=[("", "Anybody")], required=False)
    note = fields.NoteField(max_words=50)
    token = django_forms.CharField(widget=django_forms.HiddenInput, required=False)


def drawn(name: str, data: dict[str, Any] | None = None, initial: dict[str, Any] | None = None) -> str:
    return str(Call(data, initial=initial)[name].as_field_group())


def test_select_all_that_apply_is_drawn_as_tick_boxes() -> None:
    html = drawn("needs")
    assert re.findall(r'type="(\w+)"', html) == ["checkbox", "checkbox"]
    assert "data-exclusive" in html


def test_one_answer_is_drawn_as_radios_with_hints() -> None:
    html = drawn("level")
    assert re.findall(r'type="(\w+)"', html) == ["radio"]
    assert 'aria-describedby="id_level_0-hint"' in html
    assert "govuk-radios--inline" in html


def test_groups_have_a_legend_and_single_controls_a_label() -> None:
    assert "<fieldset" in drawn("needs")
    assert "<legend" in drawn("needs")
    assert '<label class="govuk-label govuk-label--s" for="id_name">' in drawn("name")


def test_what_need_not_be_answered_says_so_and_nothing_is_starred() -> None:
    html = str(Call())
    assert html.count("(optional)") == 2
    assert " required" not in html
    assert "*" not in html


def test_a_control_points_at_its_hint_and_its_error() -> None:
    html = drawn("name", {})
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="govuk-input wide govuk-input--error"' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-error"' in html


def test_a_paste_is_not_cut_short_by_the_browser() -> None:
    assert "maxlength" not in str(Call())


def test_a_hidden_field_is_only_itself() -> None:
    assert drawn("token").strip() == '<input type="hidden" name="token" id="id_token">'


def test_three_boxes_keep_what_was_typed_and_mark_the_wrong_one() -> None:
    html = drawn("born", {"born_day": "31", "born_month": "Febuary", "born_year": "2014"})
    assert re.findall(r'value="([^"]*)"', html) == ["31", "Febuary", "2014"]
    assert len(re.findall("govuk-input--error", html)) == 1
    assert re.search(r'id="id_born_1"[^>]*aria-invalid="true"', html)


def test_three_boxes_show_a_date_already_known() -> None:
    html = drawn("born", initial={"born": date(2014, 3, 27)})
    assert re.findall(r'value="([^"]*)"', html) == ["27", "3", "2014"]


@pytest.mark.parametrize(
    ("typed", "error", "first"),
    [
        (("31", "2", "2014"), "Date of birth must be a real date", "id_born_0"),
        (("1", "13", "2014"), "Date of birth must be a real date", "id_born_1"),
        (("1", "", "2014"), "Date of birth must include a month", "id_born_1"),
        (("", "", "2014"), "Date of birth must include a day and month", "id_born_0"),
        (("1", "2", "14"), "Date of birth must have a year of 4 numbers", "id_born_2"),
    ],
)
def test_an_error_of_a_date_leads_to_the_box_it_is_about(typed: tuple[str, ...], error: str, first: str) -> None:
    form = Call(dict(zip(("born_day", "born_month", "born_year"), typed, strict=True)))
    assert form.errors["born"] == [error]
    bound = form["born"]
    assert isinstance(bound, BoundField)
    assert bound.first_id == first


@pytest.mark.parametrize(
    ("must_be", "day", "right"),
    [
        ("past", 2, False),
        ("today or past", 1, True),
        ("future", 1, False),
        ("today or future", 2, True),
        ("past", -1, True),
    ],
)
def test_a_date_is_held_to_its_side_of_today(
    must_be: str, day: int, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dated(forms.Form):
        on = dates.NearDateField(label="Date", must_be=must_be)

    monkeypatch.setattr("foundation.clock.today", lambda: date(2026, 11, 1))
    typed = "31 10 2026" if day < 0 else f"{day} 11 2026"
    assert Dated({"on": typed}).is_valid() is right


def test_one_box_shows_a_date_already_known_in_words() -> None:
    class Dated(forms.Form):
        on = dates.NearDateField(label="Date")

    assert 'value="27 March 2026"' in str(Dated(initial={"on": date(2026, 3, 27)}))


def test_labels_and_answers_are_escaped() -> None:
    class Named(forms.Form):
        who = fields.RadioField(label="<b>Who</b>", choices=[("<i>", "<i>x</i>")], hints={"<i>": "<u>y</u>"})

    html = str(Named({}))
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<u>" not in html


NASTY = '<b title="x">&\''


class Quoting(forms.Form):
    """Everything that a form says or is told, with signs in it that would be markup."""

    grouped = fields.RadioField(label=NASTY, help_text=NASTY, choices=[(NASTY, NASTY)], hints={NASTY: NASTY})
    chosen = django_forms.ChoiceField(label=NASTY, choices=[(NASTY, [(NASTY + "1", NASTY)]), (NASTY, NASTY)])
    typed = django_forms.CharField(label=NASTY, help_text=NASTY)
    noted = fields.NoteField(label=NASTY, widget=django_forms.Textarea(attrs={"title": NASTY}))
    ticked = fields.TickField(label=NASTY, help_text=NASTY)
    born = dates.DateField(label=NASTY)


@pytest.mark.parametrize("name", Quoting.base_fields)
def test_nothing_that_is_said_or_typed_becomes_markup(name: str) -> None:
    form = Quoting({"typed": NASTY, "noted": NASTY, "grouped": "x", "chosen": "x", "born_day": NASTY})
    form.add_error(name, NASTY)
    html = str(form[name].as_field_group())
    assert "<b" not in html
    assert html.count("&lt;b title=&quot;x&quot;&gt;&amp;&#x27;") >= 2
    assert not re.search(r"&(?!lt;|gt;|amp;|quot;|#x27;)", html)


@pytest.mark.parametrize("mark", ["", "a mark"])
def test_what_a_form_carries_is_markup_whoever_is_signed_in(mark: str) -> None:
    page = Template("{{ carried }}").render(Context({"carried": draw_tokens('a "token"', mark)}))
    assert page.startswith('<input type="hidden" name="csrfmiddlewaretoken" value="a &quot;token&quot;">')
    assert page.count("<input") == 1 + bool(mark)
