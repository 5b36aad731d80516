"""Puts people and teams on the record."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """People, teams, membership and roles."""

    name = "teams"
    verbose_name = "Teams"

    def ready(self) -> None:
        """Register the start-up checks."""
        from teams import checks  # noqa: F401 -- registers them
