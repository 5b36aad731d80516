"""A decision that is not in order is refused by the database as well: it knows its kinds, ends after it begins and within
a year, overlaps none that stands unless it replaces it, and says where what was signed is kept; competence, capacity and
parental responsibility are those that were written down."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from cases.vocabulary.sharing import Category
from foundation.rowsecurity.operations import definer, sql

GRANTED = Q(decision="granted")
HELPING = (
    "support_in_school|ehc_process|meeting_prep|mediation|tribunal|complaint|exclusion|transport|admissions|"
    "health_support|social_care_support|signpost_warm_transfer|advocacy"
)

LINKS = sql(
    "ALTER TABLE cases_abilityrecord ADD CONSTRAINT abilityrecord_and_case UNIQUE (id, case_id)",
    "ALTER TABLE consent_consent ADD CONSTRAINT consent_ability_is_of_the_case"
    " FOREIGN KEY (ability_id, case_id) REFERENCES cases_abilityrecord (id, case_id)",
    "GRANT SELECT ON cases_abilityrecord, cases_personlink TO pps_definer",
)

KEEPS_RULES = definer(
    """
CREATE OR REPLACE FUNCTION gate.decisions_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier public.consent_consent;
BEGIN
    PERFORM gate.in_turn(NEW.recipient_id);
    IF NOT EXISTS (SELECT FROM public.cases_note AS n
                   WHERE n.id = NEW.note_id AND n.case_id = NEW.case_id AND n.kind = 'permission'
                     AND n.made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a decision is written with its note' USING ERRCODE = '23514';
    END IF;
    IF NEW.valid_from < NEW.recorded_at - interval '5 minutes' THEN
        RAISE EXCEPTION 'permission does not begin in the past' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.subjects) AS s
               WHERE s <> ALL (ARRAY(SELECT p.id FROM public.cases_person AS p WHERE p.case_id = NEW.case_id))) THEN
        RAISE EXCEPTION 'a subject is a person of the case' USING ERRCODE = '23514';
    END IF;
    IF NEW.answers_id IS NOT NULL THEN
        SELECT * INTO earlier FROM public.consent_consent AS c WHERE c.id = NEW.answers_id;
        IF earlier.decision IS DISTINCT FROM 'granted'
           OR (earlier.case_id, earlier.grantor_id, earlier.recipient_id, earlier.purpose, earlier.way)
              IS DISTINCT FROM (NEW.case_id, NEW.grantor_id, NEW.recipient_id, NEW.purpose, NEW.way)
           OR NOT NEW.categories <@ earlier.categories THEN
            RAISE EXCEPTION 'what is taken back was given' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF NEW.decision = 'granted' THEN
        PERFORM gate.permission_is_in_order(NEW);
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# What a yes must have beside: asked of the row before it is written.
IN_ORDER = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.permission_is_in_order(g public.consent_consent) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF g.purpose <> ALL (string_to_array('{HELPING}', '|')) THEN
        RAISE EXCEPTION 'permission helps the service user' USING ERRCODE = '23514';
    END IF;
    IF g.expires_at > g.valid_from + interval '366 days' THEN
        RAISE EXCEPTION 'permission ends within a year' USING ERRCODE = '23514';
    END IF;
    IF NOT g.replaces AND EXISTS (
        SELECT FROM public.consent_consent AS c
        WHERE c.grantor_id = g.grantor_id AND c.recipient_id = g.recipient_id AND c.purpose = g.purpose AND c.way = g.way
          AND c.decision = 'granted' AND gate.permission_stands(c.id) = 'valid') THEN
        RAISE EXCEPTION 'another permission of this scope stands' USING ERRCODE = '23514';
    END IF;
    IF (g.footing = 'competent_child' OR g.capacity = 'assessed') AND NOT EXISTS (
        SELECT FROM public.cases_abilityrecord AS a
        WHERE a.id = g.ability_id AND a.case_id = g.case_id AND a.person_id = g.grantor_id
          AND a.conclusion::text = ANY (CASE WHEN g.footing = 'competent_child' THEN '{{competent}}'
                                       ELSE '{{has,not_in_doubt}}' END::text[])) THEN
        RAISE EXCEPTION 'ability is what was written down' USING ERRCODE = '23514';
    END IF;
    IF g.footing = 'parental' AND (
        NOT EXISTS (SELECT FROM public.cases_person AS p
                    WHERE p.id = ANY (g.subjects) AND p.role IN ('child', 'young_person', 'unborn'))
        OR EXISTS (
            SELECT FROM public.cases_person AS p
            WHERE p.id = ANY (g.subjects) AND p.role IN ('child', 'young_person', 'unborn') AND NOT EXISTS (
                SELECT FROM public.cases_personlink AS l
                WHERE l.case_id = g.case_id AND l.person_id = g.grantor_id AND l.other_id = p.id
                  AND l.responsibility = 'yes' AND l.retired_at IS NULL))) THEN
        RAISE EXCEPTION 'parental responsibility is what was written down' USING ERRCODE = '23514';
    END IF;
END $$""",
    to=(),
)


def constrained(name: str, condition: Q) -> migrations.AddConstraint:
    """A check on every decision."""
    return migrations.AddConstraint("consent", models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_known_kinds"), ("consent", "0003_enquiry")]
    operations = [
        migrations.AddField(
            model_name="consent",
            name="ability",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.abilityrecord"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="replaces",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="whether it replaces an earlier one"
            ),
        ),
        constrained("permission_knows_its_kinds", Q(categories__contained_by=sorted(Category.values))),
        constrained(
            "what_was_signed_is_kept_somewhere",
            ~GRANTED | ~Q(method__in=("bsl_recorded", "signed_paper")) | Q(paper_kept__isnull=False),
        ),
        constrained(
            "a_representative_acts_for_somebody",
            ~GRANTED
            | (~Q(footing="representative") & ~Q(method="via_representative"))
            | Q(footing="representative", acts_for__isnull=False),
        ),
        constrained(
            "an_assessment_is_named",
            ~GRANTED | (~Q(footing="competent_child") & ~Q(capacity="assessed")) | Q(ability__isnull=False),
        ),
        LINKS,
        IN_ORDER,
        KEEPS_RULES,
    ]
