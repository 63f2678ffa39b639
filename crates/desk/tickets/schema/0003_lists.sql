-- Lists walk what is open from its newest change on, whole, of one queue or of one owner, and stop after a page: what they cost
-- does not grow with the desk.
ALTER TABLE ticket ADD COLUMN open {INT} NOT NULL DEFAULT 1;
UPDATE ticket SET open = 0 WHERE state IN (SELECT id FROM ticket_state WHERE type IN ('closed', 'merged', 'removed'));
DROP INDEX ticket_of_queue;
DROP INDEX ticket_of_owner;
CREATE INDEX ticket_open ON ticket (changed_at, id, queue, state, owner) WHERE open = 1;
CREATE INDEX ticket_of_queue ON ticket (queue, open, changed_at, id);
CREATE INDEX ticket_of_owner ON ticket (owner, open, changed_at, id);
