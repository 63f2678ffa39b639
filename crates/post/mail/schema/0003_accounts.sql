-- Mailboxes elsewhere that are read, how it goes, and what was met there.
CREATE TABLE mail_account (
  id {BLOB} NOT NULL PRIMARY KEY,
  protocol {TEXT} NOT NULL,
  host {TEXT} NOT NULL,
  port {INT} NOT NULL,
  tls {TEXT} NOT NULL,
  roots {TEXT},
  login {TEXT} NOT NULL,
  password {BLOB} NOT NULL,
  mailbox {TEXT} NOT NULL,
  queue {INT},
  trusted {INT} NOT NULL,
  after_taken {TEXT} NOT NULL,
  move_to {TEXT},
  valid {INT} NOT NULL,
  version {INT} NOT NULL,
  created_at {INT} NOT NULL
{END};
CREATE TABLE mail_account_state (
  account {BLOB} NOT NULL PRIMARY KEY,
  taken {INT} NOT NULL,
  last_success_at {INT},
  last_failure_at {INT},
  failing_since {INT},
  failures {INT} NOT NULL,
  next_try_at {INT},
  words {TEXT},
  compared_at {INT},
  at_source {INT},
  without_ticket {INT},
  not_removed {INT}
{END};
CREATE TABLE mail_met (
  account {BLOB} NOT NULL,
  place {TEXT} NOT NULL,
  fate {TEXT} NOT NULL,
  size {INT},
  at {INT} NOT NULL,
  PRIMARY KEY (account, place)
{END_KEYED};
