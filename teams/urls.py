"""People and teams: /teams/…"""

from django.urls import path

from teams.views import membership

app_name = "teams"
urlpatterns = [
    path("", membership.teams, name="teams"),
    path("<uuid:pk>/", membership.team, name="team"),
    path("<uuid:pk>/ask/", membership.ask, name="ask"),
    path("<uuid:pk>/confirmation/", membership.confirmation, name="confirmation"),
    path("memberships/<uuid:pk>/answer/", membership.answer, name="answer"),
    path("memberships/<uuid:pk>/end/", membership.end, name="end"),
]
