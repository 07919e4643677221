-- What staff asked the directory, sealed under the token of the page that answers it: the token stands nowhere.
CREATE TABLE searches (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    staff_id UUID NOT NULL REFERENCES staff (id),
    question BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX searches_by_age ON searches (created_at);
