-- What else lists are ordered by, beside `place`. What there is lacks it: it is filled anew.
ALTER TABLE people ADD COLUMN contacted_on TEXT NOT NULL DEFAULT '';
-- The name as it is ordered: src/directory/collation.rs.
ALTER TABLE people ADD COLUMN name_order TEXT NOT NULL DEFAULT '';
-- A letter for each stage, later ones smaller, so that an order read backwards begins with the first stage.
ALTER TABLE people ADD COLUMN stage_order TEXT NOT NULL DEFAULT '';
CREATE INDEX people_by_name ON people (name_order, place);
CREATE INDEX people_by_contact ON people (contacted_on, place);
CREATE INDEX people_by_stage ON people (stage_order, place);

INSERT INTO words (words) VALUES ('delete-all');
DELETE FROM texts;
DELETE FROM tags;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM due;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;
