"""Root URLs: one include per app, and the pages drawn from several."""

from django.urls import URLPattern, URLResolver, include, path

from cases.views import calls, conflicts, drafts, finding, messages, queue, relatives
from consent.views import breach, registers
from pps_barnet.pages.guide import how_to
from pps_barnet.pages.home import home
from pps_barnet.pages.tasks import tasks
from teams.views import passwords, signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("record-a-call/", calls.record_call, name="record_call"),
    path("record-a-call/find/", calls.find_caller, name="find_caller"),
    path("find/", finding.ask, name="find"),
    path("find/<uuid:search>/", finding.results, name="results"),
    path("call-backs/", queue.queue, name="queue"),
    path("messages/leave/", messages.leave_message, name="leave_message"),
    path("messages/<uuid:pk>/take/", messages.take_message, name="take_message"),
    path("messages/<uuid:pk>/release/", messages.release_message, name="release_message"),
    path("messages/<uuid:pk>/try/", messages.try_message, name="try_message"),
    path("messages/<uuid:pk>/close/", messages.close_message, name="close_message"),
    path("tasks/", tasks, name="tasks"),
    path("guide/", how_to, name="guide"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("people-i-must-not-see/", relatives.relatives, name="relatives"),
    path("people-i-must-not-see/<uuid:pk>/remove/", relatives.remove_relative, name="remove_relative"),
    path("drafts/<uuid:pk>/discard/", drafts.discard, name="discard_draft"),
    path("cases/", include("cases.urls")),
    path("", include("consent.urls")),
    path("disclosures/", registers.register, name="disclosures"),
    path("breaches/", breach.breaches, name="breaches"),
    path("breaches/closed/", breach.breaches_closed, name="breaches_closed"),
    path("permissions/ending/", registers.ending, name="ending"),
    path("", include("safeguarding.urls")),
    path("teams/", include("teams.urls")),
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-out/", signing_in.sign_out, name="account_logout"),
    path("stay/", signing_in.stay, name="stay"),
    path("password/", signing_in.password, name="password"),
    path("set-password/<uuid:link>/", passwords.set_password, name="set_password"),
]
handler403 = "foundation.absence.absent_handler"
handler404 = "foundation.absence.absent_handler"
