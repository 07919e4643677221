-- The records that somebody of staff has chosen from lists, to act on together.
CREATE TABLE selected_records (
    staff_id BLOB NOT NULL REFERENCES staff (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (staff_id, holding_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX selected_records_by_holding ON selected_records (holding_id);

-- An act on many records; what it does is sealed under the token of its page.
CREATE TABLE bulk_acts (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    staff_id BLOB NOT NULL REFERENCES staff (id),
    act BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    begun_at INTEGER
) STRICT;
CREATE INDEX bulk_acts_by_age ON bulk_acts (created_at);

-- What would become, or became, of each record of an act.
CREATE TABLE bulk_act_records (
    act_id BLOB NOT NULL REFERENCES bulk_acts (id),
    holding_id BLOB NOT NULL REFERENCES holdings (id),
    outcome TEXT NOT NULL,
    PRIMARY KEY (act_id, holding_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_act_records_by_outcome ON bulk_act_records (act_id, outcome, holding_id);
CREATE INDEX bulk_act_records_by_holding ON bulk_act_records (holding_id);
