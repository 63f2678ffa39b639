-- Which schema steps ran, with what text. Made before any step.
CREATE TABLE IF NOT EXISTS migration (
  room {TEXT} NOT NULL,
  number {INT} NOT NULL,
  checksum {BLOB} NOT NULL,
  at {INT} NOT NULL,
  PRIMARY KEY (room, number)
{END};
