-- Interviews that candidates are invited to by mail. What an invitation says is sealed; here stand states and times.
CREATE TABLE interviews (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    application_id UUID NOT NULL REFERENCES applications (id),
    thread_id UUID REFERENCES threads (id),
    uid TEXT NOT NULL,
    details BYTEA NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    answered_at BIGINT,
    answer_message_id UUID REFERENCES messages (id),
    answer_from_elsewhere BOOLEAN NOT NULL,
    created_by UUID REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX interviews_by_holding ON interviews (holding_id, starts_at);
CREATE INDEX interviews_coming ON interviews (starts_at, id) WHERE state = 'planned';

-- A message that tells of an interview brings its calendar, as long as nothing changed since.
ALTER TABLE messages ADD COLUMN interview_id UUID REFERENCES interviews (id);
ALTER TABLE messages ADD COLUMN interview_sequence INTEGER;
CREATE INDEX messages_by_interview ON messages (interview_id) WHERE interview_id IS NOT NULL;
