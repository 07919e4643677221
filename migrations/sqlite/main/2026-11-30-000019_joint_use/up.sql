-- What a notice of joint use has to say (APPI Art. 27(5)(iii)): among whom, and who manages it. Whether one is complete
-- follows from that.
ALTER TABLE joint_use_notices ADD COLUMN offices TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use_notices ADD COLUMN manager TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use_notices ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use_notices ADD COLUMN representative TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use_notices ADD COLUMN withdrawn_on TEXT;
UPDATE joint_use_notices SET offices = (SELECT group_concat(code, '|') FROM offices);
ALTER TABLE joint_use_notices DROP COLUMN complete;
