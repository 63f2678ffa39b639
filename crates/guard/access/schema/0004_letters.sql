-- Links that were sent to somebody's own address: to choose a new password, or to sign in.
CREATE TABLE letter (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB} NOT NULL,
  audience {TEXT} NOT NULL,
  kind {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  sealed {BLOB} NOT NULL,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX letter_until ON letter (until);
CREATE INDEX letter_person ON letter (person);
