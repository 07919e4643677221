-- A page of the index fits into a page of the encrypted file (4,096 bytes less 48 of its seal), so that one is opened
-- for it and not two; nobody asks how long a row is. The texts are packed otherwise. What there is is filled anew.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    facts, name, contact, employer, school, skill, cv, application, result, note, tag,
    content = '', columnsize = 0, tokenize = "ascii tokenchars '+#~=>-_'"
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
INSERT INTO words (words, rank) VALUES ('pgsz', 3960);
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
