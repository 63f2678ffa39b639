-- Arrivals, so that a second copy of a mail is a logged delivery and no second ticket; and how many automatic answers an
-- address got on a day.
CREATE TABLE arrival (
  key {BLOB} NOT NULL PRIMARY KEY,
  ticket {BLOB} NOT NULL,
  article {BLOB} NOT NULL,
  at {INT} NOT NULL,
  copies {INT} NOT NULL
{END_KEYED};
CREATE TABLE auto_answer (
  address {BLOB} NOT NULL,
  day {INT} NOT NULL,
  count {INT} NOT NULL,
  PRIMARY KEY (address, day)
{END_KEYED};
CREATE INDEX auto_answer_day ON auto_answer (day);
