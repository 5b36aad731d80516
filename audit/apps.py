"""Wires django-auditlog to our ledger."""

from typing import Any

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record of looks and changes."""

    name = "audit"
    verbose_name = "The record"

    def ready(self) -> None:
        """Count every change that auditlog records towards the action under way."""
        from auditlog.signals import post_log

        from audit import checks  # noqa: F401 -- registers the start-up checks
        from audit.ledger import note

        def counted(log_created: bool = False, **_: Any) -> None:
            if log_created:
                note()

        post_log.connect(counted, weak=False, dispatch_uid="audit.ledger")


class OnTheRecord(AppConfig):
    """An app whose recorded models are registered with the change log when it is ready."""

    default = False  # Django takes the one class that does not say so

    def ready(self) -> None:
        """Register what is recorded."""
        from auditlog.registry import auditlog

        from audit.models import Recorded

        for model in self.get_models():
            if issubclass(model, Recorded):
                auditlog.register(model)
