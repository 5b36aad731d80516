"""A worry that was recorded with a contact, and proves to be about a colleague, stands in its concern alone from the moment it
is raised: its words leave the contact and its earlier wordings, the contact's answer is "No", and nobody has a task about it
(§4.6). By whoever recorded the contact, as long as they may correct it."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, grant, sql

# The trigger on corrections says who may, until when, and that the wording was corrected. What was the manager's task becomes
# an ordinary one that is done: a row that says nothing.
APART = definer(
    """
CREATE OR REPLACE FUNCTION gate.take_words_apart(p_concern uuid, p_summary bytea, p_tasks jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    c public.safeguarding_concern;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern FOR UPDATE;
    IF NOT FOUND OR NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF c.subject <> 'staff_allegation' OR c.raised_by_id <> who OR c.said_apart OR c.contact_id IS NULL
       OR p_summary IS NULL THEN
        RAISE EXCEPTION 'nothing of it is about a colleague' USING ERRCODE = '23514';
    END IF;
    UPDATE public.cases_contact AS t
    SET summary = p_summary, advice_given = NULL, told_about_family = NULL, safeguarding_screen = 'no_concern'
    WHERE t.id = c.contact_id AND t.case_id = c.case_id AND t.worker_id = who;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    UPDATE public.cases_contactversion AS v
    SET summary = p_summary, advice_given = NULL, told_about_family = NULL
    WHERE v.contact_id = c.contact_id;
    UPDATE public.cases_task AS k
    SET kind = 'task', title = decode(p_tasks ->> k.id::text, 'hex'), note = NULL, state = 'done',
        done_at = gate.clock(), done_by_id = who, done_contact_id = c.contact_id, taken_by_id = NULL
    WHERE k.contact_id = c.contact_id AND k.kind = 'safeguarding' AND p_tasks ? k.id::text;
    UPDATE public.safeguarding_concern AS k SET said_apart = true WHERE k.id = c.id;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0042_error_without_a_manager"), ("cases", "0063_drafts_about_two_files")]
    operations = [
        APART,
        grant("UPDATE (said_apart)", "safeguarding_concern", to="pps_definer"),
        # Whatever the way there, nothing stands beside a concern that was said apart.
        sql(
            "DROP TRIGGER said_apart ON safeguarding_concern",
            "CREATE TRIGGER said_apart BEFORE INSERT OR UPDATE OF said_apart ON safeguarding_concern"
            " FOR EACH ROW WHEN (NEW.said_apart) EXECUTE FUNCTION gate.contact_says_nothing()",
        ),
    ]
