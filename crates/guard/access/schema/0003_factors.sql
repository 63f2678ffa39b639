-- What was shown in a session, and when last; second factors, recovery codes; what each role demands.
ALTER TABLE session ADD COLUMN proofs {TEXT} NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN proved_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN provider {BLOB};
ALTER TABLE session ADD COLUMN provider_session {TEXT};
CREATE INDEX session_provider ON session (provider, provider_session) WHERE provider IS NOT NULL;
ALTER TABLE api_token ADD COLUMN strength {TEXT} NOT NULL DEFAULT 'password';
CREATE TABLE factor (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB} NOT NULL,
  kind {TEXT} NOT NULL,
  name {TEXT} NOT NULL,
  secret {BLOB} NOT NULL,
  credential {BLOB} UNIQUE,
  last_step {INT} NOT NULL,
  created_at {INT} NOT NULL,
  last_used_at {INT}
{END_KEYED};
CREATE INDEX factor_person ON factor (person, id);
CREATE TABLE recovery_code (
  person {BLOB} NOT NULL,
  hash {BLOB} NOT NULL,
  PRIMARY KEY (person, hash)
{END_KEYED};
CREATE TABLE ceremony (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB},
  kind {TEXT} NOT NULL,
  state {TEXT} NOT NULL,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX ceremony_until ON ceremony (until);
CREATE TABLE access_policy (
  whom {TEXT} NOT NULL PRIMARY KEY,
  shortest {INT} NOT NULL,
  second_factor {INT} NOT NULL,
  phishing_resistant {INT} NOT NULL,
  grace_days {INT} NOT NULL,
  idle_minutes {INT} NOT NULL,
  absolute_minutes {INT} NOT NULL,
  step_up_minutes {INT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE factor_grace (
  person {BLOB} NOT NULL PRIMARY KEY,
  since {INT} NOT NULL
{END_KEYED};
