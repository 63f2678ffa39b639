-- Since when somebody has something, and who looked at it again, when, and what they said. Zero: since before it was noted.
ALTER TABLE agent_group ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE role_group ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE agent_role ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE group_steward ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
CREATE TABLE grant_review (
  id {BLOB} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL,
  reviewer {BLOB},
  kind {TEXT} NOT NULL CHECK (kind IN ('agent_group', 'agent_role', 'role_group', 'steward')),
  agent {BLOB},
  role {INT},
  grp {INT},
  permissions {TEXT} NOT NULL,
  decision {TEXT} NOT NULL CHECK (decision IN ('confirmed', 'revoked'))
{END_KEYED};
CREATE INDEX grant_review_at ON grant_review (at);
