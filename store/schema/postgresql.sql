CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE accounts (
	source VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR, 
	active BOOLEAN NOT NULL, 
	bot BOOLEAN NOT NULL, 
	person VARCHAR, 
	pulled BOOLEAN NOT NULL, 
	zone VARCHAR NOT NULL, 
	CONSTRAINT accounts_key PRIMARY KEY (source, id)
);

CREATE INDEX accounts_by_person ON accounts (person);

CREATE TABLE activities (
	source VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	item_key VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR, 
	bot BOOLEAN NOT NULL, 
	kind VARCHAR NOT NULL, 
	hours FLOAT, 
	CONSTRAINT activities_key PRIMARY KEY (source, id)
);

CREATE INDEX activities_by_actor ON activities (actor, source, at) WHERE NOT bot;

CREATE INDEX activities_by_item ON activities (item_key, source, bot, at);

CREATE TABLE answers (
	kind VARCHAR NOT NULL, 
	goal VARCHAR NOT NULL, 
	asked VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	day VARCHAR NOT NULL, 
	value FLOAT, 
	confidence FLOAT, 
	note TEXT NOT NULL, 
	CONSTRAINT answers_key PRIMARY KEY (kind, goal, asked)
);

CREATE TABLE audit (
	id BIGSERIAL NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	before TEXT, 
	after TEXT, 
	salt BYTEA, 
	seal BYTEA, 
	chain BYTEA NOT NULL, 
	CONSTRAINT audit_key PRIMARY KEY (id)
);

CREATE INDEX audit_by_action ON audit (action);

CREATE INDEX audit_by_actor ON audit (actor);

CREATE INDEX audit_by_moment ON audit (at);

CREATE INDEX audit_by_target ON audit (target);

CREATE TABLE deliveries (
	connector VARCHAR NOT NULL, 
	delivery VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT deliveries_key PRIMARY KEY (connector, delivery)
);

CREATE INDEX deliveries_by_moment ON deliveries (at);

CREATE TABLE disputes (
	item_id BIGINT NOT NULL, 
	goal VARCHAR NOT NULL, 
	rule VARCHAR, 
	actor VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT disputes_key PRIMARY KEY (item_id, goal)
);

CREATE TABLE divided (
	goals VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	items INTEGER NOT NULL, 
	CONSTRAINT divided_key PRIMARY KEY (goals, category)
);

CREATE TABLE duties (
	job VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	next_due_at BIGINT, 
	began_at BIGINT, 
	ended_at BIGINT, 
	attempts INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	error TEXT, 
	error_since BIGINT, 
	parked TEXT, 
	CONSTRAINT duties_key PRIMARY KEY (job, key)
);

CREATE TABLE efforts (
	day INTEGER NOT NULL, 
	team VARCHAR NOT NULL, 
	goal VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	person VARCHAR NOT NULL, 
	doing BOOLEAN NOT NULL, 
	person_days BIGINT NOT NULL, 
	hours FLOAT, 
	points FLOAT, 
	CONSTRAINT efforts_key PRIMARY KEY (day, team, goal, item_id, person)
);

CREATE INDEX efforts_by_item ON efforts (item_id);

CREATE INDEX efforts_by_person ON efforts (person, day);

CREATE TABLE facets (
	external_id VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	connector VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	scan INTEGER NOT NULL, 
	missing_since BIGINT, 
	gone_at BIGINT, 
	digest BYTEA NOT NULL, 
	data TEXT NOT NULL, 
	since BIGINT, 
	CONSTRAINT facets_key PRIMARY KEY (external_id, source, origin)
);

CREATE INDEX facets_by_stream ON facets (connector, stream, container);

CREATE TABLE findings (
	fingerprint VARCHAR NOT NULL, 
	detector VARCHAR NOT NULL, 
	subject_kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	owner VARCHAR, 
	goal VARCHAR, 
	team VARCHAR, 
	data TEXT NOT NULL, 
	first_seen BIGINT NOT NULL, 
	last_seen BIGINT NOT NULL, 
	clean INTEGER NOT NULL, 
	resolved_at BIGINT, 
	reopened INTEGER NOT NULL, 
	eased INTEGER NOT NULL, 
	parent VARCHAR, 
	opened_at BIGINT, 
	CONSTRAINT findings_key PRIMARY KEY (fingerprint)
);

CREATE INDEX findings_by_subject ON findings (subject_kind, subject);

CREATE INDEX findings_open ON findings (resolved_at) WHERE resolved_at IS NULL;

CREATE TABLE finished (
	item_id BIGINT NOT NULL, 
	day INTEGER NOT NULL, 
	team VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	points FLOAT, 
	estimate FLOAT, 
	logged BOOLEAN NOT NULL, 
	CONSTRAINT finished_key PRIMARY KEY (item_id)
);

CREATE INDEX finished_by_day ON finished (day);

CREATE TABLE goal_items (
	goal VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	part VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	since BIGINT NOT NULL, 
	newest BIGINT NOT NULL, 
	CONSTRAINT goal_items_key PRIMARY KEY (goal, item_id)
);

CREATE INDEX goal_items_by_item ON goal_items (item_id);

CREATE TABLE goal_tallies (
	goal VARCHAR NOT NULL, 
	part VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	items INTEGER NOT NULL, 
	since BIGINT, 
	newest BIGINT, 
	CONSTRAINT goal_tallies_key PRIMARY KEY (goal, part, category, team)
);

CREATE TABLE goal_versions (
	goal VARCHAR NOT NULL, 
	valid_from BIGINT NOT NULL, 
	valid_to BIGINT, 
	data TEXT NOT NULL, 
	CONSTRAINT goal_versions_key PRIMARY KEY (goal, valid_from)
);

CREATE TABLE goals (
	key VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	item VARCHAR, 
	connector VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	scan INTEGER NOT NULL, 
	first_seen BIGINT NOT NULL, 
	ended_at BIGINT, 
	missing_since BIGINT, 
	gone_at BIGINT, 
	digest BYTEA NOT NULL, 
	data TEXT NOT NULL, 
	CONSTRAINT goals_key PRIMARY KEY (key)
);

CREATE INDEX goals_by_stream ON goals (connector, stream, container);

CREATE TABLE handlings (
	fingerprint VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	reason VARCHAR NOT NULL, 
	until BIGINT, 
	ends VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	evidence VARCHAR NOT NULL, 
	rule VARCHAR, 
	CONSTRAINT handlings_key PRIMARY KEY (fingerprint)
);

CREATE TABLE held_edits (
	digest VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	base VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	approval VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	approved_by VARCHAR, 
	approved_at BIGINT, 
	CONSTRAINT held_edits_key PRIMARY KEY (digest)
);

CREATE TABLE intents (
	mark VARCHAR NOT NULL, 
	tool VARCHAR NOT NULL, 
	verb VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	step VARCHAR NOT NULL, 
	body TEXT, 
	url VARCHAR NOT NULL, 
	parts TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	standing TEXT, 
	standing_url VARCHAR NOT NULL, 
	standing_parts TEXT NOT NULL, 
	ref VARCHAR, 
	findings TEXT NOT NULL, 
	run VARCHAR NOT NULL, 
	created_at BIGINT NOT NULL, 
	updated_at BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	error TEXT, 
	not_before BIGINT, 
	sweep_at BIGINT, 
	undoes VARCHAR NOT NULL, 
	erase BOOLEAN NOT NULL, 
	approved BOOLEAN NOT NULL, 
	CONSTRAINT intents_key PRIMARY KEY (mark), 
	CONSTRAINT intents_state CHECK (state IN ('planned', 'sent', 'done', 'failed', 'dead', 'undone'))
);

CREATE INDEX intents_by_state ON intents (state);

CREATE TABLE item_names (
	name VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	CONSTRAINT item_names_key PRIMARY KEY (name, item_id)
);

CREATE INDEX item_names_by_item ON item_names (item_id);

CREATE TABLE item_refs (
	ref VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	CONSTRAINT item_refs_key PRIMARY KEY (ref, item_id)
);

CREATE INDEX item_refs_by_item ON item_refs (item_id);

CREATE TABLE item_versions (
	item_id BIGINT NOT NULL, 
	valid_from BIGINT NOT NULL, 
	valid_to BIGINT, 
	status VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	assignee VARCHAR, 
	due VARCHAR, 
	parent VARCHAR, 
	CONSTRAINT item_versions_key PRIMARY KEY (item_id, valid_from)
);

CREATE INDEX item_versions_due ON item_versions (item_id, valid_from, due) WHERE due IS NOT NULL;

CREATE TABLE items (
	id BIGINT NOT NULL, 
	source VARCHAR NOT NULL, 
	external_id VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	category_since BIGINT NOT NULL, 
	assignee VARCHAR, 
	parent_key VARCHAR, 
	created_at BIGINT NOT NULL, 
	updated_at BIGINT NOT NULL, 
	done_at BIGINT, 
	due VARCHAR, 
	gone_at BIGINT, 
	missing_since BIGINT, 
	stream INTEGER, 
	text_until BIGINT, 
	digest BYTEA NOT NULL, 
	data TEXT NOT NULL, 
	base TEXT, 
	base_since BIGINT, 
	narrow BOOLEAN NOT NULL, 
	CONSTRAINT items_key PRIMARY KEY (id), 
	CONSTRAINT items_external_id_source UNIQUE (external_id, source)
);

CREATE INDEX items_by_category ON items (category, category_since);

CREATE INDEX items_by_key ON items (key, source);

CREATE INDEX items_by_parent ON items (parent_key, source);

CREATE INDEX items_by_stream ON items (stream);

CREATE INDEX items_gone ON items (gone_at) WHERE gone_at IS NOT NULL;

CREATE INDEX items_missing ON items (stream) WHERE missing_since IS NOT NULL;

CREATE INDEX items_unassigned ON items (kind) WHERE category = 'doing' AND assignee IS NULL;

CREATE INDEX items_with_text ON items (text_until) WHERE text_until IS NOT NULL;

CREATE TABLE journeys (
	item_id BIGINT NOT NULL, 
	source VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	told TEXT NOT NULL, 
	CONSTRAINT journeys_key PRIMARY KEY (item_id)
);

CREATE TABLE links (
	item_id BIGINT NOT NULL, 
	valid_from BIGINT NOT NULL, 
	position INTEGER NOT NULL, 
	valid_to BIGINT, 
	goal VARCHAR, 
	share FLOAT NOT NULL, 
	via VARCHAR NOT NULL, 
	rule VARCHAR, 
	version VARCHAR, 
	actor VARCHAR, 
	matched TEXT NOT NULL, 
	origin VARCHAR, 
	hops INTEGER NOT NULL, 
	confidence FLOAT NOT NULL, 
	CONSTRAINT links_key PRIMARY KEY (item_id, valid_from, position)
);

CREATE INDEX links_by_goal ON links (goal) WHERE valid_to IS NULL;

CREATE INDEX links_by_rule ON links (rule, item_id) WHERE valid_to IS NULL AND rule IS NOT NULL;

CREATE UNIQUE INDEX links_current ON links (item_id, position) WHERE valid_to IS NULL;

CREATE INDEX links_ended ON links (valid_to) WHERE valid_to IS NOT NULL;

CREATE TABLE manual_links (
	item_id BIGINT NOT NULL, 
	position INTEGER NOT NULL, 
	goal VARCHAR, 
	share FLOAT NOT NULL, 
	actor VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	until VARCHAR, 
	at BIGINT NOT NULL, 
	CONSTRAINT manual_links_key PRIMARY KEY (item_id, position)
);

CREATE TABLE marks (
	mark VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	CONSTRAINT marks_key PRIMARY KEY (mark, what, item_id)
);

CREATE INDEX marks_by_item ON marks (item_id);

CREATE TABLE meta (
	key VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT meta_key PRIMARY KEY (key)
);

CREATE TABLE orders (
	run VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	began_at BIGINT, 
	ended_at BIGINT, 
	told TEXT, 
	is_wrong BOOLEAN NOT NULL, 
	CONSTRAINT orders_key PRIMARY KEY (run)
);

CREATE INDEX orders_by_moment ON orders (at);

CREATE TABLE pending (
	item_id BIGINT NOT NULL, 
	CONSTRAINT pending_key PRIMARY KEY (item_id)
);

CREATE TABLE people (
	person VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	team VARCHAR, 
	team_from VARCHAR NOT NULL, 
	CONSTRAINT people_key PRIMARY KEY (person)
);

CREATE TABLE presses (
	tool VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	said TEXT NOT NULL, 
	CONSTRAINT presses_key PRIMARY KEY (tool, id)
);

CREATE TABLE quarantine (
	source VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	connector VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	scan INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	raw TEXT NOT NULL, 
	lost BOOLEAN NOT NULL, 
	since BIGINT NOT NULL, 
	CONSTRAINT quarantine_key PRIMARY KEY (source, place)
);

CREATE INDEX quarantine_by_name ON quarantine (name, source);

CREATE TABLE quotes (
	ref VARCHAR NOT NULL, 
	item_id BIGINT NOT NULL, 
	waits BIGINT NOT NULL, 
	CONSTRAINT quotes_key PRIMARY KEY (ref, item_id)
);

CREATE INDEX quotes_by_item ON quotes (item_id);

CREATE TABLE replies (
	person VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	request VARCHAR NOT NULL, 
	status INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT replies_key PRIMARY KEY (person, key)
);

CREATE INDEX replies_by_moment ON replies (at);

CREATE TABLE reports (
	day VARCHAR NOT NULL, 
	as_of BIGINT NOT NULL, 
	body BYTEA NOT NULL, 
	CONSTRAINT reports_key PRIMARY KEY (day)
);

CREATE TABLE rules (
	rule VARCHAR NOT NULL, 
	valid_from BIGINT NOT NULL, 
	valid_to BIGINT, 
	version VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	data TEXT NOT NULL, 
	CONSTRAINT rules_key PRIMARY KEY (rule, valid_from)
);

CREATE UNIQUE INDEX rules_current ON rules (rule) WHERE valid_to IS NULL;

CREATE TABLE saved_plans (
	digest VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	held TEXT NOT NULL, 
	data TEXT NOT NULL, 
	approved_by VARCHAR, 
	approved_at BIGINT, 
	run VARCHAR, 
	CONSTRAINT saved_plans_key PRIMARY KEY (digest)
);

CREATE TABLE sessions (
	digest VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	via VARCHAR NOT NULL, 
	created_at BIGINT NOT NULL, 
	used_at BIGINT NOT NULL, 
	expires_at BIGINT NOT NULL, 
	CONSTRAINT sessions_key PRIMARY KEY (digest)
);

CREATE INDEX sessions_by_person ON sessions (person);

CREATE TABLE silences (
	id VARCHAR NOT NULL, 
	matchers TEXT NOT NULL, 
	until BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT silences_key PRIMARY KEY (id)
);

CREATE TABLE statements (
	id VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	connector VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	scan INTEGER NOT NULL, 
	missing_since BIGINT, 
	gone_at BIGINT, 
	digest BYTEA NOT NULL, 
	data TEXT NOT NULL, 
	subject VARCHAR, 
	at VARCHAR, 
	CONSTRAINT statements_key PRIMARY KEY (id, source, kind)
);

CREATE INDEX statements_by_stream ON statements (connector, stream, container);

CREATE INDEX statements_by_subject ON statements (kind, subject);

CREATE TABLE streams (
	connector VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	incremental BOOLEAN NOT NULL, 
	exhaustive BOOLEAN NOT NULL, 
	ref VARCHAR, 
	cursor TEXT, 
	scan INTEGER NOT NULL, 
	since BIGINT NOT NULL, 
	next_due_at BIGINT, 
	failures INTEGER NOT NULL, 
	every_minutes FLOAT, 
	last_success BIGINT, 
	last_error TEXT, 
	error_since BIGINT, 
	doubt TEXT, 
	doubt_since BIGINT, 
	census_at BIGINT, 
	since_limit BIGINT, 
	repaired BYTEA, 
	CONSTRAINT streams_key PRIMARY KEY (connector, stream, container)
);

CREATE INDEX streams_due ON streams (next_due_at);

CREATE TABLE team_containers (
	source VARCHAR NOT NULL, 
	container VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	CONSTRAINT team_containers_key PRIMARY KEY (source, container)
);

CREATE TABLE teams (
	name VARCHAR NOT NULL, 
	channel VARCHAR, 
	CONSTRAINT teams_key PRIMARY KEY (name)
);

CREATE TABLE title_keys (
	key BIGINT NOT NULL, 
	item_id BIGINT NOT NULL, 
	waits BIGINT NOT NULL, 
	CONSTRAINT title_keys_key PRIMARY KEY (key, item_id)
);

CREATE INDEX title_keys_by_item ON title_keys (item_id);

CREATE TABLE tokens (
	digest VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	scopes VARCHAR NOT NULL, 
	created_at BIGINT NOT NULL, 
	used_at BIGINT, 
	expires_at BIGINT, 
	CONSTRAINT tokens_key PRIMARY KEY (digest)
);

CREATE UNIQUE INDEX tokens_by_id ON tokens (id);

CREATE TABLE unjudged (
	item_id BIGINT NOT NULL, 
	CONSTRAINT unjudged_key PRIMARY KEY (item_id)
);

CREATE TABLE users (
	person VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	password TEXT, 
	invitation VARCHAR, 
	invited_until BIGINT, 
	created_at BIGINT NOT NULL, 
	seen_at BIGINT, 
	CONSTRAINT users_key PRIMARY KEY (person)
);

CREATE TABLE writes (
	id BIGSERIAL NOT NULL, 
	at BIGINT NOT NULL, 
	run VARCHAR NOT NULL, 
	mark VARCHAR NOT NULL, 
	tool VARCHAR NOT NULL, 
	verb VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	before TEXT, 
	before_url VARCHAR NOT NULL, 
	before_parts TEXT NOT NULL, 
	body TEXT, 
	url VARCHAR NOT NULL, 
	parts TEXT NOT NULL, 
	ref VARCHAR, 
	findings TEXT NOT NULL, 
	approved BOOLEAN NOT NULL, 
	undoes VARCHAR NOT NULL, 
	undone_by VARCHAR, 
	CONSTRAINT writes_key PRIMARY KEY (id)
);

CREATE INDEX writes_by_moment ON writes (at);

CREATE INDEX writes_by_place ON writes (tool, place, at);

CREATE INDEX writes_by_run ON writes (run);

CREATE FUNCTION audit_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF TG_OP = 'UPDATE' THEN IF NEW.salt IS NULL AND NEW.seal IS NOT NULL AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action AND NEW.chain = OLD.chain THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'rows of audit are only added'; END$$;

CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_only_added();

CREATE FUNCTION writes_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'rows of writes are only added'; END$$;

CREATE TRIGGER writes_only_added BEFORE DELETE ON writes FOR EACH ROW EXECUTE FUNCTION writes_is_only_added();

ALTER TABLE activities SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE efforts SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE goal_items SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE item_names SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE item_refs SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE item_versions SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE items SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, fillfactor = 90);

ALTER TABLE links SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

ALTER TABLE marks SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

INSERT INTO alembic_version (version_num) VALUES ('0001');

