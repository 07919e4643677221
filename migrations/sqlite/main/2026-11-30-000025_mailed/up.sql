-- A package for a processor that is mailed to one of its people; without one it goes to the contact for incidents. What is
-- in it is put together when it goes out, and nothing of it waits here.
CREATE TABLE mailed_packages (
    id BLOB NOT NULL PRIMARY KEY,
    processor_id BLOB NOT NULL REFERENCES processors (id),
    contact_id BLOB REFERENCES staff (id),
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL,
    asked_by BLOB NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    records INTEGER
) STRICT;
CREATE INDEX mailed_packages_by_processor ON mailed_packages (processor_id, asked_at);

-- That an office tells those who were shown an earlier version of a later one, and how far their letters are made.
CREATE TABLE notice_announcements (
    notice_id BLOB NOT NULL REFERENCES notices (id),
    office TEXT NOT NULL REFERENCES offices (code),
    asked_by BLOB NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    reached_at INTEGER,
    reached BLOB,
    made_at INTEGER,
    PRIMARY KEY (notice_id, office)
) STRICT;
CREATE INDEX notice_announcements_open ON notice_announcements (office) WHERE made_at IS NULL;

-- A letter is about a candidate's record, or brings a package, which is nobody's alone; and it says by which rule it was
-- stopped.
ALTER TABLE letters RENAME TO letters_before;
CREATE TABLE letters (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    holding_id BLOB REFERENCES holdings (id),
    kind TEXT NOT NULL,
    consent_request_id BLOB REFERENCES consent_requests (id),
    notice_id BLOB REFERENCES notices (id),
    package_id BLOB REFERENCES mailed_packages (id),
    state TEXT NOT NULL,
    fault TEXT,
    rule TEXT,
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
INSERT INTO letters (id, office, holding_id, kind, consent_request_id, state, fault, tries, next_at, created_at, done_at)
    SELECT id, office, holding_id, kind, consent_request_id, state, fault, tries, next_at, created_at, done_at
    FROM letters_before;
DROP TABLE letters_before;
CREATE INDEX letters_waiting ON letters (office, next_at) WHERE done_at IS NULL;
CREATE INDEX letters_by_question ON letters (consent_request_id);
CREATE UNIQUE INDEX letters_of_package ON letters (package_id) WHERE package_id IS NOT NULL;
-- Nobody is told of a version twice.
CREATE UNIQUE INDEX letters_once ON letters (notice_id, holding_id) WHERE notice_id IS NOT NULL;
CREATE INDEX letters_of_notice ON letters (notice_id, office, state) WHERE notice_id IS NOT NULL;

-- Where a link leads, if it answers a later version.
ALTER TABLE link_tokens ADD COLUMN notice_id BLOB REFERENCES notices (id);
CREATE INDEX link_tokens_by_notice ON link_tokens (notice_id, holding_id) WHERE notice_id IS NOT NULL;
