-- Who decided about a proposal, when, and why; the reason is sealed under profile.
ALTER TABLE proposals ADD COLUMN decided_by BLOB REFERENCES staff (id);
ALTER TABLE proposals ADD COLUMN decided_at INTEGER;
ALTER TABLE proposals ADD COLUMN reason BLOB;

-- What a profile said before each change, sealed under profile; it goes with the profile.
CREATE TABLE profile_versions (
    id BLOB NOT NULL PRIMARY KEY,
    holding_id BLOB NOT NULL REFERENCES profiles (holding_id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    record BLOB NOT NULL,
    replaced_by BLOB REFERENCES staff (id),
    replaced_at INTEGER NOT NULL,
    UNIQUE (holding_id, revision)
) STRICT;
