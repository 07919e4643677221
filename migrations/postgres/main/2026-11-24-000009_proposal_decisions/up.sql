-- Who decided about a proposal, when, and why; the reason is sealed under profile.
ALTER TABLE proposals ADD COLUMN decided_by UUID REFERENCES staff (id);
ALTER TABLE proposals ADD COLUMN decided_at BIGINT;
ALTER TABLE proposals ADD COLUMN reason BYTEA;

-- What a profile said before each change, sealed under profile; it goes with the profile.
CREATE TABLE profile_versions (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES profiles (holding_id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    replaced_by UUID REFERENCES staff (id),
    replaced_at BIGINT NOT NULL,
    UNIQUE (holding_id, revision)
);
