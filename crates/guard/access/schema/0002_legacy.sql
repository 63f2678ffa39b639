-- Of a hash that another system made: how to get from a password to what was hashed. Nothing for passwords that were hashed here.
ALTER TABLE password ADD COLUMN legacy {TEXT};
CREATE INDEX password_legacy ON password (legacy) WHERE legacy IS NOT NULL;
