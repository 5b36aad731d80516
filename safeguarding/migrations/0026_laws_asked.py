"""What the laws with a day of their own ask: answers are stored from that day on and refused before it; the manager's decision
whether to share is a row of its own (§2.4), and from its day no concern about a child is closed without it; what has to be
reported (§2.6) is reported before the concern is closed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, grant, policy, sql
from safeguarding.vocabulary import DutyKind

ASKED = {
    "ca2004_s16la": ("share_relevant", "share_harms", "share_with", "child_identifier"),
    "cpa2026_report": ("csa_suspected", "reported", "report_delay"),
}
SAYS = " OR ".join(
    "("
    + " OR ".join(
        f"NEW.{name} IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.{name} IS DISTINCT FROM OLD.{name})" for name in names
    )
    + f") AND NOT gate.law_is_on('{code}')"
    for code, names in ASKED.items()
)
ON = sql(
    """CREATE FUNCTION gate.law_is_on(p_code text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM public.safeguarding_switch AS s
                       WHERE s.code = p_code AND s.in_force_from <= (gate.clock() AT TIME ZONE 'Europe/London')::date)
    $$""",
    "REVOKE ALL ON FUNCTION gate.law_is_on(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION gate.law_is_on(text) TO pps_app, pps_definer",
    f"""CREATE FUNCTION gate.laws_are_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF {SAYS} THEN
            RAISE EXCEPTION 'this is asked from the day of its law on' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.laws_are_on() FROM PUBLIC",
    """CREATE TRIGGER asked_by_law BEFORE INSERT OR UPDATE ON safeguarding_concern
       FOR EACH ROW EXECUTE FUNCTION gate.laws_are_on()""",
)
DECIDES = definer(
    """
CREATE FUNCTION gate.sharing_is_decided() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.law_is_on('ca2004_s16la') OR NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = NEW.concern_id AND c.team_id = ANY (gate.teams_where('approve_referrals'))
          AND c.share_relevant = NEW.relevant AND c.share_harms = NEW.harms) THEN
        RAISE EXCEPTION 'a manager decides on what was answered, from the day of the law on' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
CLOSES = definer(
    """
CREATE FUNCTION gate.laws_are_kept() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_duty AS d
               WHERE d.concern_id = NEW.concern_id AND d.kind = 'report' AND d.met_at IS NULL)
       OR gate.law_is_on('ca2004_s16la')
          AND EXISTS (SELECT FROM public.safeguarding_concern AS c
                      WHERE c.id = NEW.concern_id AND c.subject IN ('child', 'self_harm'))
          AND NOT EXISTS (SELECT FROM public.safeguarding_sharedecision AS s
                          WHERE s.concern_id = NEW.concern_id AND s.recorded_at >= gate.round_began(NEW.concern_id)) THEN
        RAISE EXCEPTION 'what a law asks is still open' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
KNOWN = (
    "EXISTS (SELECT FROM safeguarding_concern AS known WHERE known.id = safeguarding_sharedecision.concern_id"
    " AND known.case_id = safeguarding_sharedecision.case_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0025_said_by_two"),
        ("cases", "0042_adults_who_cannot_decide"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="concern",
            name="child_identifier",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="duty", name="kind", field=models.CharField(choices=DutyKind.choices, max_length=20)
        ),
        migrations.CreateModel(
            name="ShareDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("share", models.BooleanField(verbose_name="it is shared")),
                ("relevant", models.BooleanField()),
                ("harms", models.BooleanField()),
                ("reasons", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
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
                    "concern",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.concern",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
                "default_permissions": (),
                "indexes": [models.Index(fields=["concern"], name="sharing_of_concern")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share", False), models.Q(("harms", False), ("relevant", True)), _connector="OR"
                        ),
                        name="nothing_harmful_is_shared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reasons__isnull", False)), name="deciding_to_share_has_reasons"
                    ),
                ],
            },
        ),
        grant("UPDATE (child_identifier)", "safeguarding_concern"),
        sql(
            "ALTER TABLE safeguarding_sharedecision ADD CONSTRAINT sharedecision_is_of_the_concern"
            " FOREIGN KEY (concern_id, case_id) REFERENCES safeguarding_concern (id, case_id)",
            "ALTER TABLE safeguarding_sharedecision ADD CONSTRAINT sharedecision_has_the_cases_team"
            " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
            "CREATE TRIGGER a_stamped BEFORE INSERT ON safeguarding_sharedecision"
            " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
            "GRANT SELECT ON safeguarding_sharedecision TO pps_definer",
        ),
        *gates("safeguarding_sharedecision", "case_id", author="recorded_by_id"),
        policy("safeguarding_sharedecision", "with_the_concern", "ALL", using=KNOWN, restrictive=True),
        ON,
        DECIDES,
        CLOSES,
        sql(
            "CREATE TRIGGER decided BEFORE INSERT ON safeguarding_sharedecision"
            " FOR EACH ROW EXECUTE FUNCTION gate.sharing_is_decided()",
            "CREATE TRIGGER laws_kept BEFORE INSERT ON safeguarding_step"
            " FOR EACH ROW WHEN (NEW.move = 'close') EXECUTE FUNCTION gate.laws_are_kept()",
        ),
    ]
