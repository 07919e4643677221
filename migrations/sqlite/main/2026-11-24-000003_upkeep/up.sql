-- Upkeep: what the sweeps look at, files without a row, and the keys that sign the anchor.

DROP INDEX grants_unsettled;
CREATE INDEX grants_unsettled ON grants (id) WHERE state NOT IN ('live', 'destroyed');
CREATE INDEX grants_by_data_key ON grants (data_key_id);

CREATE TABLE stray_files (
    file_id BLOB NOT NULL,
    part TEXT NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (file_id, part)
) STRICT;

CREATE TABLE anchor_keys (
    id BLOB NOT NULL PRIMARY KEY,
    public_key BLOB NOT NULL UNIQUE,
    certificate BLOB,
    created_at INTEGER NOT NULL
) STRICT;
