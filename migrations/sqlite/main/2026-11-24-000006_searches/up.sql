-- What staff asked the directory, sealed under the token of the page that answers it: the token stands nowhere.
CREATE TABLE searches (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    staff_id BLOB NOT NULL REFERENCES staff (id),
    question BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX searches_by_age ON searches (created_at);
