-- Who of the collecting office looks after the record.
ALTER TABLE holdings ADD COLUMN owner_id BLOB REFERENCES staff (id);

-- The tags of a record, all in one value sealed under other.
CREATE TABLE tags (
    holding_id BLOB NOT NULL PRIMARY KEY REFERENCES holdings (id),
    labels BLOB NOT NULL
) STRICT;
