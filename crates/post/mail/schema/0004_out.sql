-- The log tells of mails that go out, too: it takes more outcomes.
CREATE TABLE mail_log_wider (
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
  outcome {TEXT} NOT NULL CHECK (outcome IN ('ticket', 'article', 'report', 'copy', 'quarantined', 'ignored', 'refused', 'sent', 'deferred',
    'failed', 'cancelled')),
  number {TEXT},
  ticket {BLOB},
  article {BLOB},
  first {BLOB},
  raw {BLOB},
  steps {TEXT} NOT NULL
{END};
INSERT INTO mail_log_wider SELECT * FROM mail_log;
DROP TABLE mail_log;
ALTER TABLE mail_log_wider RENAME TO mail_log;
CREATE INDEX mail_log_of_outcome ON mail_log (outcome, id);
CREATE INDEX mail_log_of_way ON mail_log (way, id);
CREATE INDEX mail_log_of_account ON mail_log (account, id) WHERE account IS NOT NULL;
CREATE INDEX mail_log_of_number ON mail_log (number, id) WHERE number IS NOT NULL;
CREATE INDEX mail_log_of_article ON mail_log (article, id) WHERE article IS NOT NULL;
CREATE INDEX mail_log_of_first ON mail_log (first, id) WHERE first IS NOT NULL;
