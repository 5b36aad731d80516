"""What may be written to a log: which route failed and how, never a value."""

import logging
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.views.debug import SafeExceptionReporterFilter


class RoutesOnly(logging.Filter):
    """Replaces a request's path by the pattern it matched, and drops arguments that could carry values."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always keeps it."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg, record.args = f"{getattr(record, 'status_code', '')} {request.method} {route_of(request)}", ()
        if record.exc_info and record.exc_info[0] is not None:
            # The text of an exception can quote what was typed; where it was raised is enough to mend it.
            record.msg, record.args = f"{record.getMessage()} raised {record.exc_info[0].__name__}{_places(record)}", ()
            record.exc_info, record.exc_text = None, None
        return True


def route_of(request: HttpRequest) -> str:
    """The pattern that a request matched, without the ids in it."""
    try:
        return "/" + resolve(request.path_info).route
    except Resolver404:
        return "an unknown page"


def _places(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"\n  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "".join(lines)


class NoValues(SafeExceptionReporterFilter):
    """Error reports carry no variables, no settings, and nothing that was typed."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Nothing that was typed."""
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> ItemsView[str, Any]:
        """No variables: a form's text sits in them."""
        return {}.items()
