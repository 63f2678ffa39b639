//! The check behind promise P-04: what our own port really does, seen from outside.

use futures_util::FutureExt as _;
use net::{Egress, Endpoint, Offer, Probe, Roots, old_offers, probe};
use platform::Directory;
use room::{Check, CheckContext, Finding, House};
use std::time::Duration;

/// A certificate that ends sooner than this is a broken promise: nobody renewed it.
const RENEWED_BEFORE: Duration = Duration::from_hours(7 * 24);

/// Where to look at our own port. A service of the house, set up by the binary.
#[derive(Clone, Debug)]
pub struct OwnPort {
    /// The way out; its policy must have [`net::Purpose::HttpsProbe`] with this port.
    pub egress: Egress,
    /// The address that the outside world connects to.
    pub address: String,
    /// The port.
    pub port: u16,
    /// Roots that clients are expected to trust beside the public ones.
    pub roots: Roots,
}

/// Looks at the port as strangers do: with old offers, without TLS, and as a client that verifies.
pub(crate) const OWN_PORT_TLS: Check = Check {
    name: "own-port-tls",
    promise: "P-04",
    measures: "connects to the own port for each host: certificate good for at least 7 days, nothing older than TLS 1.2, no answer without TLS",
    fails_on: "a port that answers without TLS, a certificate that is expired, about to expire, of another name or of an unknown issuer",
    max_age: Duration::from_hours(25),
    per_tenant: false,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    match context.house.service::<OwnPort>() {
        Ok(own) => look(own, &context.house).await,
        Err(_) => Finding::unmeasured("the node does not know its own port"),
    }
}

/// Names are counted, not told: a finding is shown to others.
async fn look(own: &OwnPort, house: &House) -> Finding {
    let Ok(directory) = house.service::<Directory>() else { return Finding::unmeasured("the node does not know its tenants") };
    let hosts: Vec<String> =
        directory.all().iter().flat_map(|entry| entry.hosts.clone()).flat_map(|host| [format!("content.{host}"), host]).collect();
    let Some(first) = hosts.last() else { return Finding::unmeasured("there is no host yet") };
    let old = match old_offers(&own.egress, &own.endpoint(first)).await {
        Ok(old) => old,
        Err(error) => return Finding::unmeasured(format!("the port was not reached: {}", error.reason())),
    };
    let offers = [("an answer without TLS", old.plain_http), ("TLS 1.0", old.tls_1_0), ("TLS 1.1", old.tls_1_1)];
    if let Some((what, _)) = offers.iter().find(|(_, offer)| *offer == Offer::Accepted) {
        return Finding::broken(format!("the port gives {what}"));
    }
    let unclear: Vec<&str> = offers.iter().filter(|(_, offer)| *offer == Offer::Unclear).map(|(what, _)| *what).collect();
    let mut versions = std::collections::BTreeSet::new();
    for host in &hosts {
        match probe(&own.egress, &own.endpoint(host), &own.roots).await {
            Ok(Probe::Verified { handshake, certificate }) if certificate.not_after >= house.ambient.now().after(RENEWED_BEFORE) => {
                versions.insert(handshake.version);
            }
            Ok(Probe::Verified { .. }) => return Finding::broken("a certificate ends in less than 7 days"),
            Ok(Probe::Failed { words }) => return Finding::broken(words),
            Err(error) => return Finding::unmeasured(format!("the port was not reached: {}", error.reason())),
        }
    }
    if !unclear.is_empty() {
        return Finding::unmeasured(format!("no clear answer to the offer of {}", unclear.join(", ")));
    }
    let versions: Vec<&str> = versions.into_iter().collect();
    Finding::kept(format!("{} names verified with {}; TLS 1.0, TLS 1.1 and requests without TLS refused", hosts.len(), versions.join(", ")))
}

impl OwnPort {
    fn endpoint(&self, host: &str) -> Endpoint {
        Endpoint { host: self.address.clone(), port: self.port, server_name: host.to_owned() }
    }
}
