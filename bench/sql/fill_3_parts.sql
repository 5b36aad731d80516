-- Contacts in the order in which they happened, so that those of one case lie apart, as they do in life. Their texts are
-- one constant of the length of a sealed paragraph: nothing that is measured opens them.
CREATE UNLOGGED TABLE bench.long_case AS
SELECT DISTINCT ON (team) id FROM bench.made WHERE status = 'open' AND NOT narrowed ORDER BY team, n DESC;

INSERT INTO cases_contact (id, case_id, team_id, happened_at, recorded_at, direction, method, with_whom, contact_type,
    person_id, confider_id, source, duration_minutes, worker_id, interpreter, summary, advice_codes,
    discloses_externally, consent_check, safeguarding_screen, access_class, first_response)
SELECT gen_random_uuid(), m.id, t.id, happened.at, happened.at + interval '1 minute', 'in', 'tel', 'service_user',
       'casework', m.confider, m.confider, 'service_user', 12, w.id, 'none', decode(repeat('5a', 239), 'hex'), '{}',
       false, '', 'no_concern', 'standard', place = 1
FROM bench.made AS m JOIN bench.team AS t ON t.no = m.team
JOIN bench.worker AS w ON w.team = m.team AND w.k = m.worker
LEFT JOIN bench.long_case AS long ON long.id = m.id
CROSS JOIN LATERAL generate_series(1, CASE WHEN long.id IS NULL THEN %(contacts)s ELSE %(long_case)s END) AS each (place)
CROSS JOIN LATERAL (SELECT m.opened_at + (now() - m.opened_at) * 0.98 * place
                         / CASE WHEN long.id IS NULL THEN %(contacts)s ELSE %(long_case)s END AS at) AS happened
ORDER BY happened.at;

INSERT INTO cases_contactpoint (id, case_id, team_id, person_id, channel, value, safe_to_use, may_leave_message,
    may_say_who_we_are, recorded_at)
SELECT gen_random_uuid(), m.id, t.id, m.confider, 'mobile', decode(repeat('5a', 63), 'hex'), 'yes', false, false,
       m.opened_at
FROM bench.made AS m JOIN bench.team AS t ON t.no = m.team ORDER BY m.n;

INSERT INTO cases_task (id, case_id, team_id, title, due, assigned_to_id, state, recorded_at, recorded_by_id, done_at,
    done_by_id)
SELECT gen_random_uuid(), m.id, t.id, decode(repeat('5a', 95), 'hex'), m.due, w.id,
       CASE WHEN m.status = 'closed' THEN 'done' ELSE 'open' END, m.opened_at, w.id,
       CASE WHEN m.status = 'closed' THEN now() END, CASE WHEN m.status = 'closed' THEN w.id END
FROM bench.made AS m JOIN bench.team AS t ON t.no = m.team
JOIN bench.worker AS w ON w.team = m.team AND w.k = m.worker WHERE m.has_task ORDER BY m.n;
