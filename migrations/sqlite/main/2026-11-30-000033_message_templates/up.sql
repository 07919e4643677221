-- Texts that the recruiters of an office begin messages with, each in a language. They name nobody.
CREATE TABLE message_templates (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_by BLOB REFERENCES staff (id),
    changed_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_templates_once ON message_templates (office, locale, name);

-- What stands under the messages of somebody of staff, in each language that they wrote it in.
CREATE TABLE staff_signatures (
    staff_id BLOB NOT NULL REFERENCES staff (id),
    locale TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (staff_id, locale)
) STRICT;
