-- How it was found whose a message is; what is no mail says nothing.
ALTER TABLE messages ADD COLUMN filed_by TEXT;
-- Under which id the source is in the file store, once it was sealed anew; until then under the message's own.
ALTER TABLE messages ADD COLUMN source_id UUID;
CREATE INDEX messages_by_source ON messages (source_id) WHERE source_id IS NOT NULL;
