-- Checks of a destination's system and of the recipient's measures, once a year at least.
CREATE TABLE safeguard_checks (
    id UUID NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL REFERENCES offices (code),
    destination TEXT NOT NULL REFERENCES offices (code),
    checked_on TEXT NOT NULL,
    finding TEXT NOT NULL,
    note TEXT NOT NULL,
    staff_id UUID REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX safeguard_checks_by_origin ON safeguard_checks (origin, at);
