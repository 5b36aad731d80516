"""The app that assembles the others; it has commands and pages, and no tables."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The service assembled."""

    name = "pps_barnet"
    verbose_name = "Parent Partnership Barnet"

    def ready(self) -> None:
        """Register the foundation's start-up checks, which need every app loaded."""
        from foundation import checks  # noqa: F401 -- registers them
