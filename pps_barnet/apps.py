"""The app that assembles the others; it has commands and pages, and no tables."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The service assembled."""

    name = "pps_barnet"
    verbose_name = "Parent Partnership Barnet"

    def ready(self) -> None:
        """Register the foundation's start-up checks, which need every app loaded, and fill the place that the form of a
        contact keeps for what was told outside."""
        from cases.views.telling import fill
        from consent.views.calling import ToldOutside
        from foundation import checks  # noqa: F401 -- registers them, isort: split

        fill(ToldOutside)
