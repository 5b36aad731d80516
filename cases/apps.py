"""Puts every model of a case on the record of changes."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases and everything in them."""

    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Register what is recorded."""
        from auditlog.registry import auditlog

        from audit.models import Recorded

        for model in self.get_models():
            if issubclass(model, Recorded):
                auditlog.register(model)
