"""Who has asked about a family: written by whoever answered, read by the managers, with no word of whether we know them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

MANAGERS = "team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[])"
IN_ONES_OWN_NAME = (
    "team_id = ANY ((SELECT gate.teams_where('take_messages'))::uuid[]) AND recorded_by_id = (SELECT gate.actor_id())"
)
# 31 bytes of format, nonce and mark of genuineness around one block: a value of any other size would tell of its text.
ONE_BLOCK = {"asked_about": 1024, "enquirer": 1024, "organisation": 1024, "words": 4096}
READS = sql(
    "GRANT SELECT ON consent_enquiry, cases_code TO pps_definer",
    *(
        f"ALTER TABLE consent_enquiry ADD CONSTRAINT {column}_has_one_size CHECK (octet_length({column}) = {31 + block})"
        for column, block in ONE_BLOCK.items()
    ),
    "CREATE TRIGGER a_stamped BEFORE INSERT ON consent_enquiry FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
)
# The table answers no one who asks about a family otherwise than by neither confirming nor denying, or by a manager.
KEEPS_RULES = definer(
    """
CREATE OR REPLACE FUNCTION gate.enquiries_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text := gate.decide(jsonb_build_object('act', 'enquiry', 'party', NEW.asked_by));
BEGIN
    IF said NOT SIMILAR TO '% (ncnd|route)' OR NEW.decided_by_row <> split_part(said, ' ', 1) THEN
        RAISE EXCEPTION 'whoever asks is neither told nor denied anything' USING ERRCODE = '23514';
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.cases_code AS c
        WHERE c.code_list = 'enquiry_script' AND c.code = NEW.script_version
          AND (gate.clock() AT TIME ZONE 'Europe/London')::date
              BETWEEN c.valid_from AND coalesce(c.valid_to, 'infinity')) THEN
        RAISE EXCEPTION 'no answer of this version is in use' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TRIGGER = sql(
    """CREATE TRIGGER keeps_its_rules BEFORE INSERT ON consent_enquiry
       FOR EACH ROW EXECUTE FUNCTION gate.enquiries_keep_their_rules()"""
)
# The key is stored by whoever wrote it down, once; no function gives it back to them.
ADD_KEY = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_enquiry_key(p_enquiry uuid, p_wrapped bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_enquiry AS e
                   WHERE e.id = p_enquiry AND e.recorded_by_id = gate.actor_id()
                     AND e.team_id = ANY (gate.teams_where('take_messages'))) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_enquiry, 'content', 1, p_number, p_wrapped);
END $$"""
)
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_enquiries(p_enquiries uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('see_restricted');
    allowed uuid[];
BEGIN
    SELECT array_agg(e.id) INTO allowed FROM public.consent_enquiry AS e
    WHERE e.id = ANY (p_enquiries) AND e.team_id = ANY (mine);
    IF coalesce(cardinality(allowed), 0) < cardinality(p_enquiries) OR mine = '{}' THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('enquiries_read', allowed, mine, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = 'content';
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_enquiry_script"),
        ("consent", "0002_the_gate"),
        ("teams", "0011_dates_and_deputies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_about", foundation.sealing.fields.EvenTextField(blank=True, block=1024, null=True)),
                ("enquirer", foundation.sealing.fields.EvenTextField(blank=True, block=1024, null=True)),
                ("organisation", foundation.sealing.fields.EvenTextField(blank=True, block=1024, null=True)),
                (
                    "asked_by",
                    models.CharField(
                        choices=[
                            ("professional", "A professional: school, health, social care, a solicitor"),
                            ("referrer", "The professional who sent the family to us"),
                            ("other_parent", "Another parent of the child"),
                            ("parent_of_confider", "A parent of a young person"),
                            ("relative", "A relative or friend"),
                            ("council", "Another part of the council"),
                            ("police", "The police"),
                            ("representative", "A councillor or Member of Parliament"),
                            ("inspector", "An inspector, a commissioner or an ombudsman"),
                            ("public", "Somebody else, such as a neighbour or a journalist"),
                            ("nobody_known", "They did not say"),
                        ],
                        max_length=20,
                        verbose_name="who they say they are",
                    ),
                ),
                (
                    "asked_how",
                    models.CharField(
                        choices=[
                            ("telephone", "By telephone"),
                            ("in_person", "In person"),
                            ("email", "By e-mail"),
                            ("letter", "By letter"),
                            ("meeting", "In a meeting"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "asked_what",
                    models.CharField(
                        choices=[
                            ("existence", "Whether somebody has been in touch with us"),
                            ("engaged", "Whether a family they sent to us came, or works with us"),
                            ("details", "How to reach somebody"),
                            ("advice", "What somebody told us, or what we advised"),
                            ("records", "Copies of records"),
                            ("other", "Something else"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", foundation.sealing.fields.EvenTextField(blank=True, block=4096, null=True)),
                ("received_at", models.DateTimeField(verbose_name="when they asked")),
                (
                    "response",
                    models.CharField(
                        choices=[
                            ("ncnd_standard", "The standard answer, and nothing more"),
                            ("with_consent", "The standard answer; they say that the family agreed to it"),
                            (
                                "referred_to_foi",
                                "The standard answer, and how to make a freedom of information request",
                            ),
                            ("referred_to_sar", "The standard answer, and how to ask for their own information"),
                            ("safeguarding_route", "The standard answer, and whom to tell that a child is at risk"),
                        ],
                        max_length=20,
                    ),
                ),
                ("script_version", models.CharField(max_length=30)),
                (
                    "decided_by_row",
                    models.CharField(blank=True, max_length=5, verbose_name="row of the disclosure table"),
                ),
                ("recorded_at", models.DateTimeField()),
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
                "indexes": [models.Index(fields=["team", "-recorded_at", "-id"], name="enquiry_register")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_about__isnull", False), ("enquirer__isnull", False)),
                        name="an_enquiry_says_who_about_whom",
                    )
                ],
            },
        ),
        READS,
        row_security("consent_enquiry"),
        policy("consent_enquiry", "for_managers", "SELECT", using=MANAGERS),
        policy("consent_enquiry", "written_in_ones_own_name", "INSERT", check=IN_ONES_OWN_NAME),
        grant("SELECT, INSERT", "consent_enquiry"),
        KEEPS_RULES,
        TRIGGER,
        ADD_KEY,
        OPEN,
    ]
