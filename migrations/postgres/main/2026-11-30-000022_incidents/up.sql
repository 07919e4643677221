-- What decisions were taken on, each set of facts once: states, codes, days and jurisdictions, about nobody by name.
CREATE TABLE decision_facts (
    digest BYTEA NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL
);
ALTER TABLE journal ADD COLUMN facts BYTEA REFERENCES decision_facts (digest);
CREATE TRIGGER decision_facts_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_facts
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
