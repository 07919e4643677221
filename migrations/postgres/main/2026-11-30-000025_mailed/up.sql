-- A package for a processor that is mailed to one of its people; without one it goes to the contact for incidents. What is
-- in it is put together when it goes out, and nothing of it waits here.
CREATE TABLE mailed_packages (
    id UUID NOT NULL PRIMARY KEY,
    processor_id UUID NOT NULL REFERENCES processors (id),
    contact_id UUID REFERENCES staff (id),
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL,
    asked_by UUID NOT NULL REFERENCES staff (id),
    asked_at BIGINT NOT NULL,
    records BIGINT
);
CREATE INDEX mailed_packages_by_processor ON mailed_packages (processor_id, asked_at);

-- That an office tells those who were shown an earlier version of a later one, and how far their letters are made.
CREATE TABLE notice_announcements (
    notice_id UUID NOT NULL REFERENCES notices (id),
    office TEXT NOT NULL REFERENCES offices (code),
    asked_by UUID NOT NULL REFERENCES staff (id),
    asked_at BIGINT NOT NULL,
    reached_at BIGINT,
    reached UUID,
    made_at BIGINT,
    PRIMARY KEY (notice_id, office)
);
CREATE INDEX notice_announcements_open ON notice_announcements (office) WHERE made_at IS NULL;

-- A letter is about a candidate's record, or brings a package, which is nobody's alone; and it says by which rule it was
-- stopped.
ALTER TABLE letters ALTER COLUMN holding_id DROP NOT NULL;
ALTER TABLE letters ADD COLUMN notice_id UUID REFERENCES notices (id);
ALTER TABLE letters ADD COLUMN package_id UUID REFERENCES mailed_packages (id);
ALTER TABLE letters ADD COLUMN rule TEXT;
CREATE UNIQUE INDEX letters_of_package ON letters (package_id) WHERE package_id IS NOT NULL;
-- Nobody is told of a version twice.
CREATE UNIQUE INDEX letters_once ON letters (notice_id, holding_id) WHERE notice_id IS NOT NULL;
CREATE INDEX letters_of_notice ON letters (notice_id, office, state) WHERE notice_id IS NOT NULL;

-- Where a link leads, if it answers a later version.
ALTER TABLE link_tokens ADD COLUMN notice_id UUID REFERENCES notices (id);
CREATE INDEX link_tokens_by_notice ON link_tokens (notice_id, holding_id) WHERE notice_id IS NOT NULL;
