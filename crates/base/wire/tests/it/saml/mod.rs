//! SAML, signed and attacked by others.

mod attacks;
mod documents;
mod encrypted;
mod idp;
mod valid;
