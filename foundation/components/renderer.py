"""What Django draws a form with; `FORM_RENDERER` names it."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting

from .boundfield import BoundField
from .drawing import CONTROLS


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    bound_field_class = BoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A control in Python where we draw it, otherwise by its template."""
        draw = CONTROLS.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
