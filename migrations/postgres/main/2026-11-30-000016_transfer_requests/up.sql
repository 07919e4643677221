-- Transfers that somebody asked for. One waits for the officer, and then for what the law still misses.
CREATE TABLE transfer_requests (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    category TEXT NOT NULL,
    purpose TEXT NOT NULL,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    until_on TEXT,
    asked_by UUID REFERENCES staff (id),
    asked_at BIGINT NOT NULL,
    approved_by UUID REFERENCES staff (id),
    approved_at BIGINT,
    state TEXT NOT NULL,
    settled_at BIGINT,
    transfer_id UUID REFERENCES transfers (id)
);
CREATE INDEX transfer_requests_by_holding ON transfer_requests (holding_id);
CREATE UNIQUE INDEX transfer_requests_once ON transfer_requests (holding_id, category, destination, purpose)
    WHERE state = 'waiting';
CREATE INDEX transfer_requests_waiting ON transfer_requests (origin, asked_at, id) WHERE state = 'waiting';

-- Who made a transfer, and by which rule it ended.
ALTER TABLE transfers ADD COLUMN made_by UUID REFERENCES staff (id);
ALTER TABLE transfers ADD COLUMN end_rule TEXT;
CREATE INDEX transfers_by_origin ON transfers (origin, created_at, id);
CREATE INDEX transfers_in_force ON transfers (origin, id) WHERE ended_at IS NULL;
CREATE INDEX transfers_flows ON transfers (origin, destination, category, rule) WHERE ended_at IS NULL;
