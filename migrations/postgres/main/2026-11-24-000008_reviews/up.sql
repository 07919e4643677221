-- What a named person decided about a holding that a review holds, with the reason, sealed under profile.
CREATE TABLE review_decisions (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    review TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason BYTEA NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX review_decisions_by_holding ON review_decisions (holding_id, at);
CREATE INDEX holdings_to_review ON holdings (office, created_at, id)
    WHERE home_reviewed_at IS NULL AND residence NOT IN ('JP', 'SG', 'HK');
