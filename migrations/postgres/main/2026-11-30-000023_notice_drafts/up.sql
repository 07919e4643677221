-- What was decided about those who were shown an earlier version, what the law proposed and by which rows, and why it was
-- decided differently; and whether a version was withdrawn before its day.
ALTER TABLE notices ADD COLUMN announcement TEXT NOT NULL DEFAULT 'publish';
ALTER TABLE notices ADD COLUMN proposed TEXT NOT NULL DEFAULT 'publish';
ALTER TABLE notices ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN published_by UUID REFERENCES staff (id);
ALTER TABLE notices ADD COLUMN withdrawn_at BIGINT;
CREATE INDEX notices_in_force ON notices (effective_on, version) WHERE withdrawn_at IS NULL;
CREATE INDEX applications_judged ON applications (holding_id, received_at, id, notice_id) WHERE notice_id IS NOT NULL;

-- Versions that are being written. They are about nobody.
CREATE TABLE notice_drafts (
    id UUID NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    introduction TEXT NOT NULL,
    additions TEXT NOT NULL,
    purposes TEXT NOT NULL,
    categories TEXT NOT NULL,
    countries TEXT NOT NULL,
    effective_on TEXT,
    announcement TEXT,
    reason TEXT NOT NULL,
    revision BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    changed_by UUID REFERENCES staff (id),
    changed_at BIGINT NOT NULL
);

-- What each candidate said to a later version, with the words that were in front of them. No row: not seen yet.
CREATE TABLE notice_answers (
    holding_id UUID NOT NULL REFERENCES holdings (id),
    notice_id UUID NOT NULL REFERENCES notices (id),
    answer TEXT NOT NULL,
    locale TEXT NOT NULL,
    shown TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    PRIMARY KEY (holding_id, notice_id)
);
CREATE INDEX notice_answers_by_notice ON notice_answers (notice_id, answer);
