-- When each rule decided last, read off the journal; what is there can be thrown away and read off again.
CREATE TABLE rule_uses (
    rule TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL
);
