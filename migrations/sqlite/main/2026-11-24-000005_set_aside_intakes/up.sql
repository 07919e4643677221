-- When an intake that could not be filed is tried again, and what kept it from being filed.
ALTER TABLE intakes ADD COLUMN next_try_at INTEGER;
ALTER TABLE intakes ADD COLUMN failure TEXT;
CREATE INDEX intakes_failed ON intakes (id) WHERE failure IS NOT NULL;
