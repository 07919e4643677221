-- What was written in messages has a column of its own, of the category of communications. What there is lacks it: it is
-- filled anew. The words that are completed are read through a table over the others, so it is made anew as well.
DROP TABLE vocabulary;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    facts, name, contact, employer, school, skill, cv, application, result, note, message, tag,
    content = '', columnsize = 0, tokenize = "ascii tokenchars '+#~=>-_'"
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
INSERT INTO words (words, rank) VALUES ('pgsz', 3960);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, instance);
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
