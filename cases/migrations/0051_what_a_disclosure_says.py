"""What a disclosure says of itself beside what was told: the law that lets it go, who decided, why nobody was asked, what
the recipient may do with it, what was left out, and what came of it (law-and-practice 3.7). What is compulsory for its
basis is demanded here as well; what was refused is written down with its row."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, policy, sql

# The law for each basis on which nobody's agreement is asked, as first proposed.
POWERS = {
    "public_interest_cp": "Children Act 2004 section 11; Children Act 1989 section 47",
    "adult_at_risk": "Care Act 2014 section 42",
    "legal_compulsion": "The order, or the statute, itself",
    "statutory_duty": "Children Act 2004 section 16LA",
}
NEEDING_A_POWER = "'" + "','".join(sorted(POWERS)) + "'"
GATEWAYS = sql(
    *(f"UPDATE cases_legalbasis SET gateway = '{law}' WHERE basis = '{basis}'" for basis, law in POWERS.items())
)

# What is compulsory for a basis: a breach has none, and is the truth whatever else is missing.
LAWFUL = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.sharing_is_lawful() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held public.cases_legalbasis;
    day date := (NEW.sent_at AT TIME ZONE 'Europe/London')::date;
BEGIN
    IF NEW.basis = '' THEN
        NEW.article_6 := '';
        NEW.article_9 := '';
        NEW.schedule_1 := '';
        NEW.lawful_gateway := '';
        RETURN NEW;
    END IF;
    SELECT * INTO held FROM public.cases_legalbasis AS l
    WHERE l.basis = NEW.basis AND l.valid_from <= day AND (l.valid_to IS NULL OR l.valid_to >= day)
    ORDER BY l.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing in the register makes this lawful on that day' USING ERRCODE = '23514';
    END IF;
    NEW.article_6 := held.article_6;
    NEW.article_9 := held.article_9;
    NEW.schedule_1 := held.schedule_1;
    NEW.lawful_gateway := held.gateway;
    IF NEW.basis IN ({NEEDING_A_POWER}) AND held.gateway = '' THEN
        RAISE EXCEPTION 'the law that lets it go is named' USING ERRCODE = '23514';
    END IF;
    -- Paragraph 18 is for what goes without consent; an adult who agrees is row D9 or D9a.
    IF held.schedule_1 = 'P18' AND NEW.decided_by_row NOT IN ('D9', 'D9a') AND NEW.para18_reason = '' THEN
        RAISE EXCEPTION 'why it goes without their consent is said' USING ERRCODE = '23514';
    END IF;
    IF NEW.authorised_by = '' OR (NEW.decided_by_row IN ('D11', 'D11a', 'D12', 'D14')) <> (NEW.authorised_by = 'two') THEN
        RAISE EXCEPTION 'who decided is said' USING ERRCODE = '23514';
    END IF;
    IF NEW.basis = 'consent' AND NEW.onward IS NULL THEN
        RAISE EXCEPTION 'what they may do with it is said' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# The row that a disclosure names is the row that its proof was minted by.
IS_PROVEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.sharing_is_proven() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases_sharingproof AS p
        WHERE p.disclosure_id = NEW.id AND p.case_id = NEW.case_id AND p.made_in = NEW.made_in
          AND p.recipient_id IS NOT DISTINCT FROM NEW.recipient_id AND NEW.categories <@ p.categories
          AND p."row" = NEW.decided_by_row
          AND (p.kind = NEW.basis OR p.kind IN ('safeguarding', 'governance') AND NEW.basis NOT IN ('', 'consent', 'self')))
       AND NOT (NEW.basis = '' AND EXISTS (
        SELECT FROM public.cases_breach AS b WHERE b.disclosure_id = NEW.id AND b.made_in = NEW.made_in)) THEN
        RAISE EXCEPTION 'a disclosure stands on a basis or opens a breach' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT FROM public.cases_disclosureitem AS i
        WHERE i.disclosure_id = NEW.id AND i.category <> ALL (NEW.categories))
       OR EXISTS (
        SELECT FROM unnest(NEW.categories) AS told
        WHERE told <> 'existence' AND told <> ALL (ARRAY(
            SELECT i.category::text FROM public.cases_disclosureitem AS i WHERE i.disclosure_id = NEW.id))) THEN
        RAISE EXCEPTION 'the items are what was told' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
ITEMS = sql(
    """CREATE OR REPLACE FUNCTION gate.items_come_with_it() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        rests_on text := (SELECT d.basis FROM public.cases_disclosure AS d
                          WHERE d.id = NEW.disclosure_id AND d.made_in = pg_current_xact_id());
    BEGIN
        IF rests_on IS NULL THEN
            RAISE EXCEPTION 'items are written with their disclosure' USING ERRCODE = '42501';
        END IF;
        IF rests_on <> '' AND (NEW.what IS NULL OR NEW.source = '') THEN
            RAISE EXCEPTION 'an item says what was told and where it comes from' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$"""
)
RESULTS = sql(
    "ALTER TABLE cases_disclosureresult ADD CONSTRAINT disclosureresult_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE cases_disclosureresult ADD CONSTRAINT disclosureresult_disclosure_is_of_the_case"
    " FOREIGN KEY (disclosure_id, case_id) REFERENCES cases_disclosure (id, case_id)",
    "CREATE TRIGGER stamped BEFORE INSERT ON cases_disclosureresult FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
    """CREATE FUNCTION gate.receipt_follows_sending() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.receipt_confirmed_at < (SELECT d.sent_at FROM public.cases_disclosure AS d WHERE d.id = NEW.disclosure_id) THEN
            RAISE EXCEPTION 'nobody has what was not sent yet' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.receipt_follows_sending() FROM PUBLIC",
    """CREATE TRIGGER follows BEFORE INSERT ON cases_disclosureresult
       FOR EACH ROW EXECUTE FUNCTION gate.receipt_follows_sending()""",
)
SIGHT = "EXISTS (SELECT FROM cases_disclosure AS d WHERE d.id = disclosure_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0050_drafts_kept_from"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosure",
            name="authorised_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("worker", "The worker"),
                    ("manager", "The manager"),
                    ("two", "The manager and information governance"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="lawful_gateway",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="the law that lets it go"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="onward",
            field=foundation.sealing.fields.SealedTextField(
                blank=True, null=True, verbose_name="what they may do with it"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="para18_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("cannot_give", "They cannot give it"),
                    ("cannot_reasonably_obtain", "We cannot reasonably be expected to ask for it"),
                    ("would_prejudice", "Asking would put at risk whom it protects"),
                ],
                db_default="",
                default="",
                max_length=25,
                verbose_name="why it goes without their consent",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="redactions",
            field=foundation.sealing.fields.SealedTextField(
                blank=True, null=True, verbose_name="what was left out or blacked out"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="review_on",
            field=models.DateField(null=True, verbose_name="when to look at what came of it"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="review_task",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="keptback",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("allow_part", "Only part of it"),
                    ("deny", "No"),
                    ("ncnd", "Neither yes nor no"),
                    ("route", "It is for the manager"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="what the table answered",
            ),
        ),
        migrations.AddField(
            model_name="keptback",
            name="decided_by_row",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=5, verbose_name="row of the disclosure table"
            ),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="gateway",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="the law that lets it go"
            ),
        ),
        migrations.CreateModel(
            name="DisclosureResult",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "receipt_confirmed_at",
                    models.DateTimeField(null=True, verbose_name="when they said that they have it"),
                ),
                (
                    "result",
                    foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="what came of it"),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="cases.disclosure"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["disclosure", "recorded_at"], name="result_of_disclosure")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt_confirmed_at__isnull", False), ("result__isnull", False), _connector="OR"
                        ),
                        name="a_result_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receipt_confirmed_at__isnull", True),
                            ("receipt_confirmed_at__lte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="nobody_confirmed_tomorrow",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            "keptback",
            models.CheckConstraint(
                condition=models.Q(answer="", decided_by_row="") | ~models.Q(answer="") & ~models.Q(decided_by_row=""),
                name="what_the_table_answered_has_its_row",
            ),
        ),
        GATEWAYS,
        LAWFUL,
        IS_PROVEN,
        ITEMS,
        RESULTS,
        *gates("cases_disclosureresult", "case_id", author="recorded_by_id"),
        policy("cases_disclosureresult", "of_a_disclosure_in_sight", "ALL", using=SIGHT, check=SIGHT, restrictive=True),
    ]
