"""The duty to share information about a child (§2.4): a manager decides which body gets what, on the word of somebody else as
well (R-C10-4), and the proof of telling that body, and no other, is minted from the decision (D14). Nothing is lawful on it
before the day of the law. A concern is closed once an offence that has to be reported was considered (§2.6)."""

from datetime import date

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import foundation.sealing.fields
from cases.vocabulary.sharing import Category
from foundation.rowsecurity.operations import definer, sql
from safeguarding.vocabulary.laws import ListedBody

COMMENCED = date(2026, 9, 30)
FIELDS = (
    (
        "recipient",
        models.ForeignKey(
            null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.recipient"
        ),
    ),
    (
        "body",
        models.CharField(
            blank=True,
            choices=ListedBody.choices,
            db_default="",
            default="",
            max_length=20,
            verbose_name="what the law calls them",
        ),
    ),
    (
        "categories",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(choices=Category.choices, max_length=30),
            db_default=[],
            default=list,
            size=None,
        ),
    ),
    (
        "checked_by",
        foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="who else looked at it"),
    ),
    ("checked_on", models.DateField(null=True)),
    ("advice", foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="what they said")),
)
LINKS = sql(
    "ALTER TABLE safeguarding_sharedecision ADD CONSTRAINT sharedecision_recipient_is_of_the_case"
    " FOREIGN KEY (recipient_id, case_id) REFERENCES cases_recipient (id, case_id)",
    f"UPDATE cases_legalbasis SET valid_from = '{COMMENCED}' WHERE basis = 'statutory_duty' AND valid_from < '{COMMENCED}'",
    "GRANT SELECT ON consent_demand, consent_booking TO pps_definer",
)
# What is shared says with whom, what, and who else said so; in turn with whatever is going on an earlier decision.
DECIDES = definer(
    """
CREATE OR REPLACE FUNCTION gate.sharing_is_decided() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text;
BEGIN
    PERFORM gate.in_turn(NEW.concern_id);
    IF NOT gate.law_is_on('ca2004_s16la') OR NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = NEW.concern_id AND c.team_id = ANY (gate.teams_where('approve_referrals'))
          AND c.share_relevant = NEW.relevant AND c.share_harms = NEW.harms) THEN
        RAISE EXCEPTION 'a manager decides on what was answered, from the day of the law on' USING ERRCODE = '23514';
    END IF;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = NEW.recipient_id AND r.case_id = NEW.case_id;
    IF NEW.share AND (NEW.body = '' OR NEW.categories = '{}' OR NEW.checked_by IS NULL OR NEW.checked_on IS NULL
                      OR NEW.advice IS NULL OR NEW.checked_on > (gate.clock() AT TIME ZONE 'Europe/London')::date
                      OR kind IS DISTINCT FROM CASE NEW.body WHEN 'police' THEN 'police' ELSE 'safeguarding' END) THEN
        RAISE EXCEPTION 'it says with whom, what, and who else looked at it' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# A decision stands until another about the same body, or that nothing is shared; and while its answers stand.
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_duty_to_share(
    p_disclosure uuid, p_decision uuid, p_recipient uuid, p_categories text[], p_minimum boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.safeguarding_sharedecision;
    c public.safeguarding_concern;
    kind text;
    stands boolean;
BEGIN
    SELECT * INTO d FROM public.safeguarding_sharedecision AS k WHERE k.id = p_decision;
    IF NOT FOUND OR NOT gate.knows_concern(d.concern_id, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(d.concern_id);
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = d.concern_id;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = c.case_id;
    stands := d.share AND d.recorded_at >= gate.round_began(c.id) AND NOT EXISTS (
        SELECT FROM public.safeguarding_sharedecision AS o
        WHERE o.concern_id = c.id AND (o.recorded_at, o.id) > (d.recorded_at, d.id)
          AND (NOT o.share OR o.recipient_id = d.recipient_id));
    RETURN gate.mint_proof(p_disclosure, c.case_id, 'safeguarding', c.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'party', coalesce(kind, 'nobody_known'), 'declared', 'statutory_duty',
        'categories', to_jsonb(p_categories),
        'duty_enabled', gate.law_is_on('ca2004_s16la') AND c.subject IN ('child', 'self_harm')
                        AND c.state NOT IN ('draft', 'void'),
        'helps_their_function', stands AND c.share_relevant IS TRUE AND c.share_harms IS NOT NULL
                                AND p_recipient = d.recipient_id,
        'more_detrimental', c.share_harms IS TRUE,
        'approved_by_two', stands AND d.checked_by IS NOT NULL,
        'minimum_items', p_minimum AND p_categories <@ (d.categories::text[] || 'existence'::text)));
END $$"""
)
# Somebody outside with whom something is to be shared, or was, for a reason that is kept from the person, and who is known for
# no other.
RECIPIENTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.recipients_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.disclosures_kept();
BEGIN
    RETURN gate.with_decoys(gate.actor_id(), ARRAY(
        SELECT r.id
        FROM (SELECT d.recipient_id FROM public.cases_disclosure AS d WHERE d.id = ANY (kept)
              UNION
              SELECT s.recipient_id FROM public.safeguarding_sharedecision AS s
              WHERE s.recipient_id IS NOT NULL AND EXISTS (
                        SELECT FROM public.safeguarding_concernexclusion AS e
                        WHERE e.concern_id = s.concern_id AND e.user_id = gate.actor_id())
                AND NOT gate.knows_concern(s.concern_id, 'see_cases')) AS told
        JOIN public.cases_recipient AS r ON r.id = told.recipient_id
        WHERE r.kind IN ('safeguarding', 'emergency', 'police', 'senior_manager')
          AND NOT EXISTS (SELECT FROM public.cases_disclosure AS o
                          WHERE o.recipient_id = r.id AND o.id <> ALL (kept))
          AND NOT EXISTS (SELECT FROM public.safeguarding_sharedecision AS o
                          WHERE o.recipient_id = r.id AND gate.knows_concern(o.concern_id, 'see_cases'))
          AND NOT EXISTS (SELECT FROM public.cases_keptback AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_consent AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_informationrequest AS o WHERE o.holder_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_arrival AS o WHERE o.holder_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_demand AS o WHERE o.recipient_id = r.id)
          AND NOT EXISTS (SELECT FROM public.consent_booking AS o WHERE o.supplier_id = r.id)));
END $$"""
)
CLOSES = definer(
    """
CREATE OR REPLACE FUNCTION gate.laws_are_kept() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_duty AS d
               WHERE d.concern_id = NEW.concern_id AND d.kind = 'report' AND d.met_at IS NULL)
       OR gate.law_is_on('cpa2026_report')
          AND EXISTS (SELECT FROM public.safeguarding_concern AS c
                      WHERE c.id = NEW.concern_id
                        AND (c.csa_suspected AND c.reported_to = '{}'
                             OR c.csa_suspected IS NULL AND c.subject <> 'adult'))
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


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0063_drafts_about_two_files"),
        ("consent", "0012_people_made_one"),
        ("safeguarding", "0040_said_as_it_is"),
    ]
    operations = [
        *(migrations.AddField("sharedecision", name, field) for name, field in FIELDS),
        LINKS,
        DECIDES,
        MINT,
        RECIPIENTS,
        CLOSES,
    ]
