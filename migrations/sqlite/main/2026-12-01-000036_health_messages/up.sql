-- What messages say that a person took for health data, sealed under health. The message itself says nothing any more.
CREATE TABLE health_messages (
    message_id BLOB NOT NULL PRIMARY KEY REFERENCES messages (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    content BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX health_messages_by_holding ON health_messages (holding_id, at);

-- What came with them, and the mails as they came. The bytes are in the file store, under an id of their own.
CREATE TABLE health_files (
    id BLOB NOT NULL PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES health_messages (message_id),
    name BLOB NOT NULL,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    is_source INTEGER NOT NULL
) STRICT;
CREATE INDEX health_files_by_message ON health_files (message_id);
