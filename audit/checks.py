"""Start-up checks on the record itself."""

from typing import Any

from auditlog.registry import auditlog
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from audit.models import Recorded
from foundation.classification import our_models
from foundation.rowsecurity.calls import call_one

MONTHS_AHEAD = 3  # below this the keeper of the partitions is not running


@register(Tags.models)
def every_model_is_recorded(**_: Any) -> list[CheckMessage]:
    """A model that auditlog does not know would change without a trace."""
    return [
        Error(f"{model._meta.label} is not on the record.", hint="Register it in its app's apps.py.", id="audit.E001")
        for model in our_models()
        if issubclass(model, Recorded) and not auditlog.contains(model)
    ]


@register(Tags.database)
def partitions_reach_far_enough(**_: Any) -> list[CheckMessage]:
    """Months without a partition of their own would pile up in the default one."""
    if not settings.SERVING_WEB:  # before the first migration there is nothing to count
        return []
    months = call_one("gate.partition_months_ahead")
    if months >= MONTHS_AHEAD:
        return []
    hint = "Is the worker running? It makes them a year ahead; by hand: manage.py keep_house"
    return [Warning(f"The record has partitions for only {months} more months.", hint=hint, id="audit.W001")]
