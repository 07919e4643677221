-- Addresses that a message of ours did not reach, by a keyed digest as in address_index, with the status code that was
-- told (digits and dots). What is cleared counts no more for the address; that the message came back stays so.
CREATE TABLE undelivered_addresses (
    message_id UUID NOT NULL REFERENCES messages (id),
    digest BYTEA NOT NULL,
    holding_id UUID NOT NULL REFERENCES holdings (id),
    status TEXT NOT NULL,
    since BIGINT NOT NULL,
    cleared_at BIGINT,
    PRIMARY KEY (message_id, digest)
);
CREATE INDEX undelivered_addresses_by_holding ON undelivered_addresses (holding_id, digest);
