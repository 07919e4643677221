-- The columns of somebody's lists; without a row, the usual ones.
CREATE TABLE list_columns (
    staff_id UUID NOT NULL PRIMARY KEY REFERENCES staff (id),
    shown TEXT NOT NULL
);

-- Views that staff saved: name, question and columns, sealed under a key of the office.
CREATE TABLE saved_views (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    staff_id UUID NOT NULL REFERENCES staff (id),
    is_shared BOOLEAN NOT NULL,
    content BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX saved_views_of_staff ON saved_views (staff_id);
CREATE INDEX saved_views_of_office ON saved_views (office, is_shared);
