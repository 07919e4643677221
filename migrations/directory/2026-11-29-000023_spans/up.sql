-- Single characters, beginnings of names and addresses, and spans of the orders are words now. What there is lacks
-- them: it is filled anew.
INSERT INTO words (words) VALUES ('delete-all');
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;

-- The words of the index, to complete the beginning of one.
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, instance);
