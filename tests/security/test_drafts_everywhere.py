"""Every form that can be filled in keeps what was begun on it, and shows it again there (promise 9)."""

import html
import re

import pytest

from tests.security.conftest import EVERYBODY, World
from tests.security.test_url_matrix import EXPECTED, PAGE, address

# Forms whose text is a secret, is asked for again at no cost, or decides about a draft itself.
KEEP_NOTHING = {"password", "relatives", "account_login", "account_logout", "discard_draft"}
DOWNLOADS = {"safeguarding:referral_pdf"}
FORM = re.compile(r'<form[^>]*method="post"[^>]*class="app-form".*?</form>', re.DOTALL)
BOX = re.compile(r'<input[^>]*type="text"[^>]*>|<textarea[^>]*>')
WORD = "Quellenhofer"


def somebody(name: str) -> str:
    """One of those whose page it is; empty, if it is nobody's."""
    return next((who for who in EVERYBODY if EXPECTED[name][0][who] == PAGE), "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name in EXPECTED if somebody(name) and name not in KEEP_NOTHING | DOWNLOADS)
)
def test_a_form_keeps_what_was_begun(world: World, name: str) -> None:
    client, path = world.desk(somebody(name)), address(name, world.ids)
    drawn = client.get(path, follow=True)
    path = drawn.redirect_chain[-1][0] if drawn.redirect_chain else path
    form = FORM.search(drawn.content.decode().partition("<main")[2])
    boxes = [re.search(r'name="([^"]+)"', box) for box in BOX.findall(form[0])] if form else []
    if not (form and boxes and boxes[0]):
        return  # a page that asks nothing in words
    assert "data-keeps" in form[0] and 'name="keep" value="save"' in form[0], name
    mark = dict(re.findall(r'name="(draft)" value="([^"]+)"', form[0]))
    answer = client.post(path, {"keep": "save", boxes[0][1]: WORD, **mark})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert WORD in html.unescape(page), name
    assert "data-error-summary" not in page, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(KEEP_NOTHING))
def test_what_is_kept_nowhere_is_nowhere_offered(world: World, name: str) -> None:
    who = None if name == "account_login" else "ottoline"
    assert "data-keeps" not in world.client(who).get(address(name, world.ids)).content.decode()
