"""People and teams: /teams/…"""

from django.urls import path

from teams.views import joining, membership, passwords, reaching, standing, team

app_name = "teams"
urlpatterns = [
    path("", team.teams, name="teams"),
    path("<uuid:pk>/", team.team, name="team"),
    path("<uuid:pk>/ask/", joining.ask, name="ask"),
    path("<uuid:pk>/invite/", joining.invite, name="invite"),
    path("<uuid:pk>/confirmation/", team.confirmation, name="confirmation"),
    path("<uuid:pk>/how-to-reach-us/", reaching.reaching, name="reaching"),
    path("<uuid:pk>/still-right/", standing.recertify, name="recertify"),
    path("<uuid:pk>/deputy/", joining.deputy, name="deputy"),
    path("memberships/<uuid:pk>/", membership.membership, name="membership"),
    path("memberships/<uuid:pk>/change/", joining.change, name="change"),
    path("memberships/<uuid:pk>/answer/", membership.answer, name="answer"),
    path("memberships/<uuid:pk>/end/", membership.end, name="end"),
    path("memberships/<uuid:pk>/dates/", standing.dates, name="dates"),
    path("memberships/<uuid:pk>/new-password/", passwords.ask, name="ask_password"),
    path("passwords/<uuid:pk>/", passwords.new_password, name="new_password"),
    path("passwords/<uuid:pk>/answer/", passwords.answer, name="answer_password"),
    path("passwords/<uuid:pk>/link/", passwords.link, name="make_link"),
    path("passwords/<uuid:pk>/code/", passwords.code, name="make_code"),
]
