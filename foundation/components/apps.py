"""The Django application that carries the template tags; it has no tables."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "foundation.components"
    label = "components"
