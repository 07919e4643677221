-- When each application came in that somebody is assigned to (the latest one's date tells of others), and by which rules
-- was decided who is in. What there is lacks it: it is filled anew.
INSERT INTO words (words) VALUES ('delete-all');
DELETE FROM texts;
DELETE FROM assigned;
DELETE FROM people;
DELETE FROM tags;
DELETE FROM due;
DELETE FROM mark;
UPDATE position SET seq = 0, rebuilt = 0, filled_to = NULL;

ALTER TABLE assigned ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
DROP INDEX assigned_by_place;
CREATE INDEX assigned_by_place ON assigned (place, staff, received_at);

-- The digest of rule and access table.
ALTER TABLE mark ADD COLUMN rules BLOB NOT NULL DEFAULT x'';

-- The word that a tag is found by, so that spellings are joined without cutting each anew.
ALTER TABLE tags ADD COLUMN fact TEXT NOT NULL DEFAULT '';
