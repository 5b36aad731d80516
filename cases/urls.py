"""Cases: /cases/…; an address holds random ids and nothing else."""

from django.urls import path, register_converter

from cases.forms import RECORDS, SECTIONS, RecordForm, SectionForm
from cases.views import (
    access,
    alike,
    call_backs,
    contacts,
    corrections,
    handing_over,
    left,
    life,
    listing,
    merging,
    moving,
    one_person,
    opening,
    own_case,
    parting,
    people,
    reading,
    records,
    tasks,
    walls,
    wrong_person,
)
from cases.workflow import MOVES, Move


class MoveConverter:
    """A move by its key; any other word is no address of ours."""

    regex = "|".join(MOVES)

    def to_python(self, value: str) -> Move:
        """The row of the workflow."""
        return MOVES[value]

    def to_url(self, value: Move | str) -> str:
        """Its key."""
        return value if isinstance(value, str) else value.key


class SectionConverter:
    """A part of what is known of a person by its key; any other word is no address of ours."""

    regex = "|".join(SECTIONS)

    def to_python(self, value: str) -> type[SectionForm]:
        """The form of the part."""
        return SECTIONS[value]

    def to_url(self, value: type[SectionForm] | str) -> str:
        """Its key."""
        return value if isinstance(value, str) else value.key


class RecordConverter:
    """A kind of record about a person by its key; any other word is no address of ours."""

    regex = "|".join(RECORDS)

    def to_python(self, value: str) -> type[RecordForm]:
        """The form of the kind."""
        return RECORDS[value]

    def to_url(self, value: type[RecordForm] | str) -> str:
        """Its key."""
        return value if isinstance(value, str) else value.key


register_converter(MoveConverter, "move")
register_converter(RecordConverter, "record")
register_converter(SectionConverter, "section")

app_name = "cases"
urlpatterns = [
    path("", listing.case_list, name="cases"),
    path("open/", opening.open_case, name="open"),
    path("hand-over/", handing_over.workers, name="hand_over"),
    path("hand-over/<uuid:worker>/", handing_over.hand_over, name="hand_over_from"),
    path("<uuid:pk>/", reading.case_page, name="case"),
    path("<uuid:pk>/looks/", reading.looks, name="looks"),
    path("<uuid:pk>/access/", access.access, name="access"),
    path("<uuid:pk>/access/keep-out/", access.keep_out, name="keep_out"),
    path("<uuid:pk>/access/conflicts/<uuid:conflict>/", access.review_conflict, name="review_conflict"),
    path("<uuid:pk>/access/conflicts/<uuid:conflict>/end/", access.end_conflict, name="end_conflict"),
    path("<uuid:pk>/access/give/<uuid:colleague>/", left.give_left, name="give_left"),
    path("<uuid:pk>/access/declare/", access.declare, name="declare"),
    path("<uuid:pk>/access/walls/build/", walls.build, name="build_wall"),
    path("<uuid:pk>/access/walls/<uuid:wall>/", walls.wall, name="wall"),
    path("<uuid:pk>/access/walls/<uuid:wall>/take-down/", walls.take_down, name="take_down_wall"),
    path("<uuid:pk>/access/let-in/", access.let_in, name="let_in"),
    path("<uuid:pk>/access/let-in/<uuid:letting_in>/end/", access.end_letting_in, name="end_letting_in"),
    path("<uuid:pk>/alike/<uuid:alike>/", alike.alike, name="alike"),
    path("<uuid:pk>/merge/", merging.which_file, name="which_file"),
    path("<uuid:pk>/merge/<uuid:other>/", merging.merge, name="merge"),
    path("<uuid:pk>/apart/<uuid:other>/", parting.part, name="part"),
    path("<uuid:pk>/apart/<uuid:other>/settle/", parting.settle, name="settle"),
    path("<uuid:pk>/change/", moving.change, name="change"),
    path("<uuid:pk>/move/<move:move>/", moving.move, name="move"),
    path("<uuid:pk>/history/", life.history, name="history"),
    path("<uuid:pk>/review/", life.review, name="review"),
    path("<uuid:pk>/time/", life.add_time, name="add_time"),
    path("<uuid:pk>/contacts/add/", contacts.add_contact, name="add_contact"),
    path("<uuid:pk>/people/", people.people, name="people"),
    path("<uuid:pk>/people/twice/", one_person.which_two, name="which_two"),
    path("<uuid:pk>/people/twice/<uuid:merging>/", one_person.as_it_was, name="as_it_was"),
    path("<uuid:pk>/people/<uuid:person>/twice/<uuid:other>/", one_person.make_one, name="make_one"),
    path("<uuid:pk>/people/<uuid:person>/rights/", own_case.rights_explained, name="rights_explained"),
    path("<uuid:pk>/people/<uuid:person>/own-case/", own_case.own_case, name="own_case"),
    path("<uuid:pk>/people/<uuid:person>/<section:section>/", people.change_person, name="change_person"),
    path("<uuid:pk>/contacts/<uuid:contact>/", corrections.contact, name="contact"),
    path("<uuid:pk>/contacts/<uuid:contact>/correct/", corrections.correct_contact, name="correct_contact"),
    path("<uuid:pk>/contacts/<uuid:contact>/add/", corrections.add_to_contact, name="add_to_contact"),
    path("<uuid:pk>/contacts/<uuid:contact>/wording/", corrections.wording, name="wording"),
    path("<uuid:pk>/contacts/<uuid:contact>/wrong-person/", wrong_person.wrong_person, name="wrong_person"),
    path(
        "<uuid:pk>/contacts/<uuid:contact>/wrong-person/<uuid:search>/",
        wrong_person.whose_contact,
        name="whose_contact",
    ),
    path("<uuid:pk>/contacts/<uuid:contact>/move/<uuid:to>/", wrong_person.move_contact, name="move_contact"),
    path("<uuid:pk>/people/add/", people.add_person, name="add_person"),
    path("<uuid:pk>/people/<uuid:person>/add/<record:kind>/", records.add_record, name="add_record"),
    path("<uuid:pk>/records/<record:kind>/<uuid:row>/", records.change_record, name="change_record"),
    path("<uuid:pk>/records/<record:kind>/<uuid:row>/end/", records.end_record, name="end_record"),
    path("<uuid:pk>/addresses/<uuid:address>/", records.address, name="address"),
    path("<uuid:pk>/tasks/add/", tasks.add_task, name="add_task"),
    path("<uuid:pk>/tasks/<uuid:task>/", tasks.task, name="task"),
    path("<uuid:pk>/tasks/<uuid:task>/take/", call_backs.take_call_back, name="take_call_back"),
    path("<uuid:pk>/tasks/<uuid:task>/release/", call_backs.release_call_back, name="release_call_back"),
    path("<uuid:pk>/tasks/<uuid:task>/try/", call_backs.try_call_back, name="try_call_back"),
    path("<uuid:pk>/tasks/<uuid:task>/done/", tasks.finish_task, name="finish_task"),
]
