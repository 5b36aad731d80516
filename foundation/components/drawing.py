"""The questions of a form, drawn in Python as the cells of a table are: from a template for each question, each control
and each of their parts, a form of thirty took longer than all else that its page does.

Everything is escaped by ``markup``; nothing is marked safe. ``draw_field`` draws a whole question,
``CONTROLS`` a control by the name of Django's template for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from foundation.components.markup import kept_whole, markup, markup_join

if TYPE_CHECKING:
    from .boundfield import BoundField, Box, Choice

GROUP = '<div class="govuk-form-group{}">\n{}\n</div>'
QUESTION = '<label class="govuk-label govuk-label--{}" for="{}">{}</label>\n{}\n{}'
FIELDSET = (
    '<fieldset class="govuk-fieldset"{}>\n'
    '<legend class="govuk-fieldset__legend govuk-fieldset__legend--{}">{}</legend>\n{}\n{}\n</fieldset>'
)
OPTIONAL = ' <span class="app-optional">(optional)</span>'
ERROR = '<p class="app-error-line"><span class="govuk-visually-hidden">Error:</span> {}</p>'
COUNT = '\n<div class="govuk-hint app-count" id="{}" data-count-for="{}">You can enter up to {} words</div>'
REVEAL = '\n<div class="govuk-{}__conditional app-reveal" id="{}">{}</div>'
TICK = (
    '{}\n<div class="govuk-checkboxes govuk-checkboxes--small" data-reveals>\n'
    '<div class="govuk-checkboxes__item">\n{}\n'
    '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>{}\n</div>{}\n</div>'
)
CHOICE = (
    '{}\n<div class="govuk-{}__item">\n<input class="govuk-{}__input" type="{}" id="{}" name="{}" value="{}"{}>\n'
    '<label class="govuk-label govuk-{}__label" for="{}">{}</label>{}\n</div>{}'
)
UNSEEN = '<input type="hidden" name="{}" value="{}">'
OPTION, CHOSEN = '\n<option value="{}">{}</option>', '\n<option value="{}" selected>{}</option>'
BOX = (
    '<div class="govuk-date-input__item">\n'
    '<label class="govuk-label govuk-date-input__label" for="{}">{}</label>\n'
    '<input class="govuk-input govuk-date-input__input app-width-{}{}" id="{}" name="{}" type="text" value="{}"'
    ' autocomplete="off"{}{}>\n</div>\n'
)


def draw_tokens(token: str, mark: str) -> str:
    """What every POST form carries, by its csrf_token tag: the token, and the mark that makes it count once."""
    carried = [("csrfmiddlewaretoken", token), *([("once", mark)] if mark else [])]
    return markup_join("", UNSEEN, carried)


def draw_field(field: BoundField) -> str:
    """One question: its words, what helps to answer it, what was wrong, and its control."""
    if field.kind == "hidden":
        return str(field)
    wrong = " govuk-form-group--error" if field.errors else ""
    return markup(GROUP, wrong, _tick(field) if field.kind == "checkbox" else _question(field))


def _question(field: BoundField) -> str:
    size = getattr(field.field, "label_size", "") or "s"
    if field.grouped:
        said, body = _attribute("aria-describedby", field.described_by), _BODIES[field.kind](field)
        return markup(FIELDSET, said, size, _label(field), hint_and_error(field), body)
    return markup(QUESTION, size, field.auto_id, _label(field), hint_and_error(field), _single(field))


def _label(field: BoundField) -> str:
    """The words of a question, marked when it need not be answered. A one-question page makes them its heading."""
    shape = "{}" + OPTIONAL if field.marked_optional else "{}"
    heading = getattr(field.field, "page_heading", False)
    return markup(f'<h1 class="govuk-fieldset__heading">{shape}</h1>' if heading else shape, field.label)


def hint_and_error(field: BoundField) -> str:
    """What helps to answer, then what was wrong."""
    return markup("{}{}", _hint(field.hint_id, field.help_text), _errors(field))


def _hint(name: str, text: Any, more: str = "") -> str:
    return markup('<div class="govuk-hint{}" id="{}">{}</div>', more, name, kept_whole(text)) if text else ""


def _errors(field: BoundField) -> str:
    if not field.errors:
        return ""
    lines = markup_join("", ERROR, ((error,) for error in field.errors))
    return markup('<div class="govuk-error-message" id="{}">{}</div>', field.error_id, lines)


def _single(field: BoundField) -> str:
    """A control drawn by its own widget. A note with a limit of words says so below."""
    words = field.max_words
    limit = markup(COUNT, field.count_id, field.auto_id, words) if words else ""
    return markup("{}{}", field.as_widget(), limit)


def _tick(field: BoundField) -> str:
    """A single tick box, whose label is the sentence being agreed to."""
    hint = _hint(field.hint_id, field.help_text, " govuk-checkboxes__hint")
    asked = _revealed("checkboxes", f"{field.auto_id}-more", field.ticked_reveals)
    return markup(TICK, _errors(field), field.as_widget(), field.auto_id, field.label, hint, asked)


def _choices(field: BoundField) -> str:
    """Radios or tick boxes, each with its hint and what it reveals."""
    each = markup_join("\n", "{}", ((_choice(field, choice),) for choice in field.choices))
    css = f" {field.container_class}" if field.container_class else ""
    return markup('<div class="govuk-{}{}" data-reveals>\n{}\n</div>', field.kind, css, each)


def _choice(field: BoundField, choice: Choice) -> str:
    many, hinted = field.kind, f"{choice.id}-hint" if choice.hint else ""
    said = {"checked": choice.checked, "disabled": choice.disabled, "aria-describedby": hinted}
    said |= {"data-reveal": choice.reveal_id if choice.reveals else "", "data-exclusive": choice.exclusive}
    control = (many, many, "radio" if many == "radios" else "checkbox", choice.id, field.html_name, choice.value)
    hint = _hint(hinted, choice.hint, f" govuk-{many}__hint")
    asked = _revealed(many, choice.reveal_id, choice.reveals)
    said_of = (many, choice.id, kept_whole(choice.label), hint, asked)
    return markup(CHOICE, _above(many, choice), *control, _attributes(said), *said_of)


def _above(many: str, choice: Choice) -> str:
    group = markup('<p class="app-choice-group">{}</p>', choice.group) if choice.group else ""
    divider = markup('<div class="govuk-{}__divider">or</div>', many) if choice.exclusive else ""
    return markup("{}{}", group, divider)


def _revealed(many: str, name: str, fields: Iterable[BoundField]) -> str:
    if not fields:
        return ""
    return markup(REVEAL, many, name, markup_join("", "{}", ((draw_field(field),) for field in fields)))


def _boxes(field: BoundField) -> str:
    """Several boxes that make one answer, such as a date's three. Only the wrong boxes are marked."""
    return markup('<div class="govuk-date-input">\n{}</div>', markup_join("", BOX, (_box(box) for box in field.boxes)))


def _box(box: Box) -> tuple[Any, ...]:
    wrong = " govuk-input--error" if box.wrong else ""
    numeric = _attribute("inputmode", "numeric" if box.numeric else "")
    marked = _attribute("aria-invalid", "true" if box.wrong else "")
    return (box.id, box.label, box.width, wrong, box.id, box.name, box.value, numeric, marked)


_BODIES: Mapping[str, Callable[[BoundField], str]] = {
    "radios": _choices,
    "checkboxes": _choices,
    "boxes": _boxes,
}


def _attribute(name: str, value: Any) -> str:
    if value is True:
        return markup(" {}", name)
    return markup(' {}="{}"', name, value) if value else ""


def _attributes(said: Mapping[str, Any]) -> str:
    """Attributes as they are said; what is false or empty is left out."""
    return markup_join("", "{}", ((_attribute(name, value),) for name, value in said.items()))


def _own_attributes(widget: Mapping[str, Any]) -> str:
    """A widget's attributes as Django draws them: only what is false is left out."""
    said = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return markup_join("", "{}", ((markup(" {}", n) if v is True else markup(' {}="{}"', n, v),) for n, v in said))


def _draw_input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else markup(' value="{}"', widget["value"])
    return markup('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _own_attributes(widget))


def _draw_note(widget: Mapping[str, Any]) -> str:
    shape = '<textarea name="{}"{}>\n{}</textarea>'
    return markup(shape, widget["name"], _own_attributes(widget), widget["value"] or "")


def _draw_select(widget: Mapping[str, Any]) -> str:
    """All options in one go: a person of thirty teams chooses among two hundred colleagues."""
    shapes, values = ['<select name="{}"{}>'], [widget["name"], _own_attributes(widget)]
    for group, options, _ in widget["optgroups"]:
        shapes.append('<optgroup label="{}">' if group else "")
        values += [group] if group else []
        for option in options:
            shapes.append(CHOSEN if option["selected"] else OPTION)
            values += [option["value"], option["label"]]
        shapes.append("</optgroup>" if group else "")
    return markup("".join([*shapes, "\n</select>"]), *values)


WIDGETS = "django/forms/widgets/"
CONTROLS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{WIDGETS}{kind}.html": _draw_input for kind in ("text", "hidden", "number", "email", "tel", "date", "time")},
    **{f"{WIDGETS}{kind}.html": _draw_input for kind in ("password", "search", "url", "checkbox")},
    f"{WIDGETS}textarea.html": _draw_note,
    f"{WIDGETS}select.html": _draw_select,
}
