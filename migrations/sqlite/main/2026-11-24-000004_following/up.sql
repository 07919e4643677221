-- How often reading a document was tried, and when it is its turn again.
ALTER TABLE documents ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN retry_at INTEGER;
DROP INDEX documents_unread;
CREATE INDEX documents_unread ON documents (tries, id) WHERE state = 'stored';

-- What an office was given, in order: a directory is filled from it alone.
CREATE INDEX grants_by_recipient ON grants (recipient, state, holding_id);
