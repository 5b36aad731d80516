"""The only door out: a disclosure stands on a proof that a definer function minted in the same transaction, or opens a
breach. The database demands one of the two and never refuses the truth (promise 5)."""

from django.db import migrations

from cases.migrations._gates import IN_REACH, NOT_TAKEN, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

PARTS = ("note", "recipient", "disclosure", "disclosureitem", "sharingproof", "breach", "keptback")

SAME_CASE = sql(
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
        f" FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for part in PARTS
    ),
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_and_case UNIQUE (id, case_id)"
        for part in ("note", "recipient", "disclosure")
    ),
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES cases_{table} (id, case_id){late}"
        for part, column, table, late in (
            ("disclosure", "recipient", "recipient", ""),
            ("disclosureitem", "disclosure", "disclosure", ""),
            ("disclosureitem", "subject", "person", ""),
            ("sharingproof", "disclosure", "disclosure", " DEFERRABLE INITIALLY DEFERRED"),
            ("sharingproof", "recipient", "recipient", ""),
            ("breach", "disclosure", "disclosure", ""),
            ("keptback", "recipient", "recipient", ""),
        )
    ),
    *(
        f"CREATE TRIGGER stamped BEFORE INSERT ON cases_{part} FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
        for part in PARTS
        if part != "sharingproof"
    ),
    # Which transaction wrote it: what belongs together is written together.
    *(
        f"ALTER TABLE cases_{part} ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id()"
        for part in ("note", "disclosure", "sharingproof", "breach")
    ),
)

READS = sql(
    "GRANT SELECT ON cases_disclosure, cases_disclosureitem, cases_breach, cases_recipient, cases_note,"
    " cases_contactpoint, cases_person TO pps_definer",
    "GRANT SELECT, INSERT ON cases_sharingproof TO pps_definer",
)

# Whether whoever asks works on this case: asked by every function that mints.
WORKS_ON = definer(
    """
CREATE OR REPLACE FUNCTION gate.works_on(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('work_cases'))
                     AND c.id <> ALL (gate.excluded_cases()));
END $$""",
    to=(),
)
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_proof(
    p_disclosure uuid, p_case uuid, p_kind text, p_source uuid, p_recipient uuid, p_categories text[], p_situation jsonb)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text := gate.decide(p_situation);
    told text[] := ARRAY(SELECT DISTINCT unnest(p_categories || 'existence'::text) ORDER BY 1);
BEGIN
    IF NOT gate.works_on(p_case) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF said NOT LIKE '% allow' THEN
        RAISE EXCEPTION 'not allowed: %', said USING ERRCODE = '23514';
    END IF;
    INSERT INTO public.cases_sharingproof
        (id, case_id, team_id, disclosure_id, kind, source, "row", categories, recipient_id, minted_at)
    SELECT gen_random_uuid(), c.id, c.team_id, p_disclosure, p_kind, p_source, split_part(said, ' ', 1), told, p_recipient,
           gate.clock()
    FROM public.cases_case AS c WHERE c.id = p_case;
    RETURN split_part(said, ' ', 1);
END $$""",
    to=(),
)
# Writing to the service user: the basis is that it is theirs, and the way to reach them is known to be safe (D29, D48).
MINT_SELF = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_self(
    p_disclosure uuid, p_case uuid, p_recipient uuid, p_categories text[], p_point uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    safe boolean := EXISTS (
        SELECT FROM public.cases_contactpoint AS p JOIN public.cases_person AS who ON who.id = p.person_id
        WHERE p.id = p_point AND p.case_id = p_case AND who.is_confider AND p.safe_to_use = 'yes');
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_recipient AS r
                   WHERE r.id = p_recipient AND r.case_id = p_case AND r.kind = 'service_user') THEN
        RAISE EXCEPTION 'not the service user' USING ERRCODE = '23514';
    END IF;
    RETURN gate.mint_proof(p_disclosure, p_case, 'self', p_point, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'party', 'service_user', 'declared', 'self', 'categories', to_jsonb(p_categories),
        'from_confider', true, 'identity_verified', true, 'may_speak_for_child', true, 'channel_safe', safe));
END $$"""
)

IS_PROVEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.sharing_is_proven() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases_sharingproof AS p
        WHERE p.disclosure_id = NEW.id AND p.case_id = NEW.case_id AND p.made_in = NEW.made_in
          AND p.recipient_id IS NOT DISTINCT FROM NEW.recipient_id AND NEW.categories <@ p.categories
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

TRIGGERS = sql(
    """CREATE CONSTRAINT TRIGGER proven AFTER INSERT ON cases_disclosure DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION gate.sharing_is_proven()""",
    """CREATE FUNCTION gate.items_come_with_it() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM public.cases_disclosure AS d
                       WHERE d.id = NEW.disclosure_id AND d.made_in = pg_current_xact_id()) THEN
            RAISE EXCEPTION 'items are written with their disclosure' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.items_come_with_it() FROM PUBLIC",
    """CREATE TRIGGER with_it BEFORE INSERT ON cases_disclosureitem
       FOR EACH ROW EXECUTE FUNCTION gate.items_come_with_it()""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_sharing")]
    operations = [
        SAME_CASE,
        READS,
        *gates("cases_note", "case_id", author="recorded_by_id"),
        *gates("cases_recipient", "case_id", author=""),
        *gates("cases_disclosure", "case_id", author="recorded_by_id"),
        *gates("cases_disclosureitem", "case_id", author=""),
        *gates("cases_breach", "case_id", author="recorded_by_id"),
        *gates("cases_keptback", "case_id", author="recorded_by_id"),
        row_security("cases_sharingproof"),
        policy("cases_sharingproof", "in_reach", "SELECT", using=IN_REACH.format(case="case_id")),
        policy(
            "cases_sharingproof",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        grant("SELECT", "cases_sharingproof"),
        WORKS_ON,
        MINT,
        MINT_SELF,
        IS_PROVEN,
        TRIGGERS,
    ]
