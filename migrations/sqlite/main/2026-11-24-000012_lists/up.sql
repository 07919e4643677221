-- The columns of somebody's lists; without a row, the usual ones.
CREATE TABLE list_columns (
    staff_id BLOB NOT NULL PRIMARY KEY REFERENCES staff (id),
    shown TEXT NOT NULL
) STRICT;

-- Views that staff saved: name, question and columns, sealed under a key of the office.
CREATE TABLE saved_views (
    id BLOB NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    is_shared INTEGER NOT NULL,
    content BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_views_of_staff ON saved_views (staff_id);
CREATE INDEX saved_views_of_office ON saved_views (office, is_shared);
