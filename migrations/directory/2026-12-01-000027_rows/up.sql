-- The newest are the first rows of the index (src/directory/write.rs), which is filled anew.
INSERT INTO words (words) VALUES ('delete-all');
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
