-- What remains to be done while a category is made available to another office or to a processor: each duty of the rule
-- that allowed it, by its day. `due_on` is the next day; one without a day is done for good.
CREATE TABLE lent_duties (
    id UUID NOT NULL PRIMARY KEY,
    transfer_id UUID REFERENCES transfers (id),
    entrustment_id UUID REFERENCES entrustments (id),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    origin TEXT NOT NULL REFERENCES offices (code),
    recipient TEXT NOT NULL,
    countries TEXT NOT NULL,
    duty TEXT NOT NULL,
    rule TEXT NOT NULL,
    due_on TEXT,
    done_at BIGINT,
    done_by UUID REFERENCES staff (id),
    note_id UUID,
    notice_id UUID REFERENCES notices (id),
    consent_id UUID REFERENCES consents (id),
    kept_until TEXT,
    kept_rule TEXT,
    ended_at BIGINT,
    CHECK ((transfer_id IS NULL) <> (entrustment_id IS NULL))
);
CREATE UNIQUE INDEX lent_duties_of_transfer ON lent_duties (transfer_id, duty) WHERE transfer_id IS NOT NULL;
CREATE UNIQUE INDEX lent_duties_of_entrustment ON lent_duties (entrustment_id, duty) WHERE entrustment_id IS NOT NULL;
CREATE INDEX lent_duties_by_holding ON lent_duties (holding_id);
CREATE INDEX lent_duties_open ON lent_duties (origin, duty, recipient, countries, due_on) WHERE due_on IS NOT NULL;
CREATE INDEX lent_duties_by_notice ON lent_duties (origin, countries) WHERE notice_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX disclosure_duties_open ON disclosure_duties (due_on) WHERE done_at IS NULL;

-- How such a duty was seen to, for all that one recipient had: about the recipient, and about no candidate.
CREATE TABLE duty_notes (
    id UUID NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL REFERENCES offices (code),
    duty TEXT NOT NULL,
    recipient TEXT NOT NULL,
    countries TEXT NOT NULL,
    records BIGINT NOT NULL,
    note TEXT NOT NULL,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX duty_notes_by_origin ON duty_notes (origin, at, id);

-- The journal by purpose: what a summary counts stands in the index itself.
CREATE INDEX journal_by_purpose ON journal (office, purpose, seq, outcome, candidate_id, shown);

-- Third parties can be changed: how to reach them, and how often they were.
ALTER TABLE third_parties ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE third_parties ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
