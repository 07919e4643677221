-- Upkeep: what the sweeps look at, files without a row, and the keys that sign the anchor.

DROP INDEX grants_unsettled;
CREATE INDEX grants_unsettled ON grants (id) WHERE state NOT IN ('live', 'destroyed');
CREATE INDEX grants_by_data_key ON grants (data_key_id);

CREATE TABLE stray_files (
    file_id UUID NOT NULL,
    part TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, part)
);

CREATE TABLE anchor_keys (
    id UUID NOT NULL PRIMARY KEY,
    public_key BYTEA NOT NULL UNIQUE,
    certificate BYTEA,
    created_at BIGINT NOT NULL
);
