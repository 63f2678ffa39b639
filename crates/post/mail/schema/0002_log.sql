-- The communication log: every mail with what was decided about it and why. Ids grow with time, so lists and the purge walk them.
-- The steps are JSON of typed values; whoever reads makes words of them.
CREATE TABLE mail_log (
  id {BLOB} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL,
  direction {TEXT} NOT NULL CHECK (direction IN ('in', 'out')),
  way {TEXT} NOT NULL CHECK (way IN ('smtp', 'lmtp', 'pipe', 'imap', 'pop3')),
  peer {TEXT},
  helo {TEXT} NOT NULL,
  tls {TEXT},
  account {BLOB},
  place {TEXT},
  envelope_from {TEXT},
  recipients {TEXT} NOT NULL,
  from_line {TEXT},
  subject {TEXT} NOT NULL,
  message_id {TEXT},
  size {INT} NOT NULL,
  malformed {TEXT},
  outcome {TEXT} NOT NULL CHECK (outcome IN ('ticket', 'article', 'report', 'copy', 'quarantined', 'ignored', 'refused')),
  number {TEXT},
  ticket {BLOB},
  article {BLOB},
  first {BLOB},
  raw {BLOB},
  steps {TEXT} NOT NULL
{END};
CREATE INDEX mail_log_of_outcome ON mail_log (outcome, id);
CREATE INDEX mail_log_of_way ON mail_log (way, id);
CREATE INDEX mail_log_of_account ON mail_log (account, id) WHERE account IS NOT NULL;
CREATE INDEX mail_log_of_number ON mail_log (number, id) WHERE number IS NOT NULL;
CREATE INDEX mail_log_of_article ON mail_log (article, id) WHERE article IS NOT NULL;
CREATE INDEX mail_log_of_first ON mail_log (first, id) WHERE first IS NOT NULL;
-- What arrived, by what makes it the same and by the place where it lay: it may have become no ticket.
CREATE TABLE arrived (
  key {BLOB} NOT NULL PRIMARY KEY,
  log {BLOB} NOT NULL,
  ticket {BLOB},
  article {BLOB},
  at {INT} NOT NULL,
  copies {INT} NOT NULL
{END_KEYED};
-- Keys are made anew from here on: where a mail came in does not part it from itself any more.
DROP TABLE arrival;
-- What administrators chose; what is not here has its default.
CREATE TABLE mail_setting (
  name {TEXT} NOT NULL PRIMARY KEY,
  value {INT} NOT NULL
{END_KEYED};
-- What was reported about a mail of ours, for one recipient.
CREATE TABLE mail_report (
  id {BLOB} NOT NULL PRIMARY KEY,
  about {BLOB} NOT NULL,
  article {BLOB} NOT NULL,
  at {INT} NOT NULL,
  recipient {TEXT} NOT NULL,
  became {TEXT} NOT NULL CHECK (became IN ('failed', 'delayed', 'delivered', 'relayed', 'expanded', 'displayed', 'deleted')),
  words {TEXT}
{END};
CREATE INDEX mail_report_about ON mail_report (about, id);
-- Postmaster filters, in their order. Conditions and actions are JSON of typed values. A filter was tried as it is when `tried` is its
-- version.
CREATE TABLE postmaster_filter (
  id {BLOB} NOT NULL PRIMARY KEY,
  place {INT} NOT NULL,
  name {TEXT} NOT NULL UNIQUE,
  enabled {INT} NOT NULL,
  rule {TEXT} NOT NULL,
  version {INT} NOT NULL,
  tried {INT} NOT NULL
{END};
CREATE INDEX postmaster_filter_place ON postmaster_filter (place);
-- What a mail server before us marked as spam goes to Junk and is not answered: answers to spam go to people who never wrote.
INSERT INTO postmaster_filter (id, place, name, enabled, rule, version, tried) VALUES
  (CAST('shipped filter 1' AS {BLOB}), 1, 'Spam', 1,
   '{"conditions":[{"on":"header","name":"X-Spam-Flag","matches":"^yes"}],"set":{"queue":"Junk"},"silent":true}', 1, 1);
