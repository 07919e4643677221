-- What one office asks for keeps no other one from asking for the same: each gives what it has.
DROP INDEX transfer_requests_once;
CREATE UNIQUE INDEX transfer_requests_once ON transfer_requests (holding_id, category, destination, purpose, origin)
    WHERE state = 'waiting';
