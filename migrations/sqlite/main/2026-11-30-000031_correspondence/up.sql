-- Correspondence. What a message says is sealed; here stand states and times.

-- The published notice that counted when somebody wrote who has not applied (APPI Art. 21(1)).
ALTER TABLE holdings ADD COLUMN notice_id BLOB REFERENCES notices (id);

CREATE TABLE mailboxes (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    name TEXT NOT NULL,
    uid_validity INTEGER,
    last_uid INTEGER NOT NULL,
    looked_at INTEGER,
    fault TEXT,
    failing_since INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX mailboxes_once ON mailboxes (office, name);

-- A mail as it came, sealed under a key of its own, until it is filed. The digest is keyed: each mail comes in once.
CREATE TABLE incoming_messages (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    mailbox_id BLOB REFERENCES mailboxes (id),
    digest BLOB NOT NULL,
    wrapped_key BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    automatic TEXT,
    fault TEXT,
    tries INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    next_try_at INTEGER,
    received_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX incoming_messages_once ON incoming_messages (office, digest);
CREATE INDEX incoming_messages_waiting ON incoming_messages (office, id) WHERE state = 'received';
CREATE INDEX incoming_messages_apart ON incoming_messages (office, id) WHERE state IN ('apart', 'quarantined');

CREATE TABLE threads (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    office TEXT NOT NULL REFERENCES offices (code),
    state TEXT NOT NULL,
    owner_id BLOB REFERENCES staff (id),
    snoozed_until INTEGER,
    last_at INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
-- A folder is read in the order of an index, and counted in it alone.
CREATE INDEX threads_by_state ON threads (office, state, last_at, id, owner_id, snoozed_until);
CREATE INDEX threads_by_owner ON threads (owner_id, office, state, last_at, id, snoozed_until);
CREATE INDEX threads_by_time ON threads (office, last_at, id);
CREATE INDEX threads_snoozed ON threads (office, snoozed_until, state) WHERE snoozed_until IS NOT NULL;
CREATE INDEX threads_by_holding ON threads (holding_id, last_at);

CREATE TABLE messages (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    thread_id BLOB NOT NULL REFERENCES threads (id),
    incoming_id BLOB REFERENCES incoming_messages (id),
    direction TEXT NOT NULL,
    channel TEXT NOT NULL,
    automatic TEXT,
    head BLOB NOT NULL,
    body BLOB NOT NULL,
    source_bytes INTEGER,
    staff_id BLOB REFERENCES staff (id),
    at INTEGER NOT NULL,
    sending TEXT,
    send_at INTEGER,
    tries INTEGER NOT NULL,
    fault TEXT,
    rule TEXT,
    sent_at INTEGER,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_thread ON messages (thread_id, at, id);
CREATE INDEX messages_by_holding ON messages (holding_id, at, id);
CREATE UNIQUE INDEX messages_filed_once ON messages (incoming_id, holding_id);
CREATE INDEX messages_to_send ON messages (send_at, id) WHERE sending = 'queued';

CREATE TABLE message_files (
    id BLOB NOT NULL PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES messages (id),
    name BLOB NOT NULL,
    content_type TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX message_files_by_message ON message_files (message_id);

-- Which message a Message-ID belongs to at an office: keyed digests, as of addresses.
CREATE TABLE message_index (
    office TEXT NOT NULL REFERENCES offices (code),
    digest BLOB NOT NULL,
    message_id BLOB NOT NULL REFERENCES messages (id),
    PRIMARY KEY (office, digest, message_id)
) STRICT;
CREATE INDEX message_index_by_message ON message_index (message_id);

-- What a message seems to be about, for a person to decide.
CREATE TABLE message_findings (
    id BLOB NOT NULL PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES messages (id),
    finding TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by BLOB REFERENCES staff (id),
    decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX message_findings_once ON message_findings (message_id, finding);

-- Who is looking at a thread or writing in it, so that two do not answer at once.
CREATE TABLE thread_viewers (
    thread_id BLOB NOT NULL REFERENCES threads (id),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    seen_at INTEGER NOT NULL,
    writes INTEGER NOT NULL,
    PRIMARY KEY (thread_id, staff_id)
) STRICT;

-- A request that a mail brought: its clock runs from the mail, its identity is checked elsewhere.
ALTER TABLE subject_requests ADD COLUMN message_id BLOB REFERENCES messages (id);
ALTER TABLE subject_requests ADD COLUMN due_on TEXT;
ALTER TABLE subject_requests ADD COLUMN dismissed_at INTEGER;
