-- Who looks after a record, and its tags. What there is lacks them: it is filled anew.
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;

ALTER TABLE people ADD COLUMN owner BLOB;
-- A list in JSON, in the order of the record.
ALTER TABLE people ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

-- How many rows have each tag, for suggestions.
CREATE TABLE tags (
    label TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;
CREATE INDEX tags_by_number ON tags (number, label);

-- Tags are of the category of notes, so they have a column of their own: `facts` is for everybody.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    facts, name, contact, employer, school, skill, cv, application, result, note, tag,
    content = '', tokenize = "ascii tokenchars '+#~=>-'"
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
