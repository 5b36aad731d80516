"""Permission: addresses below a case, and what comes from outside; with random ids and nothing else in them."""

from django.urls import path

from consent.views import enquiry, permission

app_name = "consent"
urlpatterns = [
    path("somebody-asks/", enquiry.enquire, name="enquire"),
    path("enquiries/", enquiry.enquiries, name="enquiries"),
    path("cases/<uuid:pk>/permission/", permission.permissions, name="permissions"),
    path("cases/<uuid:pk>/permission/ask/", permission.ask, name="ask"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/take-back/", permission.take_back_page, name="take_back"),
    path("cases/<uuid:pk>/permission/<uuid:consent>/record/", permission.record, name="record"),
]
