-- Who works tickets, who asks, and which group may do what.
CREATE TABLE agent (
  id {BLOB} NOT NULL PRIMARY KEY,
  login {TEXT} NOT NULL UNIQUE,
  name {TEXT} NOT NULL,
  email {TEXT} NOT NULL,
  locale {TEXT} NOT NULL,
  valid {INT} NOT NULL,
  created_at {INT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE customer (
  id {TEXT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL,
  search {TEXT} NOT NULL,
  valid {INT} NOT NULL,
  created_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE customer_user (
  id {BLOB} NOT NULL PRIMARY KEY,
  login {TEXT} NOT NULL UNIQUE,
  name {TEXT} NOT NULL,
  email {TEXT} NOT NULL,
  customer {TEXT} REFERENCES customer (id),
  locale {TEXT} NOT NULL,
  search {TEXT} NOT NULL,
  valid {INT} NOT NULL,
  created_at {INT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE INDEX customer_user_email ON customer_user (email);
CREATE INDEX customer_user_customer ON customer_user (customer);
CREATE TABLE people_group (
  id {INT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL UNIQUE
{END};
CREATE TABLE role (
  id {INT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL UNIQUE
{END};
CREATE TABLE agent_group (
  agent {BLOB} NOT NULL REFERENCES agent (id),
  grp {INT} NOT NULL REFERENCES people_group (id),
  permission {TEXT} NOT NULL,
  PRIMARY KEY (agent, grp, permission)
{END_KEYED};
CREATE INDEX agent_group_grp ON agent_group (grp);
CREATE TABLE role_group (
  role {INT} NOT NULL REFERENCES role (id),
  grp {INT} NOT NULL REFERENCES people_group (id),
  permission {TEXT} NOT NULL,
  PRIMARY KEY (role, grp, permission)
{END_KEYED};
CREATE INDEX role_group_grp ON role_group (grp);
CREATE TABLE agent_role (
  agent {BLOB} NOT NULL REFERENCES agent (id),
  role {INT} NOT NULL REFERENCES role (id),
  PRIMARY KEY (agent, role)
{END_KEYED};
CREATE INDEX agent_role_role ON agent_role (role);
-- The three groups that every desk begins with, with the ids that they have in OTRS.
INSERT INTO people_group (id, name) VALUES (1, 'users'), (2, 'admin'), (3, 'stats');
