"""Errors in words that say what to do, for every kind of field."""

from django import forms as django_forms

from foundation.components import dates, fields, forms


class Everything(forms.Form):
    name = django_forms.CharField(max_length=5)
    plan = django_forms.CharField(label="EHC plan")
    level = django_forms.ChoiceField(choices=[("1", "One")])
    aware = fields.YesNoField(label="Is the child aware?", noun="Whether the child is aware")
    asked = fields.RadioField(label="What was asked?", choices=[("a", "A")])
    needs = fields.CheckboxesField(choices=[("a", "A")])
    born = dates.DateField(label="Date of birth")
    seen = dates.NearDateField(label="Date of contact")
    at = dates.TimeField(label="Time of contact")
    minutes = django_forms.IntegerField(label="Minutes", max_value=600)
    mail = django_forms.EmailField(label="E-mail address")
    note = fields.NoteField(max_words=3)
    letter = django_forms.FileField()
    agreed = django_forms.BooleanField(label="I have read it")


def errors_of(**data: object) -> dict[str, str]:
    return {name: str(errors[0]) for name, errors in Everything(data).errors.items()}


def test_every_required_field_says_what_to_do() -> None:
    assert errors_of() == {
        "name": "Enter name",
        "plan": "Enter EHC plan",
        "level": "Select level",
        "aware": "Select whether the child is aware",
        "asked": "Select what was asked",
        "needs": "Select needs",
        "born": "Enter date of birth",
        "seen": "Enter date of contact",
        "at": "Enter time of contact",
        "minutes": "Enter minutes",
        "mail": "Enter e-mail address",
        "note": "Enter note",
        "letter": "Choose letter",
        "agreed": "Tick the box if this is so: ‘I have read it’",
    }


def test_wrong_answers_are_named() -> None:
    wrong = errors_of(
        name="Petronella", level="9", minutes="ten", mail="nobody", note="one two three four", seen="soon", at="2:05"
    )
    assert wrong["name"] == "Name must be 5 characters or fewer"
    assert wrong["level"] == "Select level from the list"
    assert wrong["minutes"] == "Minutes must be a number, such as 30"
    assert wrong["mail"] == "E-mail address must be in the form name@example.com"
    assert wrong["note"] == "Note must be 3 words or fewer; it is 4"
    assert wrong["seen"] == "Date of contact must be a real date, such as 27 3 2026"
    assert wrong["at"] == "Say whether time of contact is am or pm, such as 2:05pm"
    assert errors_of(minutes="601")["minutes"] == "Minutes must be 600 or less"


def test_hidden_characters_are_refused_in_every_field_of_text() -> None:
    wrong = errors_of(
        name="a\0b", note="a\0b", seen="27 3\0 2026", at="2:05\0pm", born_day="2\0", born_month="3", born_year="2014"
    )
    assert wrong["name"] == "Name must not contain hidden characters – type it again"
    assert wrong["note"] == "Note must not contain hidden characters – type it again"
    assert wrong["seen"] == "Date of contact must be a real date, such as 27 3 2026"
    assert wrong["at"] == "Time of contact must be a real time, such as 2:05pm"
    assert wrong["born"] == "Date of birth must be a real date"


def test_words_that_a_form_chose_stay() -> None:
    class Own(forms.Form):
        name = django_forms.CharField(error_messages={"required": "Say who rang"})

    assert Own({}).errors["name"] == ["Say who rang"]


def test_a_note_is_kept_as_it_was_typed() -> None:
    class Notes(forms.Form):
        note = fields.NoteField()

    form = Notes({"note": "  one\r\n\r\n  two  "})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "  one\r\n\r\n  two  "
    assert Notes({"note": " \r\n "}).errors["note"] == ["Enter note"]


def test_a_form_does_not_change_the_next_one_s_words() -> None:
    first, second = Everything(), Everything()
    first.fields["name"].error_messages["required"] = "Changed"
    assert second.fields["name"].error_messages["required"] == "Enter name"
