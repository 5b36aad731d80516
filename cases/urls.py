"""Cases: /cases/…; an address holds random ids and nothing else."""

from django.urls import path

from cases.views import contacts, listing, opening, people, reading, tasks

app_name = "cases"
urlpatterns = [
    path("", listing.case_list, name="cases"),
    path("open/", opening.open_case, name="open"),
    path("<uuid:pk>/", reading.case_page, name="case"),
    path("<uuid:pk>/looks/", reading.looks, name="looks"),
    path("<uuid:pk>/contacts/add/", contacts.add_contact, name="add_contact"),
    path("<uuid:pk>/people/add/", people.add_person, name="add_person"),
    path("<uuid:pk>/people/<uuid:person>/reach/add/", people.add_contact_point, name="add_contact_point"),
    path("<uuid:pk>/reach/<uuid:point>/", people.safety, name="safety"),
    path("<uuid:pk>/tasks/add/", tasks.add_task, name="add_task"),
    path("<uuid:pk>/tasks/<uuid:task>/done/", tasks.finish_task, name="finish_task"),
]
