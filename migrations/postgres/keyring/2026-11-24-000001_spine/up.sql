-- The keyring: wrapped data keys and office secrets, backed up apart and briefly.

CREATE TABLE wrapped_keys (
    grant_id UUID NOT NULL PRIMARY KEY,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE office_secrets (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL,
    kind TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (office, kind)
);
