-- The main database. Plain columns hold only pseudonymous ids, states, times and references; BLOB hold seals.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE offices (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    legal_form TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    public_key BLOB NOT NULL,
    key_signature BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE candidates (
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE staff (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    locale TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at INTEGER,
    own_candidate BLOB REFERENCES candidates (id),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    audience TEXT NOT NULL,
    subject BLOB NOT NULL,
    csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_subject ON sessions (subject);

CREATE TABLE vacancies (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    location TEXT NOT NULL,
    employment_type TEXT NOT NULL,
    state TEXT NOT NULL,
    published_at INTEGER,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX vacancies_by_office ON vacancies (office, state);

CREATE TABLE notices (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL UNIQUE,
    effective_on TEXT NOT NULL,
    title TEXT NOT NULL,
    sections TEXT NOT NULL,
    purposes TEXT NOT NULL,
    categories TEXT NOT NULL,
    countries TEXT NOT NULL,
    published_at INTEGER NOT NULL
) STRICT;

CREATE TABLE holdings (
    id BLOB NOT NULL PRIMARY KEY,
    candidate_id BLOB NOT NULL REFERENCES candidates (id),
    office TEXT NOT NULL REFERENCES offices (code),
    residence TEXT,
    home_reviewed_at INTEGER,
    home_reviewed_by BLOB REFERENCES staff (id),
    legal_hold INTEGER NOT NULL,
    suspended_at INTEGER,
    last_contact_on TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (candidate_id, office)
) STRICT;
CREATE INDEX holdings_by_office ON holdings (office, created_at, id);

CREATE TABLE link_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE data_keys (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (holding_id, category)
) STRICT;

CREATE TABLE transfers (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    purpose TEXT NOT NULL,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    until_on TEXT,
    rule TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX transfers_by_holding ON transfers (holding_id, destination);

CREATE TABLE grants (
    id BLOB NOT NULL PRIMARY KEY,
    data_key_id BLOB NOT NULL REFERENCES data_keys (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    transfer_id BLOB REFERENCES transfers (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX grants_by_holding ON grants (holding_id, recipient, category, state);
CREATE INDEX grants_unsettled ON grants (state, id) WHERE state <> 'live';

CREATE TABLE profiles (
    holding_id BLOB NOT NULL PRIMARY KEY REFERENCES holdings (id),
    record BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE applications (
    id BLOB NOT NULL PRIMARY KEY,
    candidate_id BLOB NOT NULL REFERENCES candidates (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id BLOB NOT NULL REFERENCES vacancies (id),
    stage TEXT NOT NULL,
    source TEXT NOT NULL,
    notice_id BLOB REFERENCES notices (id),
    notice_locale TEXT NOT NULL,
    details BLOB,
    received_at INTEGER NOT NULL,
    closed_on TEXT,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX applications_by_holding ON applications (holding_id, received_at);
CREATE INDEX applications_by_vacancy ON applications (vacancy_id, stage, received_at);

CREATE TABLE stage_changes (
    id BLOB NOT NULL PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES applications (id),
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    at INTEGER NOT NULL,
    staff_id BLOB REFERENCES staff (id)
) STRICT;
CREATE INDEX stage_changes_by_application ON stage_changes (application_id, at);

CREATE TABLE assignments (
    application_id BLOB NOT NULL REFERENCES applications (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    PRIMARY KEY (application_id, staff_id)
) STRICT;
CREATE INDEX assignments_by_staff ON assignments (staff_id);

CREATE TABLE selection_results (
    id BLOB NOT NULL PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES applications (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    record BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX selection_results_by_holding ON selection_results (holding_id, at);

CREATE TABLE health_records (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    record BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX health_records_by_holding ON health_records (holding_id, at);

CREATE TABLE health_needs (
    holding_id BLOB NOT NULL PRIMARY KEY REFERENCES holdings (id),
    confirmed_by BLOB REFERENCES staff (id),
    confirmed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE use_reasons (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    code TEXT NOT NULL,
    details BLOB,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX use_reasons_by_holding ON use_reasons (holding_id, at);

CREATE TABLE notes (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    text BLOB NOT NULL,
    staff_id BLOB REFERENCES staff (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_holding ON notes (holding_id, at);

CREATE TABLE proposals (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id BLOB NOT NULL REFERENCES vacancies (id),
    notice_id BLOB NOT NULL REFERENCES notices (id),
    notice_locale TEXT NOT NULL,
    record BLOB NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX proposals_by_holding ON proposals (holding_id, state);
CREATE INDEX proposals_by_office ON proposals (office, state, at);

CREATE TABLE documents (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    proposal_id BLOB REFERENCES proposals (id),
    kind TEXT,
    name BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    warnings TEXT NOT NULL,
    pages INTEGER NOT NULL,
    text BLOB,
    stored_at INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_by_holding ON documents (holding_id, stored_at);
CREATE INDEX documents_unread ON documents (state, id) WHERE state = 'stored';

CREATE TABLE consents (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    scopes TEXT NOT NULL,
    countries TEXT NOT NULL,
    country_info_given INTEGER NOT NULL,
    abroad INTEGER NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    withdrawn_on TEXT,
    notice_id BLOB REFERENCES notices (id),
    locale TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_by_holding ON consents (holding_id);

CREATE TABLE intakes (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    vacancy_id BLOB NOT NULL REFERENCES vacancies (id),
    notice_id BLOB NOT NULL REFERENCES notices (id),
    locale TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    record BLOB NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX intakes_waiting ON intakes (office, state, id) WHERE state = 'received';

CREATE TABLE intake_documents (
    id BLOB NOT NULL PRIMARY KEY,
    intake_id BLOB NOT NULL REFERENCES intakes (id),
    name BLOB NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX intake_documents_by_intake ON intake_documents (intake_id);

CREATE TABLE address_index (
    office TEXT NOT NULL REFERENCES offices (code),
    digest BLOB NOT NULL,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    PRIMARY KEY (office, digest, holding_id)
) STRICT;
CREATE INDEX address_index_by_holding ON address_index (holding_id);

CREATE TABLE processors (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    office TEXT NOT NULL REFERENCES offices (code)
) STRICT;

CREATE TABLE processor_contracts (
    id BLOB NOT NULL PRIMARY KEY,
    processor_id BLOB NOT NULL REFERENCES processors (id),
    from_on TEXT NOT NULL,
    until_on TEXT,
    categories TEXT NOT NULL,
    purposes TEXT NOT NULL,
    countries TEXT NOT NULL,
    vetted_on TEXT,
    sub_processor INTEGER NOT NULL,
    sub_processor_approved INTEGER NOT NULL
) STRICT;

CREATE TABLE joint_use_notices (
    id BLOB NOT NULL PRIMARY KEY,
    published_on TEXT NOT NULL,
    complete INTEGER NOT NULL,
    categories TEXT NOT NULL,
    purposes TEXT NOT NULL
) STRICT;

CREATE TABLE safeguards (
    id BLOB NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    kind TEXT,
    until_on TEXT,
    annual_check_on TEXT,
    onward_permitted INTEGER NOT NULL,
    UNIQUE (origin, destination)
) STRICT;

CREATE TABLE subject_requests (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    request_type TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    identity_verified_at INTEGER,
    answered_at INTEGER
) STRICT;
CREATE INDEX subject_requests_by_holding ON subject_requests (holding_id);

CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    office TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    candidate_id BLOB,
    holding_id BLOB,
    category TEXT,
    purpose TEXT,
    outcome TEXT NOT NULL,
    rules TEXT NOT NULL,
    table_version TEXT NOT NULL,
    is_change INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    shown_digest BLOB,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_candidate ON journal (candidate_id, seq);
CREATE INDEX journal_changes ON journal (seq) WHERE is_change;

CREATE TABLE journal_shown (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    candidate_id BLOB NOT NULL,
    PRIMARY KEY (seq, candidate_id)
) STRICT;
CREATE INDEX journal_shown_by_candidate ON journal_shown (candidate_id, seq);

CREATE TABLE journal_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    last_change INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- The journal is append-only: an UPDATE or DELETE fails whoever asks.
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_shown_no_update BEFORE UPDATE ON journal_shown BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_shown_no_delete BEFORE DELETE ON journal_shown BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
INSERT INTO journal_head (id, seq, last_change, hash) VALUES (1, 0, 0, zeroblob(32));
