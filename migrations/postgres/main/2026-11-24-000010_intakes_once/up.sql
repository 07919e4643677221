-- A form that was sent twice is one application: a digest of its random token and all that it brought.
ALTER TABLE intakes ADD COLUMN sent_digest BYTEA;
CREATE UNIQUE INDEX intakes_sent_once ON intakes (sent_digest);
