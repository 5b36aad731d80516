-- Teams and the people who work in them; nobody here can sign in by password.
CREATE TABLE bench.team AS
SELECT no, gen_random_uuid() AS id FROM generate_series(1, %(teams)s) AS no;

INSERT INTO teams_team (id, name, service, confirm_memberships, demonstration)
SELECT id, 'Team ' || lpad(no::text, 3, '0'), 'Service', true, true FROM bench.team;

CREATE TABLE bench.worker AS
SELECT t.no AS team, k, gen_random_uuid() AS id
FROM bench.team AS t CROSS JOIN generate_series(1, %(workers)s) AS k;

INSERT INTO teams_user (id, username, display_name, email, password, is_active, is_superuser, demonstration)
SELECT id, format('worker-%%s-%%s', team, k), format('Worker %%s of team %%s', k, team), '', '!', true, false, true
FROM bench.worker;
