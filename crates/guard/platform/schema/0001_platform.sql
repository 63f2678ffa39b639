-- Tenants of this node, the host names by which browsers find them and the domains whose mail is theirs.
CREATE TABLE tenant (
  id {BLOB} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL,
  title {TEXT} NOT NULL,
  locale {TEXT} NOT NULL,
  state {TEXT} NOT NULL,
  created_at {INT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE UNIQUE INDEX tenant_name ON tenant (name) WHERE state <> 'deleted';
CREATE TABLE host (
  name {TEXT} NOT NULL PRIMARY KEY,
  tenant {BLOB} NOT NULL REFERENCES tenant (id),
  position {INT} NOT NULL
{END_KEYED};
CREATE INDEX host_tenant ON host (tenant, position);
CREATE TABLE mail_domain (
  name {TEXT} NOT NULL PRIMARY KEY,
  tenant {BLOB} NOT NULL REFERENCES tenant (id),
  position {INT} NOT NULL
{END_KEYED};
CREATE INDEX mail_domain_tenant ON mail_domain (tenant, position);
