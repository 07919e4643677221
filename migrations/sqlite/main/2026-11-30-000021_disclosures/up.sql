-- Provision to third parties: who they are, what was asked for and on which ground, what was given, and its end.
CREATE TABLE third_parties (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX third_parties_once ON third_parties (office, country, name_key);

-- What is written about a person, and the third party's particulars at that moment, is sealed in `words`.
CREATE TABLE disclosures (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    origin TEXT NOT NULL REFERENCES offices (code),
    third_party_id BLOB NOT NULL REFERENCES third_parties (id),
    categories TEXT NOT NULL,
    purpose TEXT NOT NULL,
    ground TEXT NOT NULL,
    exception_law TEXT,
    evidence INTEGER NOT NULL,
    consent_difficult INTEGER NOT NULL,
    harm_to TEXT,
    safeguard TEXT,
    safeguard_until TEXT,
    annual_check_on TEXT,
    words BLOB NOT NULL,
    asked_by BLOB REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    approved_by BLOB REFERENCES staff (id),
    approved_at INTEGER,
    state TEXT NOT NULL,
    settled_by BLOB REFERENCES staff (id),
    settled_at INTEGER
) STRICT;
CREATE INDEX disclosures_by_holding ON disclosures (holding_id, third_party_id);
CREATE INDEX disclosures_by_origin ON disclosures (origin, state, asked_at, id);
CREATE INDEX disclosures_by_moment ON disclosures (origin, asked_at, id);

-- The record of a provision (APPI Art. 29): what the disclosure has not said yet.
CREATE TABLE provision_records (
    disclosure_id BLOB NOT NULL PRIMARY KEY REFERENCES disclosures (id),
    given_on TEXT NOT NULL,
    means TEXT NOT NULL,
    rules TEXT NOT NULL,
    table_version TEXT NOT NULL,
    consent_id BLOB REFERENCES consents (id),
    recorded_by BLOB REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    kept_until TEXT NOT NULL,
    kept_rule TEXT NOT NULL
) STRICT;

-- What is still to be done after a provision.
CREATE TABLE disclosure_duties (
    disclosure_id BLOB NOT NULL REFERENCES disclosures (id),
    duty TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_by BLOB REFERENCES staff (id),
    done_at INTEGER,
    PRIMARY KEY (disclosure_id, duty)
) STRICT;

-- Demands that provision to a third party end (APPI Art. 35(3)); one that was lifted counts no more.
CREATE TABLE provision_ends (
    id BLOB NOT NULL PRIMARY KEY,
    disclosure_id BLOB NOT NULL REFERENCES disclosures (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    third_party_id BLOB NOT NULL REFERENCES third_parties (id),
    ground TEXT NOT NULL,
    demanded_on TEXT NOT NULL,
    words BLOB NOT NULL,
    recorded_by BLOB REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    lifted_by BLOB REFERENCES staff (id),
    lifted_at INTEGER,
    lift_words BLOB
) STRICT;
CREATE UNIQUE INDEX provision_ends_once ON provision_ends (holding_id, third_party_id, ground) WHERE lifted_at IS NULL;
CREATE INDEX provision_ends_by_disclosure ON provision_ends (disclosure_id);
CREATE INDEX provision_ends_by_holding ON provision_ends (holding_id);

-- The record of a receipt (APPI Art. 30): who gave us a record, and how they had come by it.
CREATE TABLE receipt_records (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    origin TEXT NOT NULL REFERENCES offices (code),
    third_party_id BLOB NOT NULL REFERENCES third_parties (id),
    received_on TEXT NOT NULL,
    categories TEXT NOT NULL,
    words BLOB NOT NULL,
    recorded_by BLOB REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    kept_until TEXT NOT NULL,
    kept_rule TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_records_by_holding ON receipt_records (holding_id);
CREATE INDEX receipt_records_by_origin ON receipt_records (origin, recorded_at, id);
