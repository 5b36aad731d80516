"""The dated code lists, from ``cases.code_lists``; later years add rows in migrations of their own."""

import uuid
from typing import Any

from django.db import migrations

from cases.code_lists import rows


def load(apps: Any, schema_editor: Any) -> None:
    """Store every code."""
    code = apps.get_model("cases", "Code")
    code.objects.bulk_create(code(id=uuid.uuid4(), **row) for row in rows())


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_the_gate")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
