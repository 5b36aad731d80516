"""The web does not start on a database in which a table of people stands open."""

from typing import Any

from foundation.checks import every_table_of_people_is_guarded
from foundation.classification import our_models
from tests.security.raw import superuser_cursor

OPENED = (
    ("ALTER TABLE cases_contact DISABLE ROW LEVEL SECURITY", "cases.Contact lacks row security."),
    ("ALTER TABLE cases_caseexclusion NO FORCE ROW LEVEL SECURITY", "cases.CaseExclusion lacks row security."),
    ("ALTER TABLE teams_membership DISABLE ROW LEVEL SECURITY", "teams.Membership lacks row security."),
    ("DROP POLICY not_taken_away ON cases_case", "cases.Case lacks its policy not_taken_away."),
    ("DROP POLICY not_taken_away ON consent_consent", "consent.Consent lacks its policy not_taken_away."),
    ("DROP POLICY not_narrowed ON cases_wishes", "cases.Wishes lacks its policy not_narrowed."),
)


def test_an_opened_table_or_a_policy_that_is_gone_stops_the_start(own_database: str, settings: Any) -> None:
    settings.SERVING_WEB = True
    assert every_table_of_people_is_guarded() == []
    with superuser_cursor() as cursor:
        for statement, _ in OPENED:
            cursor.execute(statement)
    found = sorted(error.msg for error in every_table_of_people_is_guarded())
    assert found == sorted(f"The table of {lacking}" for _, lacking in OPENED)


def test_every_part_of_a_case_says_what_takes_it_away() -> None:
    said = {model.__name__: getattr(model, "taken_away_by", ()) for model in our_models()}
    assert len([name for name, by in said.items() if "not_taken_away" in by]) > 50
    assert {name for name, by in said.items() if "not_narrowed" in by} == {"Case", "Contact", "Wishes"}
