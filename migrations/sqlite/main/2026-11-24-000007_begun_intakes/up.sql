-- How often the filing of an intake was begun and never came to an end, because the process died of it.
ALTER TABLE intakes ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
