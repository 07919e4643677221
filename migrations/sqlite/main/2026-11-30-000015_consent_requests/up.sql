-- How a consent was given, and the words that were in front of whoever gave it.
ALTER TABLE consents ADD COLUMN channel TEXT NOT NULL DEFAULT 'form';
ALTER TABLE consents ADD COLUMN shown TEXT NOT NULL DEFAULT '';

-- A question for one consent; it is about nothing else, so that it can be answered by itself.
CREATE TABLE consent_requests (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    scope TEXT NOT NULL,
    country TEXT,
    until_on TEXT,
    asked_by BLOB REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    open_until TEXT NOT NULL,
    answer TEXT,
    answered_at INTEGER,
    consent_id BLOB REFERENCES consents (id)
) STRICT;
CREATE INDEX consent_requests_by_holding ON consent_requests (holding_id);
