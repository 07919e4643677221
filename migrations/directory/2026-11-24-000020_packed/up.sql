-- The texts behind a row are packed otherwise: what there is is filled anew.
INSERT INTO words (words) VALUES ('delete-all');
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
