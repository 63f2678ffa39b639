-- What is seen of a desk's doors: how many were refused lately, and since when somebody seems to try passwords of others.
CREATE TABLE door_watch (
  one {INT} NOT NULL PRIMARY KEY,
  begun_at {INT} NOT NULL,
  refused {INT} NOT NULL,
  accounts {INT} NOT NULL,
  networks {INT} NOT NULL,
  let_in {INT} NOT NULL,
  storm_since {INT},
  storm_seen_at {INT}
{END_KEYED};
