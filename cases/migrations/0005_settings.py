"""The register of schools, colleges and nurseries: everybody signed in may read it, only the owner writes it."""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from foundation.rowsecurity.operations import grant


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_code_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("urn", models.PositiveIntegerField(unique=True, verbose_name="unique reference number")),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(blank=True, max_length=100, verbose_name="type")),
                ("phase", models.CharField(blank=True, max_length=60)),
                ("status", models.CharField(blank=True, max_length=60)),
                ("is_open", models.BooleanField(default=True)),
                ("opened_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("low_age", models.PositiveSmallIntegerField(null=True, verbose_name="lowest age")),
                ("high_age", models.PositiveSmallIntegerField(null=True, verbose_name="highest age")),
                ("sixth_form", models.CharField(blank=True, max_length=60)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("town", models.CharField(blank=True, max_length=100)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("la_code", models.CharField(blank=True, max_length=10, verbose_name="council's code")),
                ("la_name", models.CharField(blank=True, max_length=100, verbose_name="council")),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("words", config="simple"), name="setting_words"
                    )
                ],
            },
        ),
        grant("SELECT", "cases_setting"),
    ]
