//! What is turned away before it is a message is told to the room whose recipients it had.

use super::Connection;
use super::sender::sender;
use crate::desk::{self, Located};
use kernel::EmailAddress;
use platform::Entry;
use room::{Reason, TurnedAway, Way};
use std::sync::Arc;
use wire::smtp::{Flavour, Reply};

impl Connection<'_> {
    pub(super) const fn way(&self) -> Way {
        match self.flavour {
            Flavour::Smtp => Way::Smtp,
            Flavour::Lmtp => Way::Lmtp,
        }
    }

    /// Tells that a recipient is nobody's, to the tenant whose domain they would be in.
    pub(super) async fn is_unknown(&self, to: &str, reply: &Reply) {
        // Limits and faults say nothing about the address.
        if reply.code() != 550 {
            return;
        }
        let Some(desk) = self.desk() else { return };
        let Ok(Located { entry, address }) = desk::locate(&desk, &self.shared.hostname, to) else { return };
        self.tell(&entry, vec![address], Some(550), Reason::NoSuchRecipient).await;
    }

    /// Tells of a message that has recipients and is refused before it is whole. Other replies say nothing.
    pub(super) async fn is_refused(&mut self, reply: &[u8]) {
        let code = reply.get(..3).and_then(|code| std::str::from_utf8(code).ok()).and_then(|code| code.parse().ok());
        let Some(code) = code.filter(|code| *code >= 400 && self.incoming.is_some()) else { return };
        let because = match code {
            552 | 523 => Reason::TooLarge,
            500..=599 => Reason::Unfit,
            _ => Reason::Busy,
        };
        self.tell_all(Some(code), because).await;
    }

    /// Tells of a message that ends in its midst.
    pub(super) async fn broke_off(&mut self) {
        if self.incoming.is_some() {
            self.tell_all(None, Reason::BrokenOff).await;
        }
    }

    async fn tell_all(&mut self, code: Option<u16>, because: Reason) {
        let Some(desk) = self.desk().filter(|_| !self.is_noted) else { return };
        self.is_noted = true;
        let mut shares: Vec<(Arc<Entry>, Vec<EmailAddress>)> = Vec::new();
        for address in &self.accepted {
            let Ok(Located { entry, .. }) = desk::locate(&desk, &self.shared.hostname, address.as_str()) else { continue };
            match shares.iter_mut().find(|(known, _)| known.tenant == entry.tenant) {
                Some((_, recipients)) => recipients.push(address.clone()),
                None => shares.push((entry, vec![address.clone()])),
            }
        }
        for (entry, recipients) in shares {
            self.tell(&entry, recipients, code, because).await;
        }
    }

    async fn tell(&self, entry: &Entry, recipients: Vec<EmailAddress>, code: Option<u16>, because: Reason) {
        let Some(desk) = self.desk() else { return };
        let (envelope_from, tls) = (sender(&self.from), self.tls.clone());
        let turned = TurnedAway { envelope_from, recipients, way: self.way(), tls, code, because };
        desk::turned_away(&desk, self.asking(), entry, turned).await;
    }
}
