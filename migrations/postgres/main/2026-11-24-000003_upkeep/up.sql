-- Upkeep: what the sweeps look at, files without a row, and the keys that sign the anchor.

DROP INDEX grants_unsettled;
CREATE INDEX grants_unsettled ON grants (id) WHERE state NOT IN ('live', 'destroyed');
CREATE INDEX grants_of_data_keys ON grants (data_key_id);

CREATE TABLE stray_files (
    file_id UUID NOT NULL,
    part TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, part)
);

CREATE TABLE anchor_keys (
    public_key BYTEA NOT NULL PRIMARY KEY,
    certificate BYTEA
);
