"""A disagreement and its dates on the case page (§3.4): written down once, and worked out for whoever reads."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case
from foundation import clock
from foundation.components.words import gb_date
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.test_life import words

SAID = {
    "level": "1",
    "heard_about": "local_offer",
    "dispute_with": ["la_sen", "school"],
    "appeal_types": ["content_f"],
    "decision_letter_on": "15 9 2026",
    "mediation_certificate_on": "10 11 2026",
    "evaluation_received": "no",
}


@pytest.mark.django_db
def test_a_disagreement_tells_until_when_to_appeal(sign_in: SignIn, case: Case) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url()
    assert "Appeal by" not in words(client, path)  # nothing stands on the page of what most cases never have
    assert client.post(path + "change/", SAID).status_code == 302
    page = words(client, path)
    for said in (
        "Heard about us Local Offer website",
        "Disagrees with Special educational needs and disability team at the council, School, nursery or college",
        "Appeal about Provision in the plan (section F)",
        "Decision letter 15 September 2026 Mediation by 15 November 2026",
        "Mediation certificate 10 November 2026 Appeal by 10 December 2026",
        "What they think of us They have not told us.",
    ):
        assert said in page
    again = client.get(path + "change/").content.decode()
    assert 'value="15 September 2026"' in again and 'value="10 November 2026"' in again


@pytest.mark.django_db
def test_dates_of_a_disagreement_follow_one_another(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "change/"
    tomorrow = gb_date(clock.today() + timedelta(days=1))
    assert errors_in(client.post(path, SAID | {"mediation_certificate_on": "14 9 2026"})) == [
        "The certificate comes after the decision letter"
    ]
    assert errors_in(client.post(path, SAID | {"decision_letter_on": tomorrow, "mediation_certificate_on": ""})) == [
        "Date on the council’s decision letter must be today or in the past"
    ]
    wrong = "UPDATE cases_case SET decision_letter_on = %s, mediation_certificate_on = %s, edition = edition + 1"
    with asking_as(cast["ottoline"]), connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="a_certificate_follows_its_decision"), transaction.atomic():
            cursor.execute(f"{wrong} WHERE id = %s", [date(2026, 9, 15), date(2026, 9, 14), case.pk])
        cursor.execute(f"{wrong} WHERE id = %s", [date(2026, 9, 15), date(2026, 9, 15), case.pk])
        assert cursor.rowcount == 1
