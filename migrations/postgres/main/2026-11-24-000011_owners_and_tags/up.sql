-- Who of the collecting office looks after the record.
ALTER TABLE holdings ADD COLUMN owner_id UUID REFERENCES staff (id);

-- The tags of a record, all in one value sealed under other.
CREATE TABLE tags (
    holding_id UUID NOT NULL PRIMARY KEY REFERENCES holdings (id),
    labels BYTEA NOT NULL
);
