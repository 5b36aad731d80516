"""Pages that must say the same to everybody: whether a record exists is itself confidential."""

import pytest
from django.template import Context
from django.template.loader import get_template


class Trap:
    """A request that tells if anything of it is read: reading its user would also make the answer vary."""

    def __getattr__(self, name: str) -> None:
        raise AssertionError(f"the page read request.{name}")


def draw(name: str, **context: object) -> str:
    return get_template(name).template.render(Context(context))  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("name", ["404.html", "400.html", "403_csrf.html", "500.html"])
def test_a_refusal_is_the_same_for_everybody(name: str) -> None:
    nobody = draw(name)
    somebody = draw(
        name, request=Trap(), user=Trap(), navigation=[("Cases", "/cases", True)], csrf_token="t", messages=["Saved"]
    )
    assert somebody == nobody


@pytest.mark.parametrize("name", ["404.html", "400.html", "403_csrf.html", "500.html"])
def test_a_refusal_has_no_form_and_no_menu(name: str) -> None:
    html = draw(name)
    assert "<form" not in html
    assert "<nav" not in html
    assert "csrf" not in html.split("<main")[1]
    assert html.count("<h1") == 1


def test_no_page_is_given_inline_script_or_style() -> None:
    html = draw("404.html")
    assert "style=" not in html
    assert "<script>" not in html
