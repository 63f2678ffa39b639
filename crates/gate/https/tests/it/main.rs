//! The gate from outside: real sockets, real TLS, HTTP/1.1 and HTTP/2.

#![cfg(test)]

mod callers;
mod check;
mod client;
mod content;
mod front;
mod hosts;
mod limits;
mod live;
mod manners;
mod reach;
mod sealed;
mod toys;
mod world;
