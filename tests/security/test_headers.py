"""What every answer carries besides its page: nothing is kept, nothing is embedded, nothing is asked of the browser."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from tests.databases import ROOT
from tests.security.conftest import World, nowhere

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
}
ALWAYS = {
    "Cache-Control": "no-store, private",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(),"
    " payment=(), usb=()",
}


def answers(world: World) -> dict[str, HttpResponse]:
    """One answer of each kind."""
    ottoline, nobody = world.client("ottoline"), world.client(None)
    case = reverse("cases:case", args=[world.barnet.pk])
    strict = world.client("ottoline")
    strict.handler.enforce_csrf_checks = True
    return {
        "a page": ottoline.get("/"),
        "a case": ottoline.get(case),
        "a list": ottoline.get("/cases/"),
        "a form": ottoline.get(f"{case}contacts/add/"),
        "a form with errors": ottoline.post(f"{case}contacts/add/", {"day": "never"}),
        "a redirect": ottoline.post("/find/", {"term": "petronella"}),
        "nothing to show": ottoline.post("/stay/"),
        "an absence": ottoline.get(reverse("cases:case", args=[nowhere()])),
        "a refusal": world.client("bartholomew").get(case),
        "a wrong method": ottoline.put(case),
        "an unknown address": ottoline.get("/nothing/"),
        "the sign-in page": nobody.get("/sign-in/"),
        "a failed sign-in": nobody.post("/sign-in/", {"login": "nobody", "password": "nothing at all"}),
        "the way to sign in": nobody.get(case),
        "a form without its token": strict.post(f"{case}contacts/add/", {}),
        "a sign-out": world.client("caspian").post("/sign-out/"),
    }


def test_headers_of_every_kind_of_answer(world: World) -> None:
    for kind, answer in answers(world).items():
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, kind
        policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()}
        assert policy == CSP, kind
        assert [name for name in ("ETag", "Last-Modified", "Server", "X-Powered-By") if name in answer.headers] == []


def test_a_static_file_may_be_kept_and_carries_the_rest(world: World) -> None:
    answer = world.client(None).get("/static/css/app.css")
    answer.close()
    assert answer.status_code == 200
    assert answer.headers.get("Cross-Origin-Resource-Policy") == "same-origin"
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_signing_out_tells_the_browser_to_forget(world: World) -> None:
    """And changes the session's cookie, without which some browsers keep pages for their Back button."""
    client = world.client("caspian")
    client.get("/")
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["session"]["max-age"] == 0
    assert client.get("/").status_code == 302


def test_no_page_has_a_script_or_a_style_in_it(world: World) -> None:
    """The policy forbids them; a page that had one would be broken."""
    for kind, answer in answers(world).items():
        page = answer.content.decode()
        assert "<style" not in page and " style=" not in page and " onclick=" not in page, kind
        assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src='), kind


def test_a_term_is_asked_for_by_post_alone(world: World) -> None:
    """No form with a free text stands in an address: what is typed about a family would be in every log on the way."""
    for kind, answer in answers(world).items():
        for form in answer.content.decode().split("<form")[1:]:
            opening, _, body = form.partition(">")
            if 'method="get"' in opening or "method=" not in opening:
                body = body.partition("</form>")[0]
                assert "<textarea" not in body and 'type="text"' not in body and 'type="search"' not in body, kind


def test_the_cookies_are_for_this_site_and_no_script(world: World) -> None:
    signed = world.client(None).post("/sign-in/", {"login": "ottoline", "password": settings.CAST_PASSWORD})
    assert signed.status_code == 302
    for name in ("session", "csrf"):
        cookie = signed.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Strict", "/"), name
        assert cookie["domain"] == ""
    assert signed.cookies["session"]["expires"] == ""  # gone with the browser


ASK = """
import json, django
django.setup()
from django.conf import settings as s
names = ("SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
         " CSRF_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
         " SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD DEBUG CAST_PASSWORD ALLOWED_HOSTS").split()
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def start(**environment: str) -> "subprocess.CompletedProcess[str]":
    """Read the settings in a process of its own, because the mode is chosen when they are read."""
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "pps_barnet.settings"} | environment
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)  # noqa: S603


def test_production_is_for_https_alone() -> None:
    done = start(PPS_MODE="production", PPS_HOSTS="")
    assert json.loads(done.stdout.strip().splitlines()[-1]) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        **dict.fromkeys(("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"), True),
        **dict.fromkeys(("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"), True),
        **dict.fromkeys(("SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE"), "Strict"),
        **dict.fromkeys(("SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"), True),
        "SECURE_HSTS_SECONDS": 63072000,
        "DEBUG": False,
        "CAST_PASSWORD": "",
        "ALLOWED_HOSTS": [""],
    }


@pytest.mark.parametrize("mode", ["live", "DEMONSTRATION", ""])
def test_a_mode_that_is_none_stops_the_start(mode: str) -> None:
    done = start(PPS_MODE=mode)
    assert done.returncode == 1
    assert "it must be production, demonstration or test" in done.stderr
