-- What people sign in with, the sessions that come of it, tokens for programs, and the throttle.
CREATE TABLE password (
  person {BLOB} NOT NULL PRIMARY KEY,
  kind {TEXT} NOT NULL,
  hash {TEXT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE session (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB} NOT NULL,
  kind {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  created_at {INT} NOT NULL,
  last_seen_at {INT} NOT NULL,
  expires_at {INT} NOT NULL,
  ip {TEXT},
  client {TEXT} NOT NULL
{END_KEYED};
CREATE INDEX session_person ON session (person, id);
CREATE TABLE api_token (
  id {BLOB} NOT NULL PRIMARY KEY,
  agent {BLOB} NOT NULL,
  name {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  scopes {TEXT} NOT NULL,
  created_at {INT} NOT NULL,
  expires_at {INT} NOT NULL,
  last_used_at {INT}
{END_KEYED};
CREATE INDEX api_token_agent ON api_token (agent, id);
CREATE TABLE throttle (
  counted {BLOB} NOT NULL PRIMARY KEY,
  failures {INT} NOT NULL,
  until {INT} NOT NULL,
  forgotten_at {INT} NOT NULL
{END_KEYED};
CREATE INDEX throttle_forgotten ON throttle (forgotten_at);
