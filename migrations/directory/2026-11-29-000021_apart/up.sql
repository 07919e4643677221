-- The words of documents stand apart from all others, and what everybody is looks like a fact. A fact is one word also where
-- there is a line in it (first_interview): parts of it would be words that texts have as well. What there is is filled anew.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    facts, name, contact, employer, school, skill, cv, application, result, note, tag,
    content = '', tokenize = "ascii tokenchars '+#~=>-_'"
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
