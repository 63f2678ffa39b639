//! HTTP manners, the same for every operation of the house.
//!
//! A handler gets a [`Call`] (what was asked, already read and bounded) and gives an [`Answer`] or a
//! [`Problem`] (RFC 9457). It never sees a socket, a host name or a cookie: those are the gate's. The
//! status table stands in [`problem`], the document of the API is put together in [`openapi`].
//!
//! Invariants: a refusal never repeats values of the request; a [`Problem`] made from a fault shows its request's number and
//! nothing else; a file name cannot break a header ([`Answer::download`]); a cursor opens only under the tenant's key.

pub mod openapi;
pub mod problem;

mod answer;
mod call;
mod cross_site;
mod paging;

pub use answer::{Answer, Body, Piece};
pub use call::Call;
pub use cross_site::is_same_origin;
pub use paging::{CursorError, open_cursor, seal_cursor};
pub use problem::{FieldError, Problem};
