-- Words that recruiters gather threads by. A word is sealed; the digest is keyed, as of addresses, and tells which threads
-- have the same word.
CREATE TABLE thread_tags (
    id BLOB NOT NULL PRIMARY KEY,
    thread_id BLOB NOT NULL REFERENCES threads (id),
    office TEXT NOT NULL REFERENCES offices (code),
    digest BLOB NOT NULL,
    label BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX thread_tags_once ON thread_tags (thread_id, digest);
CREATE INDEX thread_tags_by_digest ON thread_tags (office, digest, thread_id);

-- The thread that a note was written on.
ALTER TABLE notes ADD COLUMN thread_id BLOB REFERENCES threads (id);
CREATE INDEX notes_by_thread ON notes (thread_id) WHERE thread_id IS NOT NULL;
