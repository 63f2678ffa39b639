//! Mailboxes elsewhere: real ones, and such as no honest server has.

mod dovecot;
mod house;
