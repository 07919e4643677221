-- The day on which a holding is looked at again, because its answer may change by itself then.
CREATE TABLE due (
    holding BLOB NOT NULL PRIMARY KEY,
    day TEXT NOT NULL
) STRICT;
CREATE INDEX due_by_day ON due (day);

-- When the newest open proposal for the person came in.
ALTER TABLE people ADD COLUMN proposed_at INTEGER;
CREATE INDEX people_by_proposal ON people (proposed_at, holding) WHERE proposed_at IS NOT NULL;

-- How far a filling that was cut off had come. What there is lacks the columns above: it is filled anew.
ALTER TABLE position ADD COLUMN filled_to BLOB;
DELETE FROM assigned;
DELETE FROM people;
UPDATE position SET seq = 0, rebuilt = 0;
