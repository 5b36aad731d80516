"""What Django draws a form with; `FORM_RENDERER` names it."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting

from .boundfield import BoundField


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField
