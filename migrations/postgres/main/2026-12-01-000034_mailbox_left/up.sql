-- The numbers of the mails that are left on the server, with space between them: where it keeps no marks, nothing else
-- knows them after a start.
ALTER TABLE mailboxes ADD COLUMN left_uids TEXT NOT NULL DEFAULT '';
