"""Loading the codes that are not there yet, for the migrations of later years."""

import uuid
from typing import Any

from cases.code_lists import rows

KEY = ("code_list", "code", "valid_from")


def load(apps: Any, schema_editor: Any) -> None:
    """Store the codes of ``cases.code_lists`` that are not there yet; what is there stays as it is."""
    code = apps.get_model("cases", "Code")
    there = set(code.objects.values_list(*KEY))
    code.objects.bulk_create(
        code(id=uuid.uuid4(), **row) for row in rows() if tuple(row[name] for name in KEY) not in there
    )
