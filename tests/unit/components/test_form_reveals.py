"""Questions that one answer asks next, and what becomes of answers that were not asked for."""

import pytest
from django import forms as django_forms

from foundation.components import fields, forms


class Contact(forms.Form):
    how = fields.RadioField(
        choices=[("phone", "Telephone"), ("other", "Another way")],
        reveals={"other": ("which", "again")},
        required=False,
    )
    which = django_forms.CharField()
    again = fields.YesNoField(reveals={"yes": "why"})
    why = django_forms.CharField()
    warned = fields.TickField(required=False, reveals="warning")
    warning = django_forms.CharField()


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        ({}, set()),
        ({"how": "phone"}, set()),
        ({"how": "other"}, {"which", "again"}),
        ({"how": "other", "which": "fax", "again": "no"}, set()),
        ({"how": "other", "which": "fax", "again": "yes"}, {"why"}),
        ({"how": "nonsense"}, {"how"}),
        ({"warned": "on"}, {"warning"}),
    ],
)
def test_only_what_was_asked_must_be_answered(data: dict[str, str], missing: set[str]) -> None:
    assert set(Contact(data).errors) == missing


def test_what_was_not_asked_is_forgotten_through_the_whole_chain() -> None:
    form = Contact({"how": "phone", "which": "fax", "again": "yes", "why": "Because", "warning": "Beware"})
    assert form.is_valid()
    assert form.cleaned_data == {"how": "phone", "which": "", "again": None, "why": "", "warned": False, "warning": ""}


def test_a_revealed_question_is_drawn_once_inside_its_answer() -> None:
    html = str(Contact())
    assert html.count('name="which"') == 1
    assert html.index('id="id_how_1-more"') < html.index('name="which"') < html.index('name="warned"')
    assert 'data-reveal="id_how_1-more"' in html
    assert 'data-reveal="id_warned-more"' in html
    assert "aria-expanded" not in html
