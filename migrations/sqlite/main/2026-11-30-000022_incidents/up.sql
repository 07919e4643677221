-- What decisions were taken on, each set of facts once: states, codes, days and jurisdictions, about nobody by name.
CREATE TABLE decision_facts (
    digest BLOB NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE journal ADD COLUMN facts BLOB REFERENCES decision_facts (digest);
CREATE TRIGGER decision_facts_no_update BEFORE UPDATE ON decision_facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER decision_facts_no_delete BEFORE DELETE ON decision_facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
