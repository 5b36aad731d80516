"""Whatever is typed, sent or bent: a clear message, nothing lost, and never a page of an error."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from tests.conftest import SignIn
from tests.integration.test_log_a_call import CALL, OPENING

NUL = "\0"
CODES = ["direction", "method", "contact_type", "reached", "paper_notes", "safeguarding_screen"]
LONGEST = 50_000
NAMES = {
    "Arabic": ("فاطمة الزهراء", "بن عبد العزيز"),
    "Chinese": ("小龙", "欧阳"),
    "Vietnamese": ("Nguyễn Thị Ánh", "Đặng"),
    "apostrophes": ("D’Arcy-O'Neill", "N'Golo"),
    "emoji": ("Robin 🦋", "👩‍👧‍👦"),
    "right-to-left marks": ("\u200fמרים\u200f", "\u202bלוי\u202c"),
    "combining": ("Zoe\u0308", "A\u030angstro\u0308m"),
    "angle brackets": ("<b>Ann</b>", "&amp; <script>alert(1)</script>"),
    "beyond the basic plane": ("𠮷野", "𝒜𝓁𝒾𝒸𝑒"),
    "template and format signs": ("{{ request }}", "%s %(x)s {0}"),
}
IMPOSSIBLE_DAYS = ["31 2 2026", "29 2 2025", "0 1 2026", "32 1 2026", "1 13 2026", "99999 99999 99999", "one 1 2026"]
IMPOSSIBLE_DAYS += ["1 1 0", "31/04/2026", "today’s", NUL, "1" * 5000, "１２ ３ ２０２６", "2026-02-30"]


@pytest.fixture
def ottoline(sign_in: SignIn) -> Client:
    """Ottoline's browser."""
    return sign_in("ottoline")


def adding(case: Case) -> str:
    return reverse("cases:add_contact", args=[case.pk])


def send(client: Client, address: str, typed: dict[str, Any]) -> str:
    """Send a form that must come back with errors; gives its page."""
    answer = client.post(address, typed)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    assert "There is a problem" in page
    assert "<title>Error: " in page
    return page


def is_kept(page: str, text: str) -> bool:
    return text in html.unescape(page)


def contacts_of(client: Client, case: Case) -> int:
    return client.get(case.get_absolute_url()).content.decode().count('class="app-timeline__item')


@pytest.mark.django_db
@pytest.mark.parametrize("day", IMPOSSIBLE_DAYS)
def test_an_impossible_day_is_refused_and_everything_is_kept(ottoline: Client, case: Case, day: str) -> None:
    page = send(ottoline, adding(case), CALL | {"day": day, "summary": "Kept as it was."})
    assert "Date must be a real date" in page
    assert "Kept as it was." in page
    assert contacts_of(ottoline, case) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["25:00", "12:60", "half past two", "99999999", NUL, "-1:00", "2:05", "13:00pm"])
def test_an_impossible_time_is_refused(ottoline: Client, case: Case, at: str) -> None:
    page = send(ottoline, adding(case), CALL | {"at": at})
    assert re.search("Time must be a real time|Say whether time is am or pm", page)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["tomorrow", "1 1 2999", "31 12 9999"])
def test_a_contact_in_the_future_is_refused(ottoline: Client, case: Case, day: str) -> None:
    page = send(ottoline, adding(case), CALL | {"day": day})
    assert "Date must be today or in the past" in page
    assert is_kept(page, f'value="{day}"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "month", "year"), [("31", "2", "2014"), ("29", "2", "2013"), ("1", "1", "2999"), (NUL, "1", "2014")]
)
def test_an_impossible_date_of_birth_is_refused(ottoline: Client, case: Case, day: str, month: str, year: str) -> None:
    typed = {"date_of_birth_day": day, "date_of_birth_month": month, "date_of_birth_year": year}
    address = reverse("cases:add_person", args=[case.pk])
    page = send(ottoline, address, typed | {"role": "child", "given_name": "Barnaby"})
    assert "Date of birth must be" in page
    assert "Barnaby" in page


@pytest.mark.django_db
def test_the_longest_note_comes_back_whole(ottoline: Client, case: Case) -> None:
    note = "Zoë said 🙂 & <no>. ".ljust(20, "·") * (LONGEST // 20)
    assert len(note) == LONGEST
    assert ottoline.post(adding(case), CALL | {"summary": note}).status_code == 302
    assert is_kept(ottoline.get(case.get_absolute_url()).content.decode(), note)


@pytest.mark.django_db
def test_a_note_of_the_greatest_length_may_have_lines(ottoline: Client, case: Case) -> None:
    # Browsers send each line end as two characters; whoever typed it counted one.
    note = "\r\n".join(["x" * 49] * (LONGEST // 50))
    assert len(note.replace("\r\n", "\n")) < LONGEST < len(note)
    answer = ottoline.post(adding(case), CALL | {"summary": note})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_all_notes_at_their_longest_in_the_widest_letters_are_taken(ottoline: Client, case: Case) -> None:
    note = "🙂" * LONGEST
    typed = {"summary": note, "advice_given": note, "told_about_family": note}
    other = {"somebody_else": "on", "other_kind": "professional", "consent_check": "agreed"}
    other |= {"told_to": "without", "told_without": ["health"], "told_verified": "known", "other_party": "A teacher"}
    assert ottoline.post(adding(case), CALL | typed | other).status_code == 302


@pytest.mark.django_db
def test_a_longer_note_is_refused_and_nothing_of_it_is_lost(ottoline: Client, case: Case) -> None:
    note = "x" * LONGEST + "y"
    page = send(ottoline, adding(case), CALL | {"summary": note})
    assert re.search(r"What was said must be 50,?000 characters or fewer", page)
    assert note in page
    assert contacts_of(ottoline, case) == 1


@pytest.mark.django_db
def test_the_browser_is_not_told_to_cut_a_note_short(ottoline: Client, case: Case) -> None:
    page = ottoline.get(adding(case)).content.decode()
    assert [tag for tag in re.findall(r"<textarea[^>]*>", page) if "maxlength" in tag] == []


@pytest.mark.django_db
@pytest.mark.parametrize("script", NAMES)
def test_a_name_of_any_script_is_kept_shown_and_found(ottoline: Client, script: str) -> None:
    given, family = NAMES[script]
    typed = OPENING | {"person-given_name": given, "person-family_name": family}
    answer = ottoline.post(reverse("cases:open"), typed)
    assert answer.status_code == 302
    page = ottoline.get(answer["Location"]).content.decode()
    assert is_kept(page, f"{given} {family}")
    assert "<script>alert" not in page
    found = ottoline.post("/find/", {"term": given if script != "emoji" else "robin"})
    if script not in {"angle brackets", "template and format signs"}:
        assert answer["Location"] in ottoline.get(found["Location"]).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(CALL) | {"signposted_to", "advice_given", "duration_minutes", "follow_up"}))
def test_a_nul_byte_anywhere_is_refused_in_words(ottoline: Client, case: Case, name: str) -> None:
    page = send(ottoline, adding(case), CALL | {name: f"be{NUL}fore", "summary": CALL["summary"] + NUL})
    assert "must not contain hidden characters" in page
    assert contacts_of(ottoline, case) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["direction", "method", "contact_type", "reached", "paper_notes", "safeguarding_screen"]
)
@pytest.mark.parametrize("code", ["unheard_of", "🙂", "x" * 5000, "not_asked"])
def test_a_code_that_is_not_offered_is_refused(ottoline: Client, case: Case, name: str, code: str) -> None:
    page = send(ottoline, adding(case), CALL | {name: code})
    assert "from the list" in page
    assert CALL["summary"] in page


@pytest.mark.django_db
def test_several_codes_one_of_them_unknown_are_refused(ottoline: Client, case: Case) -> None:
    page = send(ottoline, adding(case), CALL | {"advice_codes": ["ehcna_refusal", "unheard_of"]})
    assert "from the list" in page


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", ["0", "-1", "1441", "9" * 4000, "NaN", "1e9", NUL])
def test_an_impossible_length_of_time_is_refused(ottoline: Client, case: Case, minutes: str) -> None:
    page = send(ottoline, adding(case), CALL | {"duration_minutes": minutes})
    assert "How long, in minutes" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("level=9", "level=x", "level=" + "9" * 400, "status=unheard", "status=%00", "sort=name"),
        *(
            "worker=none",
            "worker=nobody",
            "worker=%F0%9F%99%82",
            "from=",
            "from=tampered",
            "from=%00",
            "from=" + "A" * 9000,
        ),
        *("status=open&status=closed", "unheard=of"),
    ],
)
def test_a_filter_that_makes_no_sense_narrows_nothing_and_breaks_nothing(
    ottoline: Client, case: Case, query: str
) -> None:
    answer = ottoline.get(f"{reverse('cases:cases')}?{query}")
    assert answer.status_code == 200
    if "worker" not in query and query != "status=open&status=closed":
        assert case.readable_reference in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("/cases/not-a-uuid/", "/cases/1/", "/cases/%00/", "/cases/11111111-1111-4111-8111-11111111111/"),
        *("/cases/11111111111141118111111111111111/", "/cases/../cases/x/", "/teams/0/", "/find/x/", "/cases/٣/"),
    ],
)
def test_an_address_that_is_no_id_is_simply_absent(ottoline: Client, address: str) -> None:
    answer = ottoline.get(address)
    assert answer.status_code == 404
    assert answer.content == ottoline.get("/cases/00000000-0000-4000-8000-000000000000/").content


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["x", "%00", "11111111-1111-4111-8111-111111111111", "9" * 4000])
def test_a_place_in_the_timeline_that_is_none_shows_the_latest(ottoline: Client, case: Case, before: str) -> None:
    page = ottoline.get(f"{case.get_absolute_url()}?before={before}")
    assert page.status_code == 200
    assert "the school has not answered" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "before", ["x", "%00", "2026-01-01", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00%2B14:00"]
)
def test_a_moment_that_is_none_still_shows_who_has_looked(sign_in: SignIn, case: Case, before: str) -> None:
    answer = sign_in("delphine").get(f"{reverse('cases:looks', args=[case.pk])}?before={before}")
    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("term", ["", "   ", NUL, f"pet{NUL}", "x" * 201])
def test_a_search_that_cannot_be_made_asks_again(ottoline: Client, term: str) -> None:
    send(ottoline, "/find/", {"term": term})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "term", ["%", "_", "'; DROP TABLE cases_case;--", "\\", "🙂", "\u202e", "-", "0", "(", "<b>", "x"]
)
def test_a_search_of_signs_alone_finds_nobody(ottoline: Client, case: Case, term: str) -> None:
    answer = ottoline.post("/find/", {"term": term})
    page = ottoline.get(answer["Location"]).content.decode()
    assert "Nobody was found" in page


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["12", "call me", "07700 90007x7y9", "+999999999999999999", NUL, "٠٧٧٠٠٩٠٠٠٧٧ext"])
def test_a_telephone_number_that_is_none_is_refused_and_all_is_kept(ottoline: Client, number: str) -> None:
    page = send(ottoline, reverse("cases:open"), OPENING | {"person-telephone": number})
    assert "Quillfeather" in page


@pytest.mark.django_db
def test_errors_in_two_parts_of_a_form_stand_in_one_list(ottoline: Client) -> None:
    wrong = {"review_due": "31 2 2026", "person-telephone": "12", "person-date_of_birth_day": "31", "kind": ""}
    page = send(ottoline, reverse("cases:open"), OPENING | wrong)
    assert page.count("data-error-summary") == 1
    listed = re.findall(r'<li><a href="#id_([a-z_-]+?)(?:_[0-9])?">', page)
    assert listed == ["kind", "person-date_of_birth", "person-telephone", "review_due"]  # as they stand on the page


@pytest.mark.django_db
def test_an_anonymous_enquiry_is_never_asked_who_they_are(ottoline: Client) -> None:
    typed = {"kind": "anonymous", "level": "1", "lead_choice": "", "referral_source": "", "review_due": "31 2 2026"}
    page = send(ottoline, reverse("cases:open"), typed)
    assert "Review on must be a real date" in page
    assert "Enter first name" not in page


@pytest.mark.django_db
def test_a_task_done_twice_is_done_once(ottoline: Client, case: Case) -> None:
    page = ottoline.get(case.get_absolute_url()).content.decode()
    address = re.findall(r'action="(/cases/[^"]+/done/)"', page)[0]
    assert [ottoline.post(address).status_code for _ in range(2)] == [302, 302]
    assert "Done (1)" in ottoline.get(case.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_same_form_sent_twice_records_one_contact(ottoline: Client, case: Case) -> None:
    form = ottoline.get(adding(case)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for _ in range(2):
        assert ottoline.post(adding(case), CALL | hidden).status_code == 302
    assert contacts_of(ottoline, case) == 2  # the case's own first one, and this


@pytest.mark.django_db
def test_a_body_that_is_no_form_is_answered(ottoline: Client, case: Case) -> None:
    for kind, body in (
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/json", b"{"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded; charset=utf-8", b"summary=%ff%fe&" + b"a=1&" * 2000),
    ):
        answer = ottoline.generic("POST", adding(case), body, content_type=kind)
        assert answer.status_code in {200, 400}, kind
        assert b"Traceback" not in answer.content
