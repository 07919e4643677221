-- What decisions were taken on, each set of facts once: states, codes, days and jurisdictions, about nobody by name.
CREATE TABLE decision_facts (
    digest BLOB NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE journal ADD COLUMN facts BLOB REFERENCES decision_facts (digest);
CREATE TRIGGER decision_facts_no_update BEFORE UPDATE ON decision_facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER decision_facts_no_delete BEFORE DELETE ON decision_facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Incidents: what happened in words about no candidate, whom it affects as references, and the clocks it started.
CREATE TABLE incidents (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    place TEXT NOT NULL REFERENCES offices (code),
    processor_id BLOB REFERENCES processors (id),
    known_on TEXT NOT NULL,
    assessed_on TEXT,
    processor_knew_on TEXT,
    what TEXT NOT NULL,
    categories TEXT NOT NULL,
    wrongful_purpose INTEGER NOT NULL,
    property_damage INTEGER NOT NULL,
    significant_harm INTEGER NOT NULL,
    recorded_by BLOB REFERENCES staff (id),
    recorded_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    searches INTEGER NOT NULL,
    scope TEXT,
    scope_of TEXT,
    scope_from TEXT,
    scope_until TEXT,
    scope_acts TEXT
) STRICT;
CREATE INDEX incidents_by_office ON incidents (office, recorded_at);

CREATE TABLE incident_affected (
    incident_id BLOB NOT NULL REFERENCES incidents (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    candidate_id BLOB NOT NULL,
    office TEXT NOT NULL REFERENCES offices (code),
    home TEXT,
    health INTEGER NOT NULL,
    search INTEGER NOT NULL,
    left_out TEXT,
    added TEXT,
    staff_id BLOB REFERENCES staff (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (incident_id, holding_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_affected_by_office ON incident_affected (incident_id, office, holding_id);

CREATE TABLE incident_clocks (
    incident_id BLOB NOT NULL REFERENCES incidents (id),
    rule TEXT NOT NULL,
    due_on TEXT,
    done_on TEXT,
    not_required TEXT,
    staff_id BLOB REFERENCES staff (id),
    at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (incident_id, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_clocks_open ON incident_clocks (due_on) WHERE done_on IS NULL AND not_required IS NULL;

-- An incident of an account asks for the transfers that it approved.
CREATE INDEX transfer_requests_by_approver ON transfer_requests (approved_by, settled_at) WHERE state = 'made';
