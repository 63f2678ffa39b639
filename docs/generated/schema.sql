-- platform 1: Platform

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

-- platform 2: Platform

-- When a row was last written to see whether rows can be written.
CREATE TABLE pulse (
  id {INT} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL
{END};

-- people 1: Tenant

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

-- people 2: Tenant

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

-- people 3: Tenant

-- Since when somebody has something, and who looked at it again, when, and what they said. Zero: since before it was noted.
ALTER TABLE agent_group ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE role_group ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE agent_role ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
ALTER TABLE group_steward ADD COLUMN granted_at {INT} NOT NULL DEFAULT 0;
CREATE TABLE grant_review (
  id {BLOB} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL,
  reviewer {BLOB},
  kind {TEXT} NOT NULL CHECK (kind IN ('agent_group', 'agent_role', 'role_group', 'steward')),
  agent {BLOB},
  role {INT},
  grp {INT},
  permissions {TEXT} NOT NULL,
  decision {TEXT} NOT NULL CHECK (decision IN ('confirmed', 'revoked'))
{END_KEYED};
CREATE INDEX grant_review_at ON grant_review (at);

-- access 1: Tenant

-- What people sign in with, the sessions that come of it, tokens for programs, and the throttle.
CREATE TABLE password (
  person {BLOB} NOT NULL PRIMARY KEY,
  kind {TEXT} NOT NULL,
  hash {TEXT} NOT NULL,
  changed_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE session (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB} NOT NULL,
  kind {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  created_at {INT} NOT NULL,
  last_seen_at {INT} NOT NULL,
  expires_at {INT} NOT NULL,
  ip {TEXT},
  client {TEXT} NOT NULL
{END_KEYED};
CREATE INDEX session_person ON session (person, id);
CREATE TABLE api_token (
  id {BLOB} NOT NULL PRIMARY KEY,
  agent {BLOB} NOT NULL,
  name {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  scopes {TEXT} NOT NULL,
  created_at {INT} NOT NULL,
  expires_at {INT} NOT NULL,
  last_used_at {INT}
{END_KEYED};
CREATE INDEX api_token_agent ON api_token (agent, id);
CREATE TABLE throttle (
  counted {BLOB} NOT NULL PRIMARY KEY,
  failures {INT} NOT NULL,
  until {INT} NOT NULL,
  forgotten_at {INT} NOT NULL
{END_KEYED};
CREATE INDEX throttle_forgotten ON throttle (forgotten_at);

-- access 2: Tenant

-- Of a hash that another system made: how to get from a password to what was hashed. Nothing for passwords that were hashed here.
ALTER TABLE password ADD COLUMN legacy {TEXT};
CREATE INDEX password_legacy ON password (legacy) WHERE legacy IS NOT NULL;

-- access 3: Tenant

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

-- access 4: Tenant

-- Links that were sent to somebody's own address: to choose a new password, or to sign in.
CREATE TABLE letter (
  id {BLOB} NOT NULL PRIMARY KEY,
  person {BLOB} NOT NULL,
  audience {TEXT} NOT NULL,
  kind {TEXT} NOT NULL,
  token_hash {BLOB} NOT NULL UNIQUE,
  sealed {BLOB} NOT NULL,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX letter_until ON letter (until);
CREATE INDEX letter_person ON letter (person);

-- access 5: Tenant

-- From where people may come; while a change waits to be confirmed, what holds again when nobody does. From where a token may.
CREATE TABLE address_rules (
  one {INT} NOT NULL PRIMARY KEY,
  rules {TEXT} NOT NULL,
  version {INT} NOT NULL,
  changed_at {INT} NOT NULL,
  waiting {BLOB},
  earlier {TEXT},
  until {INT}
{END_KEYED};
ALTER TABLE api_token ADD COLUMN networks {TEXT} NOT NULL DEFAULT '';

-- access 6: Tenant

-- What is seen of a desk's doors: how many were refused lately, and since when somebody seems to try passwords of others.
CREATE TABLE door_watch (
  one {INT} NOT NULL PRIMARY KEY,
  begun_at {INT} NOT NULL,
  refused {INT} NOT NULL,
  accounts {INT} NOT NULL,
  networks {INT} NOT NULL,
  let_in {INT} NOT NULL,
  storm_since {INT},
  storm_seen_at {INT}
{END_KEYED};

-- sso 1: Tenant

-- Providers of single sign-on, whom they know, and what came from them already.
CREATE TABLE sso_provider (
  id {BLOB} NOT NULL PRIMARY KEY,
  kind {TEXT} NOT NULL,
  side {TEXT} NOT NULL,
  name {TEXT} NOT NULL,
  settings {TEXT} NOT NULL,
  mapping {TEXT} NOT NULL,
  secret {BLOB} NOT NULL,
  document {TEXT},
  document_at {INT},
  factors {INT} NOT NULL,
  position {INT} NOT NULL,
  valid {INT} NOT NULL,
  version {INT} NOT NULL,
  created_at {INT} NOT NULL
{END_KEYED};
CREATE TABLE sso_identity (
  provider {BLOB} NOT NULL,
  subject {TEXT} NOT NULL,
  person {BLOB} NOT NULL,
  side {TEXT} NOT NULL,
  created_at {INT} NOT NULL,
  last_at {INT},
  PRIMARY KEY (provider, subject)
{END_KEYED};
CREATE INDEX sso_identity_person ON sso_identity (person, provider);
CREATE TABLE sso_seen (
  seen {BLOB} NOT NULL PRIMARY KEY,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX sso_seen_until ON sso_seen (until);

-- sso 2: Tenant

-- What providers of SAML had browsers post, until the browser comes with the ticket that opens it.
CREATE TABLE sso_arrived (
  place {BLOB} NOT NULL PRIMARY KEY,
  sealed {BLOB} NOT NULL,
  until {INT} NOT NULL
{END_KEYED};
CREATE INDEX sso_arrived_until ON sso_arrived (until);

-- tickets 1: Tenant

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

-- tickets 2: Tenant

-- When something changed that the customer user sees: notes, owners and queues are the desk's own affair.
ALTER TABLE ticket ADD COLUMN customer_changed_at {INT} NOT NULL DEFAULT 0;
UPDATE ticket SET customer_changed_at = changed_at;
DROP INDEX ticket_of_customer_user;
CREATE INDEX ticket_of_customer_user ON ticket (customer_user, customer_changed_at);

-- tickets 3: Tenant

-- Lists walk what is open from its newest change on, whole, of one queue or of one owner, and stop after a page: what they cost
-- does not grow with the desk.
ALTER TABLE ticket ADD COLUMN open {INT} NOT NULL DEFAULT 1;
UPDATE ticket SET open = 0 WHERE state IN (SELECT id FROM ticket_state WHERE type IN ('closed', 'merged', 'removed'));
DROP INDEX ticket_of_queue;
DROP INDEX ticket_of_owner;
CREATE INDEX ticket_open ON ticket (changed_at, id, queue, state, owner) WHERE open = 1;
CREATE INDEX ticket_of_queue ON ticket (queue, open, changed_at, id);
CREATE INDEX ticket_of_owner ON ticket (owner, open, changed_at, id);

-- tickets 4: Tenant

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

-- tickets 5: Tenant

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

-- mail 1: Tenant

-- Arrivals, so that a second copy of a mail is a logged delivery and no second ticket; and how many automatic answers an
-- address got on a day.
CREATE TABLE arrival (
  key {BLOB} NOT NULL PRIMARY KEY,
  ticket {BLOB} NOT NULL,
  article {BLOB} NOT NULL,
  at {INT} NOT NULL,
  copies {INT} NOT NULL
{END_KEYED};
CREATE TABLE auto_answer (
  address {BLOB} NOT NULL,
  day {INT} NOT NULL,
  count {INT} NOT NULL,
  PRIMARY KEY (address, day)
{END_KEYED};
CREATE INDEX auto_answer_day ON auto_answer (day);

-- mail 2: Tenant

-- The communication log: every mail with what was decided about it and why. Ids grow with time, so lists and the purge walk them.
-- The steps are JSON of typed values; whoever reads makes words of them.
CREATE TABLE mail_log (
  id {BLOB} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL,
  direction {TEXT} NOT NULL CHECK (direction IN ('in', 'out')),
  way {TEXT} NOT NULL CHECK (way IN ('smtp', 'lmtp', 'pipe', 'imap', 'pop3')),
  peer {TEXT},
  helo {TEXT} NOT NULL,
  tls {TEXT},
  account {BLOB},
  place {TEXT},
  envelope_from {TEXT},
  recipients {TEXT} NOT NULL,
  from_line {TEXT},
  subject {TEXT} NOT NULL,
  message_id {TEXT},
  size {INT} NOT NULL,
  malformed {TEXT},
  outcome {TEXT} NOT NULL CHECK (outcome IN ('ticket', 'article', 'report', 'copy', 'quarantined', 'ignored', 'refused')),
  number {TEXT},
  ticket {BLOB},
  article {BLOB},
  first {BLOB},
  raw {BLOB},
  steps {TEXT} NOT NULL
{END};
CREATE INDEX mail_log_of_outcome ON mail_log (outcome, id);
CREATE INDEX mail_log_of_way ON mail_log (way, id);
CREATE INDEX mail_log_of_account ON mail_log (account, id) WHERE account IS NOT NULL;
CREATE INDEX mail_log_of_number ON mail_log (number, id) WHERE number IS NOT NULL;
CREATE INDEX mail_log_of_article ON mail_log (article, id) WHERE article IS NOT NULL;
CREATE INDEX mail_log_of_first ON mail_log (first, id) WHERE first IS NOT NULL;
-- What arrived, by what makes it the same and by the place where it lay: it may have become no ticket.
CREATE TABLE arrived (
  key {BLOB} NOT NULL PRIMARY KEY,
  log {BLOB} NOT NULL,
  ticket {BLOB},
  article {BLOB},
  at {INT} NOT NULL,
  copies {INT} NOT NULL
{END_KEYED};
-- Keys are made anew from here on: where a mail came in does not part it from itself any more.
DROP TABLE arrival;
-- What administrators chose; what is not here has its default.
CREATE TABLE mail_setting (
  name {TEXT} NOT NULL PRIMARY KEY,
  value {INT} NOT NULL
{END_KEYED};
-- What was reported about a mail of ours, for one recipient.
CREATE TABLE mail_report (
  id {BLOB} NOT NULL PRIMARY KEY,
  about {BLOB} NOT NULL,
  article {BLOB} NOT NULL,
  at {INT} NOT NULL,
  recipient {TEXT} NOT NULL,
  became {TEXT} NOT NULL CHECK (became IN ('failed', 'delayed', 'delivered', 'relayed', 'expanded', 'displayed', 'deleted')),
  words {TEXT}
{END};
CREATE INDEX mail_report_about ON mail_report (about, id);
-- Postmaster filters, in their order. Conditions and actions are JSON of typed values. A filter was tried as it is when `tried` is its
-- version.
CREATE TABLE postmaster_filter (
  id {BLOB} NOT NULL PRIMARY KEY,
  place {INT} NOT NULL,
  name {TEXT} NOT NULL UNIQUE,
  enabled {INT} NOT NULL,
  rule {TEXT} NOT NULL,
  version {INT} NOT NULL,
  tried {INT} NOT NULL
{END};
CREATE INDEX postmaster_filter_place ON postmaster_filter (place);
-- What a mail server before us marked as spam goes to Junk and is not answered: answers to spam go to people who never wrote.
INSERT INTO postmaster_filter (id, place, name, enabled, rule, version, tried) VALUES
  (CAST('shipped filter 1' AS {BLOB}), 1, 'Spam', 1,
   '{"conditions":[{"on":"header","name":"X-Spam-Flag","matches":"^yes"}],"set":{"queue":"Junk"},"silent":true}', 1, 1);

-- mail 3: Tenant

-- Mailboxes elsewhere that are read, how it goes, and what was met there.
CREATE TABLE mail_account (
  id {BLOB} NOT NULL PRIMARY KEY,
  protocol {TEXT} NOT NULL,
  host {TEXT} NOT NULL,
  port {INT} NOT NULL,
  tls {TEXT} NOT NULL,
  roots {TEXT},
  login {TEXT} NOT NULL,
  password {BLOB} NOT NULL,
  mailbox {TEXT} NOT NULL,
  queue {INT},
  trusted {INT} NOT NULL,
  after_taken {TEXT} NOT NULL,
  move_to {TEXT},
  valid {INT} NOT NULL,
  version {INT} NOT NULL,
  created_at {INT} NOT NULL
{END};
CREATE TABLE mail_account_state (
  account {BLOB} NOT NULL PRIMARY KEY,
  taken {INT} NOT NULL,
  last_success_at {INT},
  last_failure_at {INT},
  failing_since {INT},
  failures {INT} NOT NULL,
  next_try_at {INT},
  words {TEXT},
  compared_at {INT},
  at_source {INT},
  without_ticket {INT},
  not_removed {INT}
{END};
CREATE TABLE mail_met (
  account {BLOB} NOT NULL,
  place {TEXT} NOT NULL,
  fate {TEXT} NOT NULL,
  size {INT},
  at {INT} NOT NULL,
  PRIMARY KEY (account, place)
{END_KEYED};

-- mail 4: Tenant

-- The log tells of mails that go out, too: it takes more outcomes.
CREATE TABLE mail_log_wider (
  id {BLOB} NOT NULL PRIMARY KEY,
  at {INT} NOT NULL,
  direction {TEXT} NOT NULL CHECK (direction IN ('in', 'out')),
  way {TEXT} NOT NULL CHECK (way IN ('smtp', 'lmtp', 'pipe', 'imap', 'pop3')),
  peer {TEXT},
  helo {TEXT} NOT NULL,
  tls {TEXT},
  account {BLOB},
  place {TEXT},
  envelope_from {TEXT},
  recipients {TEXT} NOT NULL,
  from_line {TEXT},
  subject {TEXT} NOT NULL,
  message_id {TEXT},
  size {INT} NOT NULL,
  malformed {TEXT},
  outcome {TEXT} NOT NULL CHECK (outcome IN ('ticket', 'article', 'report', 'copy', 'quarantined', 'ignored', 'refused', 'sent', 'deferred',
    'failed', 'cancelled')),
  number {TEXT},
  ticket {BLOB},
  article {BLOB},
  first {BLOB},
  raw {BLOB},
  steps {TEXT} NOT NULL
{END};
INSERT INTO mail_log_wider SELECT * FROM mail_log;
DROP TABLE mail_log;
ALTER TABLE mail_log_wider RENAME TO mail_log;
CREATE INDEX mail_log_of_outcome ON mail_log (outcome, id);
CREATE INDEX mail_log_of_way ON mail_log (way, id);
CREATE INDEX mail_log_of_account ON mail_log (account, id) WHERE account IS NOT NULL;
CREATE INDEX mail_log_of_number ON mail_log (number, id) WHERE number IS NOT NULL;
CREATE INDEX mail_log_of_article ON mail_log (article, id) WHERE article IS NOT NULL;
CREATE INDEX mail_log_of_first ON mail_log (first, id) WHERE first IS NOT NULL;

