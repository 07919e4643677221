-- People in the order of their lists, and what they are searched by. What there is lacks it: it is filled anew.
DROP TABLE assigned;
DROP TABLE people;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;

-- One row per holding that the office may open, with its latest application. `place` is the order of every list:
-- sixteen places for each second at which an application came in.
CREATE TABLE people (
    place INTEGER NOT NULL PRIMARY KEY,
    holding BLOB NOT NULL UNIQUE,
    candidate BLOB NOT NULL,
    office TEXT NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    reading TEXT NOT NULL,
    vacancy BLOB,
    stage TEXT,
    source TEXT,
    received_at INTEGER NOT NULL,
    usable_until TEXT,
    proposed_at INTEGER
) STRICT;
CREATE INDEX people_by_proposal ON people (proposed_at, place) WHERE proposed_at IS NOT NULL;

-- The texts behind a row, deflated: to show a hit in them, and to take their words out of the index again.
CREATE TABLE texts (
    place INTEGER NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

-- The words of the texts, one column per field, each of one category; `facts` are states such as stage=offer.
-- The words come cut by ours (src/directory/words.rs); here they are only parted at blanks.
CREATE VIRTUAL TABLE words USING fts5 (
    facts, name, contact, employer, school, skill, cv, application, result, note,
    content = '', tokenize = "ascii tokenchars '+#~=>-'"
);
-- What is taken out is overwritten, not only marked.
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

-- The applications that staff are assigned to: what their lists show instead of the latest one.
CREATE TABLE assigned (
    place INTEGER NOT NULL,
    staff BLOB NOT NULL,
    vacancy BLOB NOT NULL,
    stage TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE INDEX assigned_by_place ON assigned (place, staff);
