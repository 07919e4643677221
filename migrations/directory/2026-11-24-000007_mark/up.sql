-- An entry of the journal that was followed, with its hash: in an older copy of the database it is another or none.
CREATE TABLE mark (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
