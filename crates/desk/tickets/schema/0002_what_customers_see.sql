-- When something changed that the customer user sees: notes, owners and queues are the desk's own affair.
ALTER TABLE ticket ADD COLUMN customer_changed_at {INT} NOT NULL DEFAULT 0;
UPDATE ticket SET customer_changed_at = changed_at;
DROP INDEX ticket_of_customer_user;
CREATE INDEX ticket_of_customer_user ON ticket (customer_user, customer_changed_at);
