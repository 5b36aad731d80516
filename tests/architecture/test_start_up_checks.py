"""The start-up checks stop a view that declares nothing, a field nobody classified, and identity in clear."""

# ruff: noqa: DJ008 -- models that live for one test are never shown

import sys
import types
from collections.abc import Iterator
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.checks import run_checks
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test.utils import isolate_apps
from django.urls import clear_url_caches, include, path

from audit.checks import every_model_is_recorded
from audit.models import Recorded
from foundation import checks
from foundation.access import requires
from foundation.classification import Register, our_models
from foundation.sealing.fields import SealedTextField


def undeclared(request: HttpRequest) -> HttpResponse:
    """A view that says nothing of what it needs."""
    return HttpResponse()


@requires()
def declared(request: HttpRequest) -> HttpResponse:
    """A view that says what it needs."""
    return HttpResponse()


@pytest.fixture
def urlconf(settings: Any) -> Iterator[types.ModuleType]:
    """A URLconf for one test."""
    module = types.ModuleType("throwaway_urls")
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    clear_url_caches()
    yield module
    del sys.modules[module.__name__]
    clear_url_caches()


def ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_the_product_itself_passes() -> None:
    assert [message for message in run_checks() if not message.is_silenced()] == []


def test_a_view_that_declares_nothing_is_named(urlconf: types.ModuleType) -> None:
    urlconf.urlpatterns = [path("fine/", declared), path("forgotten/", undeclared)]  # type: ignore[attr-defined]
    found = checks.every_view_declares_its_need()
    assert ids(found) == ["foundation.E001"]
    assert "/forgotten/" in found[0].msg
    assert "@requires" in found[0].hint


def test_a_view_behind_an_include_is_found_as_well(urlconf: types.ModuleType) -> None:
    urlconf.urlpatterns = [path("deep/", include([path("down/", undeclared)]))]  # type: ignore[attr-defined]
    assert ids(checks.every_view_declares_its_need()) == ["foundation.E001"]


def faults(model: type[models.Model]) -> list[str]:
    with mock.patch.object(checks, "our_models", return_value=iter([model])):
        return ids(checks.every_field_is_classified())


@isolate_apps("cases")
def test_a_model_without_a_register_is_named() -> None:
    class Bare(models.Model):
        class Meta:
            app_label = "cases"

    assert faults(Bare) == ["foundation.E002"]


@isolate_apps("cases")
def test_a_field_in_no_class_or_in_two_is_named() -> None:
    class Half(models.Model):
        colour = models.CharField(max_length=9)
        shape = models.CharField(max_length=9)
        register = Register(code=("shape",), personal=("shape",), technical=("id",))

        class Meta:
            app_label = "cases"

    assert faults(Half) == ["foundation.E003", "foundation.E003"]


@pytest.mark.parametrize("kind", ["identifying", "special"])
def test_what_identifies_must_be_sealed(kind: str) -> None:
    with isolate_apps("cases"):

        class Clear(models.Model):
            nickname = models.CharField(max_length=9)
            register = Register(**{kind: ("nickname",)}, technical=("id",))

            class Meta:
                app_label = "cases"

        assert faults(Clear) == ["foundation.E004"]


@isolate_apps("cases")
def test_identity_in_clear_needs_a_reason() -> None:
    class Staff(models.Model):
        nickname = models.CharField(max_length=9)
        register = Register(identifying=("nickname",), technical=("id",), why_clear={"nickname": "staff"})

        class Meta:
            app_label = "cases"

    assert faults(Staff) == []


@isolate_apps("cases")
def test_a_register_of_fields_that_are_not_there_is_named() -> None:
    class Gone(models.Model):
        register = Register(technical=("id", "removed_last_year"))

        class Meta:
            app_label = "cases"

    assert faults(Gone) == ["foundation.E005"]


@isolate_apps("cases")
def test_sealed_fields_need_a_scope() -> None:
    class Adrift(models.Model):
        nickname = SealedTextField()
        register = Register(identifying=("nickname",), technical=("id",))

        class Meta:
            app_label = "cases"

    class Anchored(models.Model):
        nickname = SealedTextField()
        register = Register(identifying=("nickname",), technical=("id",))
        sealing_scope: ClassVar[str] = "case_id"

        class Meta:
            app_label = "cases"

    assert faults(Adrift) == ["foundation.E006"]
    assert faults(Anchored) == []


@isolate_apps("cases")
def test_a_model_that_is_not_on_the_record_is_named() -> None:
    class Silent(Recorded):
        class Meta(Recorded.Meta):
            app_label = "cases"

    with mock.patch("audit.checks.our_models", return_value=iter([Silent])):
        assert ids(every_model_is_recorded()) == ["audit.E001"]


def test_every_model_of_ours_is_checked() -> None:
    assert {"cases.Case", "cases.Contact", "cases.Person", "teams.User", "audit.AccessEvent"} <= {
        model._meta.label for model in our_models()
    }
