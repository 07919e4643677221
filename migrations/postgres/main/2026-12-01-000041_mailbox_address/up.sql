-- The address that people write to, if mail is fetched from it under another name: by it a mailbox is known to be ours.
ALTER TABLE mailboxes ADD COLUMN address TEXT;
