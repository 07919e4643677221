-- What decisions were taken on, each set of facts once: states, codes, days and jurisdictions, about nobody by name.
CREATE TABLE decision_facts (
    digest BYTEA NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL
);
ALTER TABLE journal ADD COLUMN facts BYTEA REFERENCES decision_facts (digest);
CREATE TRIGGER decision_facts_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_facts
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

-- Incidents: what happened in words about no candidate, whom it affects as references, and the clocks it started.
CREATE TABLE incidents (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    place TEXT NOT NULL REFERENCES offices (code),
    processor_id UUID REFERENCES processors (id),
    known_on TEXT NOT NULL,
    assessed_on TEXT,
    processor_knew_on TEXT,
    what TEXT NOT NULL,
    categories TEXT NOT NULL,
    wrongful_purpose BOOLEAN NOT NULL,
    property_damage BOOLEAN NOT NULL,
    significant_harm BOOLEAN NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    recorded_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    scope TEXT,
    scope_of TEXT,
    scope_from TEXT,
    scope_until TEXT,
    scope_acts TEXT
);
CREATE INDEX incidents_by_office ON incidents (office, recorded_at);

CREATE TABLE incident_affected (
    incident_id UUID NOT NULL REFERENCES incidents (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    candidate_id UUID NOT NULL,
    office TEXT NOT NULL REFERENCES offices (code),
    home TEXT,
    health BOOLEAN NOT NULL,
    search BIGINT NOT NULL,
    left_out TEXT,
    added TEXT,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (incident_id, holding_id)
);
CREATE INDEX incident_affected_by_office ON incident_affected (incident_id, office, holding_id);

CREATE TABLE incident_clocks (
    incident_id UUID NOT NULL REFERENCES incidents (id),
    rule TEXT NOT NULL,
    due_on TEXT,
    done_on TEXT,
    not_required TEXT,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (incident_id, rule)
);
CREATE INDEX incident_clocks_open ON incident_clocks (due_on) WHERE done_on IS NULL AND not_required IS NULL;

-- An incident of an account asks for the transfers that it approved.
CREATE INDEX transfer_requests_by_approver ON transfer_requests (approved_by, settled_at) WHERE state = 'made';
