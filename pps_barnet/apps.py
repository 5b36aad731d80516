"""The app that assembles the others; it has commands and pages, and no tables."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The service assembled."""

    name = "pps_barnet"
    verbose_name = "Parent Partnership Barnet"

    def ready(self) -> None:
        """Register the foundation's start-up checks, which need every app loaded, and fill the places that a case's
        page keeps for what was agreed, the form of a contact for what was told outside and for a worry about a
        colleague, and the page that takes two files apart for what was recorded since."""
        from cases.views import agreed, since, telling, worrying
        from consent.views.agreed import AgreedInCase
        from consent.views.calling import ToldOutside
        from consent.views.since import DecidedSince
        from foundation import checks  # noqa: F401 -- registers them, isort: split
        from safeguarding.views.calling import RaisedInCall
        from safeguarding.views.since import RaisedSince

        agreed.fill(AgreedInCase)
        telling.fill(ToldOutside)
        worrying.fill(RaisedInCall())
        since.fill(DecidedSince, RaisedSince)
