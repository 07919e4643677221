-- The main database. Plain columns hold only pseudonymous ids, states, times and references; BYTEA hold seals.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE offices (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    legal_form TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    public_key BYTEA NOT NULL,
    key_signature BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE candidates (
    id UUID NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE staff (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    locale TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at BIGINT,
    own_candidate UUID REFERENCES candidates (id),
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    audience TEXT NOT NULL,
    subject UUID NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_subject ON sessions (subject);

CREATE TABLE vacancies (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    location TEXT NOT NULL,
    employment_type TEXT NOT NULL,
    state TEXT NOT NULL,
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX vacancies_by_office ON vacancies (office, state);

CREATE TABLE notices (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL UNIQUE,
    effective_on TEXT NOT NULL,
    title TEXT NOT NULL,
    sections TEXT NOT NULL,
    purposes TEXT NOT NULL,
    categories TEXT NOT NULL,
    countries TEXT NOT NULL,
    published_at BIGINT NOT NULL
);

CREATE TABLE holdings (
    id UUID NOT NULL PRIMARY KEY,
    candidate_id UUID NOT NULL REFERENCES candidates (id),
    office TEXT NOT NULL REFERENCES offices (code),
    residence TEXT,
    home_reviewed_at BIGINT,
    home_reviewed_by UUID REFERENCES staff (id),
    legal_hold BOOLEAN NOT NULL,
    suspended_at BIGINT,
    last_contact_on TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    UNIQUE (candidate_id, office)
);
CREATE INDEX holdings_by_office ON holdings (office, created_at, id);

CREATE TABLE link_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE data_keys (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (holding_id, category)
);

CREATE TABLE transfers (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    purpose TEXT NOT NULL,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    until_on TEXT,
    rule TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX transfers_by_holding ON transfers (holding_id, destination);

CREATE TABLE grants (
    id UUID NOT NULL PRIMARY KEY,
    data_key_id UUID NOT NULL REFERENCES data_keys (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    transfer_id UUID REFERENCES transfers (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX grants_by_holding ON grants (holding_id, recipient, category, state);
CREATE INDEX grants_unsettled ON grants (state, id) WHERE state <> 'live';

CREATE TABLE profiles (
    holding_id UUID NOT NULL PRIMARY KEY REFERENCES holdings (id),
    record BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE applications (
    id UUID NOT NULL PRIMARY KEY,
    candidate_id UUID NOT NULL REFERENCES candidates (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id UUID NOT NULL REFERENCES vacancies (id),
    stage TEXT NOT NULL,
    source TEXT NOT NULL,
    notice_id UUID REFERENCES notices (id),
    notice_locale TEXT NOT NULL,
    details BYTEA,
    received_at BIGINT NOT NULL,
    closed_on TEXT,
    revision BIGINT NOT NULL
);
CREATE INDEX applications_by_holding ON applications (holding_id, received_at);
CREATE INDEX applications_by_vacancy ON applications (vacancy_id, stage, received_at);

CREATE TABLE stage_changes (
    id UUID NOT NULL PRIMARY KEY,
    application_id UUID NOT NULL REFERENCES applications (id),
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    staff_id UUID REFERENCES staff (id)
);
CREATE INDEX stage_changes_by_application ON stage_changes (application_id, at);

CREATE TABLE assignments (
    application_id UUID NOT NULL REFERENCES applications (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    PRIMARY KEY (application_id, staff_id)
);
CREATE INDEX assignments_by_staff ON assignments (staff_id);

CREATE TABLE selection_results (
    id UUID NOT NULL PRIMARY KEY,
    application_id UUID NOT NULL REFERENCES applications (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    record BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX selection_results_by_holding ON selection_results (holding_id, at);

CREATE TABLE health_records (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    record BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX health_records_by_holding ON health_records (holding_id, at);

CREATE TABLE health_needs (
    holding_id UUID NOT NULL PRIMARY KEY REFERENCES holdings (id),
    confirmed_by UUID REFERENCES staff (id),
    confirmed_at BIGINT NOT NULL
);

CREATE TABLE use_reasons (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    code TEXT NOT NULL,
    details BYTEA,
    at BIGINT NOT NULL
);
CREATE INDEX use_reasons_by_holding ON use_reasons (holding_id, at);

CREATE TABLE notes (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    text BYTEA NOT NULL,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX notes_by_holding ON notes (holding_id, at);

CREATE TABLE proposals (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id UUID NOT NULL REFERENCES vacancies (id),
    notice_id UUID NOT NULL REFERENCES notices (id),
    notice_locale TEXT NOT NULL,
    record BYTEA NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX proposals_by_holding ON proposals (holding_id, state);
CREATE INDEX proposals_by_office ON proposals (office, state, at);

CREATE TABLE documents (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    proposal_id UUID REFERENCES proposals (id),
    kind TEXT,
    name BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    warnings TEXT NOT NULL,
    pages INTEGER NOT NULL,
    text BYTEA,
    stored_at BIGINT NOT NULL
);
CREATE INDEX documents_by_holding ON documents (holding_id, stored_at);
CREATE INDEX documents_unread ON documents (state, id) WHERE state = 'stored';

CREATE TABLE consents (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    scopes TEXT NOT NULL,
    countries TEXT NOT NULL,
    country_info_given BOOLEAN NOT NULL,
    abroad BOOLEAN NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    withdrawn_on TEXT,
    notice_id UUID REFERENCES notices (id),
    locale TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX consents_by_holding ON consents (holding_id);

CREATE TABLE intakes (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id UUID NOT NULL REFERENCES vacancies (id),
    notice_id UUID NOT NULL REFERENCES notices (id),
    locale TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    record BYTEA NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX intakes_waiting ON intakes (office, state, id) WHERE state = 'received';

CREATE TABLE intake_documents (
    id UUID NOT NULL PRIMARY KEY,
    intake_id UUID NOT NULL REFERENCES intakes (id),
    name BYTEA NOT NULL,
    bytes BIGINT NOT NULL
);
CREATE INDEX intake_documents_by_intake ON intake_documents (intake_id);

CREATE TABLE address_index (
    office TEXT NOT NULL REFERENCES offices (code),
    digest BYTEA NOT NULL,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    PRIMARY KEY (office, digest, holding_id)
);
CREATE INDEX address_index_by_holding ON address_index (holding_id);

CREATE TABLE processors (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    office TEXT NOT NULL REFERENCES offices (code)
);

CREATE TABLE processor_contracts (
    id UUID NOT NULL PRIMARY KEY,
    processor_id UUID NOT NULL REFERENCES processors (id),
    from_on TEXT NOT NULL,
    until_on TEXT,
    categories TEXT NOT NULL,
    purposes TEXT NOT NULL,
    countries TEXT NOT NULL,
    vetted_on TEXT,
    sub_processor BOOLEAN NOT NULL,
    sub_processor_approved BOOLEAN NOT NULL
);

CREATE TABLE joint_use_notices (
    id UUID NOT NULL PRIMARY KEY,
    published_on TEXT NOT NULL,
    complete BOOLEAN NOT NULL,
    categories TEXT NOT NULL,
    purposes TEXT NOT NULL
);

CREATE TABLE safeguards (
    id UUID NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    kind TEXT,
    until_on TEXT,
    annual_check_on TEXT,
    onward_permitted BOOLEAN NOT NULL,
    UNIQUE (origin, destination)
);

CREATE TABLE subject_requests (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    request_type TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    identity_verified_at BIGINT,
    answered_at BIGINT
);
CREATE INDEX subject_requests_by_holding ON subject_requests (holding_id);

CREATE TABLE journal (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    office TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    candidate_id UUID,
    holding_id UUID,
    category TEXT,
    purpose TEXT,
    outcome TEXT NOT NULL,
    rules TEXT NOT NULL,
    table_version TEXT NOT NULL,
    is_change BOOLEAN NOT NULL,
    shown INTEGER NOT NULL,
    shown_digest BYTEA,
    prev BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX journal_by_candidate ON journal (candidate_id, seq);
CREATE INDEX journal_changes ON journal (seq) WHERE is_change;

CREATE TABLE journal_shown (
    seq BIGINT NOT NULL REFERENCES journal (seq),
    candidate_id UUID NOT NULL,
    PRIMARY KEY (seq, candidate_id)
);
CREATE INDEX journal_shown_by_candidate ON journal_shown (candidate_id, seq);

CREATE TABLE journal_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    last_change BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- The journal is append-only: an UPDATE, DELETE or TRUNCATE fails whoever asks.
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END
$$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_shown_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_shown
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
INSERT INTO journal_head (id, seq, last_change, hash) VALUES (1, 0, 0, decode(repeat('00', 32), 'hex'));
