-- A note is for the team or for its author alone.
ALTER TABLE notes ADD COLUMN class TEXT NOT NULL DEFAULT 'team';

-- Who judged.
ALTER TABLE selection_results ADD COLUMN staff_id UUID REFERENCES staff (id);

-- What is to be done about a record; the text is sealed under other.
CREATE TABLE tasks (
    id UUID NOT NULL PRIMARY KEY,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    text BYTEA NOT NULL,
    due_on TEXT NOT NULL,
    assignee_id UUID NOT NULL REFERENCES staff (id),
    created_by UUID REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by UUID REFERENCES staff (id)
);
CREATE INDEX tasks_by_holding ON tasks (holding_id);
CREATE INDEX tasks_open_by_assignee ON tasks (assignee_id, due_on) WHERE done_at IS NULL;
