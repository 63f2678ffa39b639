-- What every store has, a tenant's and the platform's: the stream of events with details and leaves,
-- the outbox, blobs, and the lane's own line.
CREATE TABLE event (
  seq {RID},
  at {INT} NOT NULL,
  actor {TEXT} NOT NULL,
  on_behalf {TEXT},
  cause {TEXT} NOT NULL,
  room {TEXT} NOT NULL,
  kind {TEXT} NOT NULL,
  version {INT} NOT NULL,
  object_kind {TEXT} NOT NULL,
  object {BLOB},
  public {TEXT} NOT NULL
{END};
CREATE INDEX event_object ON event (object, seq);
CREATE TABLE event_detail (
  seq {RID},
  salt {BLOB} NOT NULL,
  detail {TEXT},
  ip {TEXT},
  expires_at {INT}
{END};
CREATE TABLE leaf (
  seq {RID},
  leaf {TEXT} NOT NULL
{END};
CREATE TABLE outbox (
  id {BLOB} NOT NULL PRIMARY KEY,
  room {TEXT} NOT NULL,
  kind {TEXT} NOT NULL,
  object {BLOB} NOT NULL,
  due_at {INT},
  attempts {INT} NOT NULL,
  lease_until {INT},
  created_at {INT} NOT NULL
{END_KEYED};
CREATE INDEX outbox_due ON outbox (due_at);
CREATE TABLE blob (
  name {BLOB} NOT NULL PRIMARY KEY,
  size {INT} NOT NULL,
  bytes {BLOB},
  stored_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE once (
  key {BLOB} NOT NULL PRIMARY KEY,
  request {BLOB} NOT NULL,
  result {BLOB} NOT NULL,
  at {INT} NOT NULL
{END_KEYED};
CREATE INDEX once_at ON once (at);
CREATE TABLE lane (
  one {INT} NOT NULL PRIMARY KEY,
  epoch {INT} NOT NULL,
  batch {BLOB}
{END};
INSERT INTO lane (one, epoch) VALUES (1, 0);
