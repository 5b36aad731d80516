"""``manage.py import_schools``: the official file in both encodings, good rows and bad, once and twice."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.importing.reading import COLUMNS
from cases.importing.records import LONGEST, NEVER_CLOSED, records
from cases.models import Setting
from tests.conftest import asking_as, person

HEAD = ["URN", "LA (code)", "UKPRN", *(c for c in COLUMNS.values() if c not in ("URN", "LA (code)")), "Easting"]
SCHOOL = {
    "URN": "100001",
    "LA (code)": "302",
    "LA (name)": "Barnet",
    "EstablishmentName": "St Mary’s Église Invented School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1964",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "3",
    "StatutoryHighAge": "11",
    "OfficialSixthForm (name)": "Does not have a sixth form",
    "Street": "1 Invented Road",
    "Town": "Foxglove",
    "Postcode": "EN5 4ZZ",
}
CLOSED = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2014"}


def text_of(*rows: dict[str, str], head: list[str] = HEAD) -> str:
    """The file's text, as the official one is written."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([{**SCHOOL, **row}.get(column, "") for column in head] for row in rows)
    return out.getvalue()


@pytest.fixture
def load(own_database: str, tmp_path: Path) -> Any:
    """Loads a file of these bytes and gives what was said of it: to the one, and to the other stream."""

    def loading(content: bytes) -> tuple[list[str], list[str]]:
        path = tmp_path / "edubasealldata.csv"
        path.write_bytes(content)
        out, err = StringIO(), StringIO()
        call_command("import_schools", path, stdout=out, stderr=err, no_color=True)
        return out.getvalue().splitlines(), err.getvalue().splitlines()

    return loading


def stored() -> dict[int, Setting]:
    """The register as somebody signed in reads it."""
    with asking_as(person("ottoline")):
        return {setting.urn: setting for setting in Setting.objects.all()}


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("cp1252", "Windows-1252"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 with a byte order mark")],
)
def test_either_encoding_is_recognised_and_named(load: Any, encoding: str, named: str) -> None:
    said, wrong = load(text_of({}, {"URN": "100002", **CLOSED}).encode(encoding))
    assert said[0].endswith(f"edubasealldata.csv is in {named}.")
    assert (said[-1], wrong) == ("2 rows: 2 new, 0 changed, 0 as before, 0 not loaded.", [])
    found = stored()
    first, second = found[100001], found[100002]
    assert first.name == "St Mary’s Église Invented School"
    assert (first.kind, first.phase, first.la_code, first.la_name) == ("Community school", "Primary", "302", "Barnet")
    assert (first.is_open, first.opened_on, first.closed_on) == (True, date(1964, 9, 1), None)
    assert (first.low_age, first.high_age, first.sixth_form) == (3, 11, "Does not have a sixth form")
    assert (second.is_open, second.closed_on) == (False, date(2014, 8, 31))
    with asking_as(person("ottoline")):
        assert [each.urn for each in Setting.objects.named_like("st marys eglise")] == [100001, 100002]


BAD = [
    ({"URN": ""}, "no URN"),
    ({"URN": "A1"}, "URN ‘A1’ is no number"),
    ({"URN": "99999999999"}, "URN ‘99999999999’ is no number"),
    ({"URN": "100001"}, "URN 100001 stands on line 2 already"),
    ({"EstablishmentName": " "}, "no EstablishmentName"),
    ({"EstablishmentName": "x" * 201}, "EstablishmentName is longer than 200 characters"),
    ({"OpenDate": "31-02-2001"}, "OpenDate ‘31-02-2001’ is no day as the file writes them, such as 31-08-2014"),
    ({"CloseDate": "2001-02-28"}, "CloseDate ‘2001-02-28’ is no day as the file writes them, such as 31-08-2014"),
    ({"StatutoryLowAge": "three"}, "StatutoryLowAge ‘three’ is no number"),
    ({"StatutoryHighAge": "40000"}, "StatutoryHighAge ‘40000’ is no number"),
    ({"Town": "Fox\0glove"}, "a character in it is none of the file’s encoding"),
]


def test_a_bad_row_is_reported_with_its_line_and_reason_and_the_rest_load(load: Any) -> None:
    rows = [{"URN": str(100100 + n), **bad} for n, (bad, _) in enumerate(BAD)]
    said, wrong = load(text_of({}, *rows, {"URN": "100002"}).encode("utf-8"))
    assert wrong == [f"Line {line}: {reason}." for line, (_, reason) in enumerate(BAD, start=3)]
    assert said[-1] == f"{len(BAD) + 2} rows: 2 new, 0 changed, 0 as before, {len(BAD)} not loaded."
    assert set(stored()) == {100001, 100002}


def test_a_byte_that_is_nothing_spoils_its_own_row_alone(load: Any) -> None:
    content = text_of({}, {"URN": "100002", "Town": "Fox#glove"}).encode("cp1252").replace(b"Fox#", b"Fox\x81")
    assert load(content)[1] == ["Line 3: a character in it is none of the file’s encoding."]
    assert set(stored()) == {100001}


def test_too_few_columns_quotes_and_lines_inside_a_field(load: Any) -> None:
    whole = text_of({"EstablishmentName": 'The "Invented" School,\r\nBarnet'}, {"URN": "100002"}).splitlines(
        keepends=True
    )
    short, stray = "100003,302\r\n", '100004,302,"never closed\r\n'
    said, wrong = load("".join([whole[0], short, *whole[1:3], stray, "\r\n", whole[3]]).encode())
    assert wrong == ["Line 2: 2 columns where there should be 17.", f"Line 5: {NEVER_CLOSED}."]
    assert said[-1] == "4 rows: 2 new, 0 changed, 0 as before, 2 not loaded."
    assert stored()[100001].name == 'The "Invented" School, Barnet'


def test_a_second_time_changes_nothing_and_a_new_file_only_what_differs(load: Any) -> None:
    first = text_of({}, {"URN": "100002"}, {"URN": "100003"}).encode()
    load(first)
    ids = {urn: setting.pk for urn, setting in stored().items()}
    assert load(first)[0][-1] == "3 rows: 0 new, 0 changed, 3 as before, 0 not loaded."
    later = text_of({"EstablishmentName": "A new name"}, {"URN": "100002"}, {"URN": "100004"}).encode("cp1252")
    assert load(later)[0][-1] == "3 rows: 1 new, 1 changed, 1 as before, 0 not loaded."
    found = stored()
    assert found[100001].name == "A new name"
    assert {urn: found[urn].pk for urn in ids} == ids  # people point to them; and 100003, no longer listed, stays
    assert set(found) == {100001, 100002, 100003, 100004}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has no column URN"),
        (b"Name,Age\r\nx,1\r\n", "has no column URN"),
        (text_of(head=[c for c in HEAD if c != "Town"]).encode(), "has no column Town"),
    ],
)
def test_another_file_is_refused_as_a_whole(load: Any, content: bytes, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        load(content)
    assert stored() == {}


def test_a_file_that_is_not_there_is_named(own_database: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_schools", tmp_path / "nowhere.csv", stdout=StringIO())


def test_nothing_is_loaded_when_the_owners_address_is_missing(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web's login cannot write the register; without the owner's there is no other way."""
    monkeypatch.delenv("DATABASE_OWNER_URL")
    with pytest.raises(Exception, match="set DATABASE_OWNER_URL"):
        load(text_of({}).encode())
    assert stored() == {}


def test_progress_is_said_every_five_thousand_rows(load: Any) -> None:
    said, _ = load(text_of(*({"URN": str(n)} for n in range(100000, 106000))).encode())
    assert said[1:] == ["5,000 rows read …", "6,000 rows: 6,000 new, 0 changed, 0 as before, 0 not loaded."]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["a,b", '1,"x\n', 'y"', "2,z"], [(1, ["a", "b"]), (2, ["1", "x\ny"]), (4, ["2", "z"])]),
        (["a,b", '1,"x', "2,y", "3,z"], [(1, ["a", "b"]), (2, NEVER_CLOSED), (3, ["2", "y"]), (4, ["3", "z"])]),
        (["a,b", '1,x"', "2,y", "3,z"], [(1, ["a", "b"]), (2, ["1", 'x"']), (3, ["2", "y"]), (4, ["3", "z"])]),
        (["a,b", '1,"x"y', "2,y"], [(1, ["a", "b"]), (2, NEVER_CLOSED), (3, ["2", "y"])]),
    ],
)
def test_a_stray_quotation_mark_costs_one_line(lines: list[str], found: list[Any]) -> None:
    assert list(records(lines)) == found


def test_a_mark_left_open_is_given_up_after_a_few_lines() -> None:
    lines = ["a,b", '0,"x', *(f"{n},y" for n in range(1, 3 * LONGEST))]
    assert [line for line, fields in records(lines) if fields == NEVER_CLOSED] == [2]
    assert len(list(records(lines))) == len(lines)
