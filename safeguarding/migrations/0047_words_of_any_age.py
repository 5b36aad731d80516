"""What proves to be about a colleague leaves its contact however old that is (§4.6): by whoever recorded it, or a manager from whom
it is not kept. The contact says nothing then of what it said, nor that it was changed or by whom: it was not corrected.

What whoever is kept from the concern wrote themselves stays theirs: words of their own that vanish would warn them."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, grant, sql

# ``p_tasks``: what tasks and later words say instead, by their ids.
APART = definer(
    """
CREATE OR REPLACE FUNCTION gate.take_words_apart(p_concern uuid, p_summary bytea, p_tasks jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    c public.safeguarding_concern;
    t public.cases_contact;
    kept uuid[];
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern FOR UPDATE;
    IF NOT FOUND OR NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO t FROM public.cases_contact AS k WHERE k.id = c.contact_id AND k.case_id = c.case_id FOR UPDATE;
    IF t.worker_id IS DISTINCT FROM who AND c.team_id <> ALL (gate.teams_where('approve_referrals')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    kept := ARRAY(SELECT e.user_id FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = c.id);
    IF c.subject <> 'staff_allegation' AND kept = '{}' OR c.said_apart OR t.id IS NULL OR p_summary IS NULL
       OR t.moved_away_at IS NOT NULL OR t.worker_id = ANY (kept) THEN
        RAISE EXCEPTION 'nothing of it is about a colleague' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM public.cases_contactaddendum AS a
               WHERE a.contact_id = t.id AND a.recorded_by_id <> ALL (kept) AND NOT p_tasks ? a.id::text) THEN
        RAISE EXCEPTION 'something was added meanwhile' USING ERRCODE = '55000';
    END IF;
    UPDATE public.cases_contact AS k
    SET summary = p_summary, advice_given = NULL, signposted_to = NULL, told_about_family = NULL,
        safeguarding_screen = 'no_concern', edition = k.edition + 1, edited_at = '-infinity'
    WHERE k.id = t.id;
    UPDATE public.cases_contactversion AS v
    SET summary = p_summary, advice_given = NULL, signposted_to = NULL, told_about_family = NULL
    WHERE v.contact_id = t.id;
    UPDATE public.cases_contactaddendum AS a SET text = decode(p_tasks ->> a.id::text, 'hex')
    WHERE a.contact_id = t.id AND a.recorded_by_id <> ALL (kept);
    UPDATE public.cases_task AS k
    SET kind = 'task', title = decode(p_tasks ->> k.id::text, 'hex'), note = NULL, state = 'done',
        done_at = coalesce(k.done_at, gate.clock()), done_by_id = coalesce(k.done_by_id, who),
        done_contact_id = t.id, taken_by_id = NULL, edited_at = '-infinity'
    WHERE k.contact_id = t.id AND k.kind = 'safeguarding' AND p_tasks ? k.id::text;
    UPDATE public.safeguarding_concern AS k SET said_apart = true WHERE k.id = c.id;
END $$"""
)
# By hand, of one's own contact alone; by the function above, which asks for itself whose the contact is.
NOTHING = definer(
    """
CREATE OR REPLACE FUNCTION gate.contact_says_nothing() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.subject <> 'staff_allegation' OR NOT EXISTS (
        SELECT FROM public.cases_contact AS t
        WHERE t.id = NEW.contact_id AND t.case_id = NEW.case_id
          AND (TG_OP = 'UPDATE' OR t.worker_id = NEW.raised_by_id) AND t.safeguarding_screen = 'no_concern'
    ) OR EXISTS (
        SELECT FROM public.cases_task AS k WHERE k.contact_id = NEW.contact_id AND k.kind = 'safeguarding') THEN
        RAISE EXCEPTION 'the contact says something of it' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# A change that a function of ours makes without saying who or when: it counts, so that nothing is written over it.
COUNTED = definer(
    """
CREATE OR REPLACE FUNCTION gate.count_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    aside text[] := TG_ARGV[1:] || ARRAY['edition', 'edited_at', 'edited_by_id'];
    unsaid boolean := TG_ARGV[0] = 'function' AND NEW.edited_at IS NOT DISTINCT FROM '-infinity';
BEGIN
    NEW.edited_at := OLD.edited_at;
    NEW.edited_by_id := OLD.edited_by_id;
    IF to_jsonb(NEW) - aside = to_jsonb(OLD) - aside THEN
        NEW.edition := OLD.edition;
        RETURN NEW;
    END IF;
    IF TG_ARGV[0] = 'web' AND NEW.edition <> OLD.edition + 1 THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    IF NOT unsaid THEN
        NEW.edited_at := gate.clock();
        NEW.edited_by_id := gate.actor_id();
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0046_a_second_is_named"), ("cases", "0069_digests_of_each_team")]
    operations = [
        APART,
        NOTHING,
        COUNTED,
        grant("SELECT, UPDATE (text)", "cases_contactaddendum", to="pps_definer"),
        # Functions of ours check for themselves whose a contact is and what becomes of its earlier wording.
        sql(
            "DROP TRIGGER corrected ON cases_contact",
            "CREATE TRIGGER corrected BEFORE UPDATE ON cases_contact FOR EACH ROW"
            " WHEN (current_user <> 'pps_definer') EXECUTE FUNCTION gate.correct_contact()",
        ),
    ]
