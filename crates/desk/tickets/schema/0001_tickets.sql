-- Vocabulary with OTRS's ids and names, so that users and scripts of OTRS find what they know.
CREATE TABLE ticket_state (
  id {INT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL UNIQUE,
  type {TEXT} NOT NULL CHECK (type IN ('new', 'open', 'closed', 'pending reminder', 'pending auto', 'removed', 'merged')),
  after_pending {INT}
{END};
INSERT INTO ticket_state (id, name, type, after_pending) VALUES
  (1, 'new', 'new', NULL), (2, 'closed successful', 'closed', NULL), (3, 'closed unsuccessful', 'closed', NULL),
  (4, 'open', 'open', NULL), (5, 'removed', 'removed', NULL), (6, 'pending reminder', 'pending reminder', NULL),
  (7, 'pending auto close+', 'pending auto', 2), (8, 'pending auto close-', 'pending auto', 3), (9, 'merged', 'merged', NULL);
CREATE TABLE ticket_priority (
  id {INT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL UNIQUE
{END};
INSERT INTO ticket_priority (id, name) VALUES (1, '1 very low'), (2, '2 low'), (3, '3 normal'), (4, '4 high'), (5, '5 very high');
CREATE TABLE queue (
  id {INT} NOT NULL PRIMARY KEY,
  name {TEXT} NOT NULL UNIQUE,
  grp {INT} NOT NULL,
  follow_up {TEXT} NOT NULL CHECK (follow_up IN ('possible', 'reject', 'new ticket')),
  address {TEXT} UNIQUE,
  address_name {TEXT}
{END};
INSERT INTO queue (id, name, grp, follow_up) VALUES
  (1, 'Postmaster', 1, 'possible'), (2, 'Raw', 1, 'possible'), (3, 'Junk', 1, 'possible'), (4, 'Misc', 1, 'possible');
CREATE TABLE ticket (
  id {BLOB} NOT NULL PRIMARY KEY,
  number {TEXT} NOT NULL UNIQUE,
  title {TEXT} NOT NULL,
  queue {INT} NOT NULL REFERENCES queue (id),
  state {INT} NOT NULL REFERENCES ticket_state (id),
  priority {INT} NOT NULL REFERENCES ticket_priority (id),
  lock {TEXT} NOT NULL CHECK (lock IN ('unlock', 'lock', 'tmp_lock')),
  owner {BLOB},
  responsible {BLOB},
  customer {TEXT},
  customer_user {BLOB},
  customer_email {TEXT},
  customer_name {TEXT},
  pending_until {INT},
  created_at {INT} NOT NULL,
  changed_at {INT} NOT NULL,
  version {INT} NOT NULL,
  articles {INT} NOT NULL,
  attachments {INT} NOT NULL
{END};
CREATE INDEX ticket_of_queue ON ticket (queue, state, changed_at);
CREATE INDEX ticket_of_owner ON ticket (owner, state, changed_at);
CREATE INDEX ticket_by_change ON ticket (changed_at, id);
CREATE INDEX ticket_of_customer_user ON ticket (customer_user, changed_at);
CREATE TABLE ticket_number (
  day {TEXT} NOT NULL PRIMARY KEY,
  last {INT} NOT NULL
{END};
CREATE TABLE article (
  id {BLOB} NOT NULL PRIMARY KEY,
  ticket {BLOB} NOT NULL REFERENCES ticket (id),
  number {INT} NOT NULL,
  channel {TEXT} NOT NULL CHECK (channel IN ('email', 'phone', 'internal', 'web')),
  sender {TEXT} NOT NULL CHECK (sender IN ('agent', 'customer', 'system')),
  visible {INT} NOT NULL,
  author {BLOB},
  author_name {TEXT} NOT NULL,
  at {INT} NOT NULL,
  from_line {TEXT},
  to_line {TEXT} NOT NULL,
  cc_line {TEXT} NOT NULL,
  subject {TEXT} NOT NULL,
  message_id {TEXT},
  in_reply_to {TEXT},
  text {TEXT} NOT NULL,
  html {TEXT},
  frame_heights {TEXT},
  raw {BLOB},
  malformed {TEXT},
  delivery {TEXT} CHECK (delivery IN ('queued', 'sent', 'deferred', 'failed')),
  delivery_at {INT},
  delivery_words {TEXT},
  delivery_tls {TEXT},
  UNIQUE (ticket, number)
{END};
CREATE INDEX article_of_message ON article (message_id);
CREATE TABLE attachment (
  id {BLOB} NOT NULL PRIMARY KEY,
  article {BLOB} NOT NULL REFERENCES article (id),
  number {INT} NOT NULL,
  name {TEXT} NOT NULL,
  type {TEXT} NOT NULL,
  size {INT} NOT NULL,
  content_id {TEXT},
  bytes {BLOB} NOT NULL
{END};
CREATE INDEX attachment_of_article ON attachment (article, number);
CREATE TABLE ticket_seen (
  ticket {BLOB} NOT NULL,
  agent {BLOB} NOT NULL,
  articles {INT} NOT NULL,
  PRIMARY KEY (ticket, agent)
{END_KEYED};
