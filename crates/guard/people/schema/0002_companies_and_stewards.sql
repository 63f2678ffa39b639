-- Customer users may belong to further companies; a company may keep its tickets to those who asked; agents may administer the
-- members of one group without administering the desk; groups and roles rest while they are not valid.
ALTER TABLE people_group ADD COLUMN valid {INT} NOT NULL DEFAULT 1;
ALTER TABLE role ADD COLUMN valid {INT} NOT NULL DEFAULT 1;
ALTER TABLE customer ADD COLUMN company_tickets {INT} NOT NULL DEFAULT 1;
CREATE TABLE customer_user_company (
  customer_user {BLOB} NOT NULL REFERENCES customer_user (id),
  customer {TEXT} NOT NULL REFERENCES customer (id),
  PRIMARY KEY (customer_user, customer)
{END_KEYED};
CREATE INDEX customer_user_company_customer ON customer_user_company (customer);
CREATE TABLE group_steward (
  agent {BLOB} NOT NULL REFERENCES agent (id),
  grp {INT} NOT NULL REFERENCES people_group (id),
  PRIMARY KEY (agent, grp)
{END_KEYED};
CREATE INDEX group_steward_grp ON group_steward (grp);
