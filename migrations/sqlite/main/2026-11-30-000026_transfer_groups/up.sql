-- The act on many records that asked for a transfer: the officer may decide about all of it together.
ALTER TABLE transfer_requests ADD COLUMN group_id BLOB;
CREATE INDEX transfer_requests_alone ON transfer_requests (origin, asked_at, id)
    WHERE state = 'waiting' AND group_id IS NULL;
CREATE INDEX transfer_requests_together ON transfer_requests (origin, group_id, id)
    WHERE state = 'waiting' AND group_id IS NOT NULL;
