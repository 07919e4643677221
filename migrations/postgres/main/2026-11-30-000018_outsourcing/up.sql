-- Outsourcing: who looks after whom, who works for whom, and what each was entrusted with.
ALTER TABLE processors ADD COLUMN incident_contact TEXT NOT NULL DEFAULT '';
ALTER TABLE processors ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE processors ADD COLUMN ended_at BIGINT;
ALTER TABLE processors ADD COLUMN disposal TEXT;
ALTER TABLE processors ADD COLUMN disposal_note TEXT;
ALTER TABLE processors ADD COLUMN disposal_at BIGINT;
CREATE INDEX processors_by_office ON processors (office);

ALTER TABLE processor_contracts ADD COLUMN safeguard TEXT;
ALTER TABLE processor_contracts ADD COLUMN annual_check_on TEXT;
CREATE UNIQUE INDEX processor_contracts_once ON processor_contracts (processor_id);

-- Vetting before and supervision after; what is to be mended has a last day.
CREATE TABLE processor_reviews (
    id UUID NOT NULL PRIMARY KEY,
    processor_id UUID NOT NULL REFERENCES processors (id),
    kind TEXT NOT NULL,
    reviewed_on TEXT NOT NULL,
    finding TEXT NOT NULL,
    note TEXT NOT NULL,
    mend_by TEXT,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX processor_reviews_by_processor ON processor_reviews (processor_id, at);
INSERT INTO processor_reviews (id, processor_id, kind, reviewed_on, finding, note, at)
    SELECT id, processor_id, 'vetting', vetted_on, 'in_order', '', 0 FROM processor_contracts
    WHERE vetted_on IS NOT NULL;

CREATE TABLE sub_processors (
    id UUID NOT NULL PRIMARY KEY,
    processor_id UUID NOT NULL REFERENCES processors (id),
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    engaged BOOLEAN NOT NULL,
    approved_on TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX sub_processors_by_processor ON sub_processors (processor_id);
-- What was known of a sub-processor: that there was one, and whether it was approved.
INSERT INTO sub_processors (id, processor_id, name, country, engaged, approved_on, created_at)
    SELECT c.id, p.id, p.name, p.country, TRUE, CASE WHEN c.sub_processor_approved THEN c.from_on END, 0
    FROM processor_contracts c JOIN processors p ON p.id = c.processor_id WHERE c.sub_processor;
ALTER TABLE processor_contracts DROP COLUMN vetted_on;
ALTER TABLE processor_contracts DROP COLUMN sub_processor;
ALTER TABLE processor_contracts DROP COLUMN sub_processor_approved;

CREATE TABLE processor_users (
    staff_id UUID NOT NULL PRIMARY KEY REFERENCES staff (id),
    processor_id UUID NOT NULL REFERENCES processors (id)
);
CREATE INDEX processor_users_by_processor ON processor_users (processor_id);

CREATE TABLE entrustments (
    id UUID NOT NULL PRIMARY KEY,
    processor_id UUID NOT NULL REFERENCES processors (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    origin TEXT NOT NULL REFERENCES offices (code),
    category TEXT NOT NULL,
    purpose TEXT NOT NULL,
    until_on TEXT,
    rule TEXT NOT NULL,
    made_by UUID REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_rule TEXT
);
CREATE INDEX entrustments_by_holding ON entrustments (holding_id, processor_id);
CREATE INDEX entrustments_by_processor ON entrustments (processor_id, holding_id) WHERE ended_at IS NULL;
CREATE INDEX entrustments_in_force ON entrustments (origin, id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX entrustments_once ON entrustments (processor_id, holding_id, category, purpose)
    WHERE ended_at IS NULL;
ALTER TABLE grants ADD COLUMN entrustment_id UUID REFERENCES entrustments (id);
