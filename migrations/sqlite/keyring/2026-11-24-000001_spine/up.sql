-- The keyring: wrapped data keys and office secrets, backed up apart and briefly.

CREATE TABLE wrapped_keys (
    grant_id BLOB NOT NULL PRIMARY KEY,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE office_secrets (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL,
    kind TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (office, kind)
) STRICT;
