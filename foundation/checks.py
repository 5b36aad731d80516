"""Start-up checks: the build teaches. Each failure says what to do and which file to copy."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.access import need_of
from foundation.classification import OURS, Class, Register, our_models, stored_fields
from foundation.rowsecurity.calls import call_one
from foundation.rowsecurity.guarded import unguarded
from foundation.sealing.envelope import CannotOpen
from foundation.sealing.fields import SealedTextField
from foundation.sealing.keyring import provider


def url_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern of the product with the whole of its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from url_patterns(entry, route)
        else:
            yield route, entry


@register(Tags.urls)
def every_view_declares_its_need(**_: Any) -> list[CheckMessage]:
    """A view without ``@requires`` would be open to whoever finds it."""
    return [
        Error(
            f"The view of /{route} does not say what it needs.",
            hint="Put @requires(…) above it: see cases/views/reading.py for the pattern.",
            id="foundation.E001",
        )
        for route, pattern in url_patterns()
        if need_of(pattern.callback) is None
    ]


@register(Tags.models)
def every_field_is_classified(**_: Any) -> list[CheckMessage]:
    """Each field of ours is in exactly one class, and what identifies a person is sealed."""
    return [message for model in our_models() for message in _faults(model)]


@register(Tags.security)
def the_sealing_key_can_be_used(**_: Any) -> list[CheckMessage]:
    """A web process that cannot seal, or that would seal production under a demonstration's key, does not start."""
    if not settings.SERVING_WEB:
        return []
    try:
        provider()
    except CannotOpen as problem:
        return [Error("Nothing can be sealed.", hint=str(problem), id="foundation.E007")]
    return []


@register(Tags.database)
def the_key_is_the_one_records_were_sealed_with(**_: Any) -> list[CheckMessage]:
    """Another key file would open nothing that is there, and seal what comes apart from it."""
    if not settings.SERVING_WEB:
        return []
    try:
        known, current = call_one("gate.key_numbers"), provider().current()
    except CannotOpen:  # the_sealing_key_can_be_used says so
        return []
    if not known or current in known:
        return []
    what = f"The sealing key is number {current}, and the records here are sealed with {', '.join(known)}."
    return [Error(what, hint="Put the right key file back before serving.", id="foundation.E009")]


@register(Tags.database)
def every_table_of_people_is_guarded(**_: Any) -> list[CheckMessage]:
    """A table without its row policies would answer whoever asks, and every page would still look right."""
    if not settings.SERVING_WEB:
        return []
    labels = {model._meta.db_table: model._meta.label for model in our_models() if _is_about_people(model)}
    policies = {model._meta.db_table: frozenset(getattr(model, "taken_away_by", ())) for model in our_models()}
    hint = "Make it stand as its app's migrations say: see gates() in cases/migrations/_gates.py."
    return [
        Error(f"The table of {labels[table]} lacks {what}.", hint=hint, id="foundation.E012")
        for table, what in unguarded({table: policies[table] for table in labels})
    ]


@register(Tags.security)
def production_knows_its_name(**_: Any) -> list[CheckMessage]:
    """Without the names it is served under, every request would be refused without saying why."""
    if not settings.PRODUCTION or any(settings.ALLOWED_HOSTS):
        return []
    return [Error("No host names are set.", hint="Set PPS_HOSTS, comma-separated.", id="foundation.E008")]


@register(Tags.security)
def production_has_numbers_that_answer(**_: Any) -> list[CheckMessage]:
    """In danger somebody would call a number that no telephone has."""
    if not settings.PRODUCTION or not any(number.invented for number in settings.EMERGENCY_NUMBERS):
        return []
    hint = "Set PPS_EMERGENCY_NUMBERS to a file: see docs/decisions/2026-11-28-emergency.md."
    return [Error("The emergency page shows invented numbers.", hint=hint, id="foundation.E011")]


def _faults(model: type[Model]) -> Iterator[CheckMessage]:
    register_of: Register | None = getattr(model, "register", None)
    if register_of is None:
        yield _error(model, "has no register.", "E002")
        return
    fields = {field.name: field for field in stored_fields(model)}
    for name, field in fields.items():
        classes = register_of.of(name)
        if len(classes) != 1:
            yield _error(model, f"places {name} in {len(classes)} classes; it belongs in exactly one.", "E003")
        elif classes[0] in (Class.IDENTIFYING, Class.SPECIAL) and not _is_sealed(field, register_of):
            yield _error(model, f"holds {name} ({classes[0].value}) in clear: make it a SealedTextField.", "E004")
    for name in sorted(register_of.names() - set(fields)):
        yield _error(model, f"classifies {name}, which it does not have.", "E005")
    if any(isinstance(field, SealedTextField) for field in fields.values()) and not hasattr(model, "sealing_scope"):
        yield _error(model, "has sealed fields and must say sealing_scope = 'case_id' (or its own).", "E006")


def _is_about_people(model: type[Model]) -> bool:
    """Whether its rows say something of somebody, or point at a row that may: a case, a person, a membership."""
    kept: Register | None = getattr(model, "register", None)
    said = kept is not None and any(kept.classes[kind] for kind in (Class.IDENTIFYING, Class.SPECIAL, Class.PERSONAL))
    points_at = {field.related_model._meta.app_label for field in stored_fields(model) if field.related_model}
    return said or not points_at.isdisjoint(OURS)


def _is_sealed(field: Any, register_of: Register) -> bool:
    return isinstance(field, SealedTextField) or bool(register_of.why_clear.get(field.name))


def _error(model: type[Model], what: str, number: str) -> CheckMessage:
    hint = "See cases/models/person.py for a register that is whole."
    return Error(f"{model._meta.label} {what}", hint=hint, id=f"foundation.{number}", obj=model)
