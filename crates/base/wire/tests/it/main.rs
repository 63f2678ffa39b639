//! Whole journeys through the protocols.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod html;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod saml;
#[cfg(test)]
mod smtp;
#[cfg(test)]
mod work;
