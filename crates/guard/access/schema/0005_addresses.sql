-- From where people may come; while a change waits to be confirmed, what holds again when nobody does. From where a token may.
CREATE TABLE address_rules (
  one {INT} NOT NULL PRIMARY KEY,
  rules {TEXT} NOT NULL,
  version {INT} NOT NULL,
  changed_at {INT} NOT NULL,
  waiting {BLOB},
  earlier {TEXT},
  until {INT}
{END_KEYED};
ALTER TABLE api_token ADD COLUMN networks {TEXT} NOT NULL DEFAULT '';
