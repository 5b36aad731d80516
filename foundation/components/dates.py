"""Fields for dates and times: three boxes for a date known by heart, one box for a date near today.

All keep exactly what was typed when there is an error: a box that empties or rewrites itself makes people doubt
everything else on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError

from foundation import clock

from .naming import asked_for, inside, subject_of
from .reading import needs_half_of_day, read_month, read_near_date, read_number, read_time, read_year, real_date
from .words import gb_date, gb_time

PARTS = ("day", "month", "year")
LIMITS: dict[str, tuple[Callable[[date, date], bool], str]] = {
    "past": (lambda given, today: given < today, "must be in the past"),
    "today or past": (lambda given, today: given <= today, "must be today or in the past"),
    "future": (lambda given, today: given > today, "must be in the future"),
    "today or future": (lambda given, today: given >= today, "must be today or in the future"),
}


def check_limit(field: forms.Field, given: date, must_be: str) -> None:
    """Refuse a birth in the future or a visit planned for last week."""
    allowed, words = LIMITS[must_be]
    if not allowed(given, clock.today()):
        raise ValidationError(f"{subject_of(field)} {words}", code="limit")


class DateBoxes(forms.MultiWidget):
    """Day, month and year in a box each. `shapes` gives each box's part, width in characters, and numeric keyboard;
    the month takes a name as well, so it must not bring up digits only."""

    shapes = (("day", 2, True), ("month", 6, False), ("year", 4, True))
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[str]:
        if not isinstance(value, date):
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)]


class DateField(forms.Field):
    """A date in three boxes. `must_be` is one of LIMITS."""

    widget = DateBoxes

    def __init__(self, *, must_be: str = "", **kwargs: Any) -> None:
        self.must_be = must_be
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        found = self.to_python(value)
        if found is None:
            if self.required:
                raise ValidationError(asked_for(self, "Enter"), code="required")
            return None
        if self.must_be:
            check_limit(self, found, self.must_be)
        return found

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        self._refuse_gaps(typed)
        return self._read(typed)

    def _refuse_gaps(self, typed: list[str]) -> None:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            self._refuse(f"must include a {' and '.join(missing)}", *missing)

    def _read(self, typed: list[str]) -> date:
        day, month, year = read_number(typed[0]), read_month(typed[1]), read_year(typed[2])
        wrong = [part for part, number in zip(PARTS, (day, month, year), strict=True) if number is None]
        if wrong == ["year"] and typed[2].isdecimal():
            self._refuse("must have a year of 4 numbers", "year")
        found = None if day is None or month is None or year is None else real_date(year, month, day)
        if found is None:
            self._refuse("must be a real date", *(wrong or ["day"]))
        return found

    def _refuse(self, words: str, *parts: str) -> NoReturn:
        raise ValidationError(f"{subject_of(self)} {words}", code="invalid", params={"parts": parts})


class OneBox(forms.CharField):
    """A box for short text that means something else. The reader of the page sees what they typed until it is right."""

    width: ClassVar[str] = "govuk-input--width-10"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value=None, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": self.width}


class NearDateField(OneBox):
    """A date near today in one box. `leaning` ("past" or "future") says which year a date without one is of."""

    def __init__(self, *, leaning: str = "", must_be: str = "", **kwargs: Any) -> None:
        self.leaning, self.must_be = leaning, must_be
        kwargs.setdefault("help_text", "For example, 27 3 2026, 27 March or today")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return gb_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if isinstance(value, date) or not text:
            return value or None
        found = read_near_date(text, clock.today(), self.leaning)
        if found is None:
            raise ValidationError(f"{subject_of(self)} must be a real date, such as 27 3 2026", code="invalid")
        return found

    def run_validators(self, value: Any) -> None:
        """CharField's validators look for hidden characters in text; by now it is a date."""
        if value and self.must_be:
            check_limit(self, value, self.must_be)


class TimeField(OneBox):
    """A time in one box, by either clock. Midnight is never made up for a time that was not given."""

    width: ClassVar[str] = "govuk-input--width-5"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 2:05pm or 14:05")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return gb_time(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if isinstance(value, time) or not text:
            return value or None
        found = read_time(text)
        if found is None:
            raise ValidationError(f"{subject_of(self)} must be a real time, such as 2:05pm", code="invalid")
        if needs_half_of_day(text):
            raise ValidationError(f"Say whether {inside(subject_of(self))} is am or pm, such as {text.strip()}pm")
        return found

    def run_validators(self, value: Any) -> None:
        """CharField's validators look for hidden characters in text; by now it is a time."""
