-- When a row was last written to see whether rows can be written.
CREATE TABLE pulse (
  id {INT} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL
{END};
