"""What a call may say besides what was said, an enquiry of a professional who names nobody, and two more code lists."""

import uuid
from typing import Any

import django.contrib.postgres.fields
from django.db import migrations, models

import foundation.sealing.fields
from cases.code_lists import rows
from cases.vocabulary import CaseKind, CodeList
from foundation.rowsecurity.operations import sql

KEY = ("code_list", "code", "valid_from")
PAPER = [("none", "There are none"), ("filed", "Filed in the paper file"), ("shredded", "Shredded")]
NOBODY_REACHED = ("dna", "left_message", "no_answer")


def load(apps: Any, schema_editor: Any) -> None:
    """Store the codes that are not there yet."""
    code = apps.get_model("cases", "Code")
    there = set(code.objects.values_list(*KEY))
    code.objects.bulk_create(
        code(id=uuid.uuid4(), **row) for row in rows() if tuple(row[name] for name in KEY) not in there
    )


NAMELESS = sql(
    """CREATE OR REPLACE FUNCTION gate.anonymous_cases_hold_nobody() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF (SELECT c.kind FROM public.cases_case AS c WHERE c.id = NEW.case_id) IN ('anonymous', 'professional') THEN
            RAISE EXCEPTION 'an enquiry that names nobody holds no person' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_quicker_decoys")]
    operations = [
        migrations.AddField(
            "contact",
            "confidentiality_version",
            models.CharField(max_length=30, default="", db_default="", blank=True),
        ),
        migrations.AddField(
            "contact", "paper_notes", models.CharField(max_length=10, choices=PAPER, default="none", db_default="none")
        ),
        migrations.AddField("contact", "second_person", foundation.sealing.fields.SealedTextField()),
        migrations.AddField(
            "contact",
            "topics",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=30), default=list, db_default=[], blank=True
            ),
        ),
        # The words of a choice are no part of the table: they are taken as they are today.
        migrations.AlterField("case", "kind", models.CharField(max_length=15, choices=CaseKind.choices)),
        migrations.AlterField("code", "code_list", models.CharField(max_length=30, choices=CodeList.choices)),
        migrations.AddConstraint(
            "contact",
            models.CheckConstraint(
                condition=models.Q(confidentiality_version="") | ~models.Q(contact_type__in=NOBODY_REACHED),
                name="confidentiality_is_explained_to_somebody",
            ),
        ),
        NAMELESS,
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
