-- The directory of one office: derived, encrypted, thrown away and rebuilt at will.

CREATE TABLE position (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    rebuilt INTEGER NOT NULL
) STRICT;
INSERT INTO position (id, seq, rebuilt) VALUES (1, 0, 0);

-- One row per holding that the office may open, with its latest application.
CREATE TABLE people (
    holding BLOB NOT NULL PRIMARY KEY,
    candidate BLOB NOT NULL,
    office TEXT NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    reading TEXT NOT NULL,
    vacancy BLOB,
    stage TEXT,
    source TEXT,
    received_at INTEGER NOT NULL,
    usable_until TEXT
) STRICT;
CREATE INDEX people_newest ON people (received_at, holding);
CREATE INDEX people_by_stage ON people (stage, received_at, holding);
CREATE INDEX people_by_vacancy ON people (vacancy, received_at, holding);
CREATE INDEX people_by_candidate ON people (candidate);

CREATE TABLE assigned (
    staff BLOB NOT NULL,
    holding BLOB NOT NULL,
    PRIMARY KEY (staff, holding)
) STRICT;
CREATE INDEX assigned_by_holding ON assigned (holding);
