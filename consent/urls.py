"""Permission: addresses below a case, and what comes from outside; with random ids and nothing else in them."""

from django.urls import path, register_converter

from cases.vocabulary.breach import BreachMove
from consent.views import (
    alone,
    arriving,
    asking,
    booking,
    breach,
    demands,
    enquiry,
    joint,
    permission,
    record,
    registers,
    results,
    sharing,
    sheets,
)


class BreachPartConverter:
    """What is done about a breach, by its key; any other word is no address of ours."""

    regex = "|".join(BreachMove.values)

    def to_python(self, value: str) -> BreachMove:
        """The move."""
        return BreachMove(value)

    def to_url(self, value: str) -> str:
        """Its key."""
        return str(value)


register_converter(BreachPartConverter, "breach")
app_name = "consent"
urlpatterns = [
    path("somebody-asks/", enquiry.enquire, name="enquire"),
    path("enquiries/", enquiry.enquiries, name="enquiries"),
    path("something-arrived/", arriving.arrive_unplaced, name="arrive_unplaced"),
    path("quarantine/", arriving.quarantine, name="quarantine"),
    path("quarantine/decided/", arriving.quarantine_decided, name="quarantine_decided"),
    path("quarantine/<uuid:item>/", arriving.quarantined, name="quarantined"),
    path("cases/<uuid:pk>/arrived/", arriving.arrive, name="arrive"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/request/", asking.request_from, name="request"),
    path("cases/<uuid:pk>/requests/<uuid:asked>/", asking.asked, name="asked"),
    path("cases/<uuid:pk>/permission/", permission.permissions, name="permissions"),
    path("cases/<uuid:pk>/permission/ask/", permission.ask, name="ask"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/take-back/", permission.take_back_page, name="take_back"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/dispute/", permission.dispute_page, name="dispute"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/record/", record.record, name="record"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/record/give/", record.give, name="give"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/record/<uuid:disclosure>/", record.given, name="given"),
    path("cases/<uuid:pk>/permission/alone/", alone.alone, name="alone"),
    path("cases/<uuid:pk>/permission/joint/", joint.joint, name="joint"),
    path("cases/<uuid:pk>/demands/", demands.demands, name="demands"),
    path("cases/<uuid:pk>/demands/new/", demands.demand_new, name="demand_new"),
    path("cases/<uuid:pk>/demands/<uuid:demand>/", demands.demand, name="demand"),
    path("cases/<uuid:pk>/demands/<uuid:demand>/give/", demands.give_demand, name="give_demanded"),
    path("cases/<uuid:pk>/demands/<uuid:demand>/put/", sheets.put_demand, name="put_demand"),
    path("cases/<uuid:pk>/demands/<uuid:demand>/take-back/", sheets.take_demand_back, name="take_demand_back"),
    path("orders/<uuid:sheet>/", sheets.sheet, name="sheet"),
    path("cases/<uuid:pk>/book/", booking.book, name="book"),
    path("cases/<uuid:pk>/share/", sharing.recipients, name="share"),
    path("cases/<uuid:pk>/share/already/", sharing.already, name="already"),
    path("cases/<uuid:pk>/share/not/", sharing.not_shared, name="not_shared"),
    path("cases/<uuid:pk>/share/<uuid:recipient>/", sharing.tell, name="tell"),
    path("cases/<uuid:pk>/shared/", registers.shared, name="shared"),
    path("cases/<uuid:pk>/shared/<uuid:disclosure>/", registers.disclosure, name="disclosure"),
    path("cases/<uuid:pk>/breaches/<uuid:breach>/", breach.breach, name="breach"),
    path("cases/<uuid:pk>/breaches/<uuid:breach>/<breach:part>/", breach.breach_step, name="breach_step"),
    path("cases/<uuid:pk>/shared/<uuid:disclosure>/came-of-it/", results.came_of_it, name="came_of_it"),
    path("cases/<uuid:pk>/people/<uuid:person>/shared/", registers.shared_about, name="shared_about"),
]
