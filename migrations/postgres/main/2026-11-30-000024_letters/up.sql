-- What the program mails by itself. A row says about what and how far it is; the address and the words are put together
-- when it is sent, so that nothing about a person waits here.
CREATE TABLE letters (
    id UUID NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    holding_id UUID NOT NULL REFERENCES holdings (id),
    kind TEXT NOT NULL,
    consent_request_id UUID REFERENCES consent_requests (id),
    state TEXT NOT NULL,
    fault TEXT,
    tries INTEGER NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX letters_waiting ON letters (office, next_at) WHERE done_at IS NULL;
CREATE INDEX letters_by_question ON letters (consent_request_id);

-- Where a link leads, if it answers a question.
ALTER TABLE link_tokens ADD COLUMN consent_request_id UUID REFERENCES consent_requests (id);

-- Those that end soon are found by their last day.
CREATE INDEX consents_ending ON consents (until_on) WHERE until_on IS NOT NULL AND withdrawn_on IS NULL;
CREATE INDEX link_tokens_by_question ON link_tokens (consent_request_id) WHERE consent_request_id IS NOT NULL;
