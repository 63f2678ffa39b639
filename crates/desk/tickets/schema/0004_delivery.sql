-- How far a mail that goes out has come: for each recipient, how often it was tried and when again, and how far a running try is.
-- Blind copies stand in the envelope and nowhere in the mail.
ALTER TABLE article ADD COLUMN delivery_state {TEXT} CHECK (delivery_state IN ('queued', 'sent', 'deferred', 'failed', 'cancelled'));
UPDATE article SET delivery_state = delivery;
ALTER TABLE article DROP COLUMN delivery;
ALTER TABLE article ADD COLUMN delivery_recipients {TEXT};
ALTER TABLE article ADD COLUMN delivery_tries {INT} NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN delivery_next {INT};
ALTER TABLE article ADD COLUMN try_until {INT};
ALTER TABLE article ADD COLUMN try_hands_over {INT} NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN maybe_taken {INT} NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN bcc_line {TEXT} NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN resends {BLOB};
