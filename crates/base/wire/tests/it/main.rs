//! Whole journeys through the protocols.

#[cfg(test)]
mod hostile;
mod html;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod smtp;
#[cfg(test)]
mod work;
