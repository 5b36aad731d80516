"""The schemas, the verified actor, and the two tables of the record."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

SCHEMAS = sql(
    "CREATE SCHEMA gate",
    "CREATE SCHEMA vault",
    "REVOKE ALL ON SCHEMA gate, vault FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA gate TO pps_definer",
    "GRANT USAGE ON SCHEMA gate TO pps_app, pps_sealer",
    "GRANT USAGE ON SCHEMA vault, public TO pps_definer",
)

# Nobody but the definer functions reads the vault: the context key and every wrapped data key lie in it.
VAULT = sql(
    """CREATE TABLE vault.context_key (
        number smallint PRIMARY KEY,
        inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
        outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64))""",
    """CREATE TABLE vault.scope_key (
        scope uuid NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('content', 'search')),
        version smallint NOT NULL CHECK (version > 0),
        number text NOT NULL,
        wrapped bytea NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (scope, purpose, version))""",
    "GRANT SELECT ON vault.context_key TO pps_definer",
    "GRANT SELECT, INSERT ON vault.scope_key TO pps_definer",
)

# The one clock of the database. Tests replace it in their own database; no setting moves it.
CLOCK = sql(
    """CREATE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
       AS 'SELECT pg_catalog.statement_timestamp()'""",
    "REVOKE ALL ON FUNCTION gate.clock() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION gate.clock() TO pps_app, pps_definer, pps_sealer",
)

ACTOR = definer(
    """
CREATE OR REPLACE FUNCTION gate.actor_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raw text := current_setting('gate.context', true);
    part text[];
    pads vault.context_key;
BEGIN
    IF raw IS NULL OR raw = '' THEN
        RETURN NULL;
    END IF;
    part := string_to_array(raw, '.');  -- v1.key.person.backend.expiry.mac
    -- Nothing is cast before the signature holds, so that nothing can fail to be cast.
    SELECT * INTO pads FROM vault.context_key AS k WHERE k.number::text = part[2];
    IF NOT FOUND OR part[1] <> 'v1' OR part[6] IS NULL OR part[6] <> encode(
        sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(left(raw, -65), 'UTF8'))), 'hex') THEN
        RAISE EXCEPTION 'forged context' USING ERRCODE = '28000';
    END IF;
    IF part[4]::int <> pg_backend_pid() OR part[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'stale context' USING ERRCODE = '28000';
    END IF;
    RETURN part[3]::uuid;
END $$"""
)

# The largest partitioned tables of the product: by month, so that a year's worth can be archived apart.
EVENTS = sql(
    """CREATE TABLE audit_accessevent (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor uuid,
        verb text NOT NULL CHECK (length(verb) <= 30),
        objects_shown uuid[] NOT NULL DEFAULT '{}',
        teams uuid[] NOT NULL DEFAULT '{}',
        page text NOT NULL DEFAULT '' CHECK (length(page) <= 80),
        address inet,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        PRIMARY KEY (id, at)) PARTITION BY RANGE (at)""",
    "CREATE INDEX audit_accessevent_shown ON audit_accessevent USING gin (objects_shown) WITH (fastupdate = off)",
    "CREATE INDEX audit_accessevent_actor ON audit_accessevent (actor, at)",
    "CREATE TABLE audit_accessevent_default PARTITION OF audit_accessevent DEFAULT",
)

CHANGES = sql(
    """CREATE TABLE audit_logentry (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_id uuid,
        content_type_id integer NOT NULL,
        object_pk varchar(255) NOT NULL,
        object_id bigint,
        object_repr text NOT NULL,
        serialized_data jsonb,
        action smallint NOT NULL CHECK (action >= 0),
        changes_text text NOT NULL,
        changes jsonb,
        cid varchar(255),
        remote_addr inet,
        remote_port integer,
        additional_data jsonb,
        actor_email varchar(254),
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        PRIMARY KEY (id, timestamp)) PARTITION BY RANGE (timestamp)""",
    "CREATE INDEX audit_logentry_object ON audit_logentry (object_pk, timestamp)",
    "CREATE TABLE audit_logentry_default PARTITION OF audit_logentry DEFAULT",
)

# Owned by the tables' owner, because only the owner may add a partition. It can add and nothing else.
PARTITIONS = sql(
    """CREATE FUNCTION gate.refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'the record is append-only' USING ERRCODE = '42501';
    END $$""",
    # A partition does not inherit a trigger on statements, and TRUNCATE can name it alone.
    """CREATE FUNCTION gate.guard_partition(p_name text) RETURNS void
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION gate.refuse_rewriting()', p_name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER append_only_truncate', p_name);
    END $$""",
    "REVOKE ALL ON FUNCTION gate.guard_partition(text) FROM PUBLIC",
    "SELECT gate.guard_partition('audit_accessevent_default'), gate.guard_partition('audit_logentry_default')",
    """CREATE FUNCTION gate.keep_partitions_ahead() RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        parent text;
        first date;
        made integer := 0;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('gate.keep_partitions_ahead'));
        FOREACH parent IN ARRAY ARRAY['audit_accessevent', 'audit_logentry'] LOOP
            FOR ahead IN 0..12 LOOP
                first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
                IF to_regclass(format('public.%I', parent || to_char(first, '_YYYY_MM'))) IS NULL THEN
                    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                        parent || to_char(first, '_YYYY_MM'), parent,
                        first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
                    PERFORM gate.guard_partition(parent || to_char(first, '_YYYY_MM'));
                    made := made + 1;
                END IF;
            END LOOP;
        END LOOP;
        RETURN made;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_partitions_ahead() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION gate.keep_partitions_ahead() TO pps_app",
    "SELECT gate.keep_partitions_ahead()",
    """CREATE FUNCTION gate.partition_months_ahead() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*)::integer FROM generate_series(1, 12) AS ahead
        WHERE to_regclass('public.audit_accessevent' || to_char(
            date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead), '_YYYY_MM')) IS NOT NULL
    $$""",
    "REVOKE ALL ON FUNCTION gate.partition_months_ahead() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION gate.partition_months_ahead() TO pps_app",
)

# Append-only for everybody but the transaction that wrote the row: a search names its hits before it commits.
APPEND_ONLY = sql(
    """CREATE FUNCTION gate.only_while_being_written() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF OLD.xid <> pg_catalog.pg_current_xact_id() OR OLD.objects_shown <> '{}' THEN
            RAISE EXCEPTION 'the record is append-only' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER append_only BEFORE UPDATE ON audit_accessevent
       FOR EACH ROW EXECUTE FUNCTION gate.only_while_being_written()""",
    """CREATE TRIGGER append_only_delete BEFORE DELETE ON audit_accessevent
       FOR EACH ROW EXECUTE FUNCTION gate.refuse_rewriting()""",
    """CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_accessevent
       FOR EACH STATEMENT EXECUTE FUNCTION gate.refuse_rewriting()""",
    """CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_logentry
       FOR EACH ROW EXECUTE FUNCTION gate.refuse_rewriting()""",
    """CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_logentry
       FOR EACH STATEMENT EXECUTE FUNCTION gate.refuse_rewriting()""",
    # Who and when are the database's to say, whatever the application sends.
    """CREATE FUNCTION gate.stamp_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.actor_id := gate.actor_id();
        -- The month is the partition's, chosen before this runs: on its edge the sender's time stands, if it is now.
        IF date_trunc('month', NEW.timestamp, 'UTC') = date_trunc('month', clock_timestamp(), 'UTC') THEN
            NEW.timestamp := clock_timestamp();
        ELSIF NEW.timestamp NOT BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes' THEN
            RAISE EXCEPTION 'a change is recorded when it happens' USING ERRCODE = '22008';
        END IF;
        NEW.xid := pg_catalog.pg_current_xact_id();
        NEW.remote_addr := nullif(pg_catalog.current_setting('gate.address', true), '')::inet;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER stamped BEFORE INSERT ON audit_logentry
       FOR EACH ROW EXECUTE FUNCTION gate.stamp_change()""",
    "REVOKE ALL ON FUNCTION gate.refuse_rewriting(), gate.only_while_being_written(), gate.stamp_change() FROM PUBLIC",
    *(
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
        for table, trigger in (
            ("audit_accessevent", "append_only"),
            ("audit_accessevent", "append_only_delete"),
            ("audit_accessevent", "append_only_truncate"),
            ("audit_logentry", "append_only"),
            ("audit_logentry", "append_only_truncate"),
            ("audit_logentry", "stamped"),
        )
    ),
)

# Written by the functions that do what it tells of; the web reaches it only through record_access below.
WRITE_EVENT = definer(
    """
CREATE OR REPLACE FUNCTION gate.write_event(p_verb text, p_shown uuid[], p_teams uuid[], p_page text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    event uuid := gen_random_uuid();
    who uuid := gate.actor_id();
BEGIN
    IF who IS NULL AND p_verb <> 'sign_in_failed' AND NOT (p_verb = 'founded' AND session_user = 'pps_owner') THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    INSERT INTO public.audit_accessevent (id, actor, verb, objects_shown, teams, page, address)
    VALUES (event, who, p_verb, coalesce(p_shown, '{}'), coalesce(p_teams, '{}'), coalesce(p_page, ''),
            nullif(current_setting('gate.address', true), '')::inet);
    RETURN event;
END $$""",
    to=(),
)
RECORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.record_access(p_verb text, p_shown uuid[], p_teams uuid[], p_page text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_verb IN ('searched', 'refused', 'shut_out', 'membership', 'password_set', 'case_opened', 'founded') THEN
        RAISE EXCEPTION 'written only by what does it' USING ERRCODE = '42501';
    END IF;
    RETURN gate.write_event(p_verb, p_shown, p_teams, p_page);
END $$"""
)
# A process whose key file holds another key must not start: it would seal new records apart from the old.
KEY_NUMBERS = definer(
    """
CREATE OR REPLACE FUNCTION gate.key_numbers() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT k.number), '{}') FROM vault.scope_key AS k
$$"""
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("contenttypes", "0002_remove_content_type_name")]
    operations = [
        SCHEMAS,
        VAULT,
        CLOCK,
        ACTOR,
        EVENTS,
        CHANGES,
        PARTITIONS,
        APPEND_ONLY,
        row_security("audit_accessevent"),
        row_security("audit_logentry"),
        grant("INSERT, SELECT, UPDATE (objects_shown)", "audit_accessevent", to="pps_definer"),
        WRITE_EVENT,
        RECORD,
        KEY_NUMBERS,
        # The web may add a change and see it again until it commits (for RETURNING), never afterwards.
        grant("INSERT, SELECT", "audit_logentry"),
        policy("audit_logentry", "add_only", "INSERT", check="(SELECT gate.actor_id()) IS NOT NULL"),
        policy("audit_logentry", "own_transaction", "SELECT", using="xid = pg_current_xact_id()"),
        # The sealer reads everything and writes neither.
        grant("SELECT", "audit_accessevent, audit_logentry", to="pps_sealer"),
        policy("audit_accessevent", "sealer_reads", "SELECT", using="true", to="pps_sealer"),
        policy("audit_logentry", "sealer_reads", "SELECT", using="true", to="pps_sealer"),
    ]
