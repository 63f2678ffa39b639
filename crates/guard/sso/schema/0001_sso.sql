-- Providers of single sign-on, whom they know, and what came from them already.
CREATE TABLE sso_provider (
  id {BLOB} NOT NULL PRIMARY KEY,
  kind {TEXT} NOT NULL,
  side {TEXT} NOT NULL,
  name {TEXT} NOT NULL,
  settings {TEXT} NOT NULL,
  mapping {TEXT} NOT NULL,
  secret {BLOB} NOT NULL,
  document {TEXT},
  document_at {INT},
  factors {INT} NOT NULL,
  position {INT} NOT NULL,
  valid {INT} NOT NULL,
  version {INT} NOT NULL,
  created_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE sso_identity (
  provider {BLOB} NOT NULL,
  subject {TEXT} NOT NULL,
  person {BLOB} NOT NULL,
  side {TEXT} NOT NULL,
  created_at {INT} NOT NULL,
  last_at {INT},
  PRIMARY KEY (provider, subject)
{END_KEYED};
CREATE INDEX sso_identity_person ON sso_identity (person, provider);
CREATE TABLE sso_seen (
  seen {BLOB} NOT NULL PRIMARY KEY,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX sso_seen_until ON sso_seen (until);
