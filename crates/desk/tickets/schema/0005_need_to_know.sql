-- Who sees a ticket beside the rights of its queue's group: members of a restricted one, customer users who take part; and queues
-- of which the asker's company learns nothing. The indexes of lists carry what the predicate of every list asks for.
ALTER TABLE queue ADD COLUMN confidential {INT} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN restricted {INT} NOT NULL DEFAULT 0;
CREATE TABLE ticket_member (
  ticket {BLOB} NOT NULL REFERENCES ticket (id),
  agent {BLOB} NOT NULL,
  PRIMARY KEY (ticket, agent)
{END_KEYED};
CREATE INDEX ticket_member_agent ON ticket_member (agent, ticket);
CREATE TABLE ticket_participant (
  ticket {BLOB} NOT NULL REFERENCES ticket (id),
  customer_user {BLOB} NOT NULL,
  PRIMARY KEY (ticket, customer_user)
{END_KEYED};
CREATE INDEX ticket_participant_user ON ticket_participant (customer_user, ticket);
DROP INDEX ticket_open;
DROP INDEX ticket_of_queue;
DROP INDEX ticket_of_owner;
DROP INDEX ticket_of_customer_user;
CREATE INDEX ticket_open ON ticket (changed_at, id, queue, state, owner, restricted) WHERE open = 1;
CREATE INDEX ticket_of_queue ON ticket (queue, open, changed_at, id, restricted);
CREATE INDEX ticket_of_owner ON ticket (owner, open, changed_at, id, queue, restricted);
CREATE INDEX ticket_of_customer_user ON ticket (customer_user, customer_changed_at, id);
CREATE INDEX ticket_of_customer ON ticket (customer, customer_changed_at, id);
