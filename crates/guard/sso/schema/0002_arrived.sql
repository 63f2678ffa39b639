-- What providers of SAML had browsers post, until the browser comes with the ticket that opens it.
CREATE TABLE sso_arrived (
  place {BLOB} NOT NULL PRIMARY KEY,
  sealed {BLOB} NOT NULL,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX sso_arrived_until ON sso_arrived (until);
