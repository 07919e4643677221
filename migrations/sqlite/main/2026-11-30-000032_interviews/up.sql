-- Interviews that candidates are invited to by mail. What an invitation says is sealed; here stand states and times.
CREATE TABLE interviews (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    application_id BLOB NOT NULL REFERENCES applications (id),
    thread_id BLOB REFERENCES threads (id),
    uid TEXT NOT NULL,
    details BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    answered_at INTEGER,
    answer_message_id BLOB REFERENCES messages (id),
    answer_from_elsewhere INTEGER NOT NULL,
    created_by BLOB REFERENCES staff (id),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX interviews_by_holding ON interviews (holding_id, starts_at);
CREATE INDEX interviews_coming ON interviews (starts_at, id) WHERE state = 'planned';

-- A message that tells of an interview brings its calendar, as long as nothing changed since.
ALTER TABLE messages ADD COLUMN interview_id BLOB REFERENCES interviews (id);
ALTER TABLE messages ADD COLUMN interview_sequence INTEGER;
CREATE INDEX messages_by_interview ON messages (interview_id) WHERE interview_id IS NOT NULL;
