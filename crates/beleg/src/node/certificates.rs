//! Certificates of the node: the operator's own, or those of a development CA.

use crate::config::Config;
use crate::whole;
use anyhow::Context as _;
use kernel::{Ambient, Secret};
use net::{CertificateSet, Certificates, DevCa, Roots, ServerKey};
use platform::Directory;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the development CA lies.
pub(crate) fn ca_path(config: &Config) -> PathBuf {
    config.data.join("ca").join("ca.pem")
}

/// The certificates of the node, by host.
#[derive(Debug)]
pub(crate) struct Shelf {
    certificates: Arc<Certificates>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// From files; each serves the names that stand in it.
    Files(Vec<(String, ServerKey)>),
    /// Made here.
    Development(Box<DevCa>),
}

impl Shelf {
    /// Reads or makes what the configuration names.
    pub(crate) fn open(config: &Config, ambient: &Ambient) -> anyhow::Result<Self> {
        let source = if config.https.development_ca {
            Source::Development(Box::new(development_ca(config, ambient)?))
        } else {
            let mut keys = Vec::new();
            for certificate in &config.https.certificate {
                let key = ServerKey::read(&certificate.chain, &certificate.key)
                    .with_context(|| format!("the certificate {}", certificate.chain.display()))?;
                for name in &key.facts().names {
                    keys.push((name.clone(), ServerKey::read(&certificate.chain, &certificate.key)?));
                }
            }
            anyhow::ensure!(
                !keys.is_empty(),
                "https needs a certificate: add an [[https.certificate]] block, or development_ca = true for trying out"
            );
            Source::Files(keys)
        };
        Ok(Self { certificates: Arc::new(Certificates::new(CertificateSet::default())), source })
    }

    /// For the gates.
    pub(crate) fn certificates(&self) -> Arc<Certificates> {
        Arc::clone(&self.certificates)
    }

    /// Roots that clients of this node are expected to trust.
    pub(crate) fn roots(&self) -> anyhow::Result<Roots> {
        Ok(match &self.source {
            Source::Development(ca) => Roots::from_pem(ca.ca_pem())?,
            Source::Files(_) => Roots::none(),
        })
    }

    /// Puts certificates for these hosts on the shelf; called again when tenants change.
    pub(crate) fn fill(&self, hosts: &[String], ambient: &Ambient) -> anyhow::Result<()> {
        let mut set = CertificateSet::default();
        match &self.source {
            Source::Files(keys) => {
                for (name, key) in keys {
                    set.insert(name, key)?;
                }
                if let Some((_, first)) = keys.first() {
                    set.set_without_name(first);
                }
            }
            Source::Development(ca) => {
                let mut first = true;
                for host in hosts {
                    let issued = ca.issue(host, ambient.now())?;
                    let key = ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem)?;
                    set.insert(host, &key)?;
                    if std::mem::take(&mut first) {
                        set.set_without_name(&key);
                    }
                }
            }
        }
        self.certificates.replace(set);
        Ok(())
    }

    /// A certificate of the development CA for one more server of the node's own.
    pub(crate) fn issue(&self, host: &str, ambient: &Ambient) -> anyhow::Result<ServerKey> {
        match &self.source {
            Source::Development(ca) => {
                let issued = ca.issue(host, ambient.now())?;
                Ok(ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem)?)
            }
            Source::Files(_) => anyhow::bail!("only the development CA issues certificates"),
        }
    }
}

/// All names that the node answers to: hosts and their content origins, the mail host, and what probes of the bare address need.
pub(crate) fn hosts(directory: Option<&Directory>, config: &Config) -> Vec<String> {
    let mut hosts: Vec<String> = config.smtp.hostname.iter().cloned().collect();
    for entry in directory.map(Directory::all).unwrap_or_default() {
        hosts.extend(entry.hosts.iter().flat_map(|host| [host.clone(), format!("content.{host}")]));
    }
    if hosts.is_empty() {
        hosts.push("localhost".into());
    }
    hosts
}

fn development_ca(config: &Config, ambient: &Ambient) -> anyhow::Result<DevCa> {
    let (certificate, key) = (ca_path(config), config.data.join("ca").join("ca.key"));
    if let (Ok(pem), Ok(secret)) = (fs::read_to_string(&certificate), fs::read_to_string(&key)) {
        return DevCa::from_pem(&pem, &Secret::new(secret)).context("the development CA");
    }
    let ca = DevCa::create(ambient.now())?;
    super::make_private(&config.data.join("ca"))?;
    whole::write(&key, ca.key_pem().reveal().as_bytes())?;
    whole::write(&certificate, ca.ca_pem().as_bytes())?;
    Ok(ca)
}
