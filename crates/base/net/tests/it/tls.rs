use crate::peer::{NOW, acceptor, ambient, egress, greeter, server_key, serving};
use net::{CertificateError, Certificates, DevCa, Handshake, Profile, Purpose, Roots, ServerKey};
use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio_rustls::TlsConnector;

struct House {
    ca: DevCa,
    certificates: Arc<Certificates>,
}

fn house() -> House {
    let ca = DevCa::create(NOW).unwrap();
    let (alpha, beta) = (server_key(&ca, "alpha.localhost", NOW), server_key(&ca, "beta.localhost", NOW));
    let certificates = Arc::new(Certificates::new(serving(&[("alpha.localhost", &alpha), ("beta.localhost", &beta)])));
    House { ca, certificates }
}

fn client(profile: Profile, ca: &DevCa) -> Arc<ClientConfig> {
    net::client_config(profile, &Roots::from_pem(ca.ca_pem()).unwrap(), &ambient()).unwrap()
}

struct Seen {
    handshake: Handshake,
    names: Vec<u8>,
}

async fn connect(config: &Arc<ClientConfig>, port: u16, name: &'static str) -> Result<Seen, std::io::Error> {
    let (egress, _) = egress(Purpose::HttpsProbe, port, &[]);
    let stream = egress.dial(Purpose::HttpsProbe, "127.0.0.1", port).await.unwrap().stream;
    let mut stream = TlsConnector::from(config.clone()).connect(ServerName::try_from(name).unwrap(), stream).await?;
    let mut said = Vec::new();
    // Tickets come behind the handshake, with what the server says.
    stream.read_to_end(&mut said).await?;
    assert_eq!(said, b"hi");
    let connection = stream.get_ref().1;
    let names = connection.peer_certificates().map(|chain| chain[0].to_vec()).unwrap_or_default();
    Ok(Seen { handshake: Handshake::of(connection).unwrap(), names })
}

#[tokio::test]
async fn profiles_agree_on_the_best_they_have() {
    let house = house();
    let check = async |server: Profile, client_profile: Profile, expected: Option<(&str, &str)>| {
        let port = greeter(acceptor(server, house.certificates.clone(), 1)).await;
        let seen = connect(&client(client_profile, &house.ca), port, "alpha.localhost").await.ok();
        let agreed = seen.map(|seen| (seen.handshake.version, seen.handshake.group.unwrap_or_default()));
        assert_eq!(agreed, expected, "{server:?} {client_profile:?}");
    };
    check(Profile::Modern, Profile::Modern, Some(("TLS 1.3", "X25519MLKEM768"))).await;
    check(Profile::Mail, Profile::Mail, Some(("TLS 1.3", "X25519MLKEM768"))).await;
    check(Profile::Tr02102, Profile::Tr02102, Some(("TLS 1.3", "SecP256r1MLKEM768"))).await;
    check(Profile::Tr02102, Profile::Modern, Some(("TLS 1.3", "secp256r1"))).await;
}

/// A client that the house would not build: one version and one group alone, with a memory for tickets.
fn odd_client(
    ca: &DevCa,
    version: &'static rustls::SupportedProtocolVersion,
    group: &'static dyn rustls::crypto::SupportedKxGroup,
) -> Arc<ClientConfig> {
    let provider = rustls::crypto::CryptoProvider { kx_groups: vec![group], ..rustls::crypto::aws_lc_rs::default_provider() };
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.ca_pem().as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_details(Arc::new(provider), client(Profile::Modern, ca).time_provider.clone())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(8);
    Arc::new(config)
}

#[tokio::test]
async fn tr_02102_refuses_what_it_does_not_name() {
    use rustls::crypto::aws_lc_rs::kx_group::{SECP256R1, X25519};
    let house = house();
    let check = async |version: &'static rustls::SupportedProtocolVersion, group, profile: Profile, expected: bool| {
        let port = greeter(acceptor(profile, house.certificates.clone(), 1)).await;
        let seen = connect(&odd_client(&house.ca, version, group), port, "alpha.localhost").await;
        assert_eq!(seen.is_ok(), expected, "{version:?} {profile:?}");
    };
    check(&rustls::version::TLS13, SECP256R1, Profile::Tr02102, true).await;
    check(&rustls::version::TLS13, X25519, Profile::Tr02102, false).await;
    check(&rustls::version::TLS12, SECP256R1, Profile::Tr02102, false).await;
    check(&rustls::version::TLS12, X25519, Profile::Modern, true).await;
}

#[tokio::test]
async fn names_choose_certificates_and_strangers_get_none() {
    let house = house();
    let port = greeter(acceptor(Profile::Modern, house.certificates.clone(), 1)).await;
    let config = client(Profile::Modern, &house.ca);
    let alpha = connect(&config, port, "alpha.localhost").await.unwrap().names;
    let beta = connect(&config, port, "beta.localhost").await.unwrap().names;
    assert_ne!(alpha, beta);
    assert!(connect(&config, port, "gamma.localhost").await.is_err());
    assert!(connect(&config, port, "127.0.0.1").await.is_err(), "no name, no certificate, unless there is one for that");
    let mut set = serving(&[]);
    set.set_without_name(&server_key(&house.ca, "127.0.0.1", NOW));
    house.certificates.replace(set);
    assert!(connect(&config, port, "127.0.0.1").await.is_ok());
    assert!(connect(&config, port, "alpha.localhost").await.is_err(), "the set was replaced");
}

#[tokio::test]
async fn certificates_answer_only_to_their_names() {
    let ca = DevCa::create(NOW).unwrap();
    let mut set = serving(&[]);
    let alpha = server_key(&ca, "alpha.localhost", NOW);
    assert!(matches!(set.insert("beta.localhost", &alpha), Err(CertificateError::WrongName)));
    assert!(matches!(set.insert("a b", &alpha), Err(CertificateError::WrongName)));
    assert!(set.insert("Alpha.Localhost", &alpha).is_ok());
}

#[tokio::test]
async fn clients_verify_whatever_happens() {
    let house = house();
    let port = greeter(acceptor(Profile::Modern, house.certificates.clone(), 1)).await;
    let stranger = DevCa::create(NOW).unwrap();
    assert!(connect(&client(Profile::Modern, &stranger), port, "alpha.localhost").await.is_err());
    let before = NOW.before(std::time::Duration::from_hours(24 * 100));
    let ca = DevCa::create(before).unwrap();
    let old = server_key(&ca, "alpha.localhost", before);
    let port = greeter(acceptor(Profile::Modern, Arc::new(Certificates::new(serving(&[("alpha.localhost", &old)]))), 1)).await;
    assert!(connect(&client(Profile::Modern, &ca), port, "alpha.localhost").await.is_err(), "expired ten days ago");
}

#[tokio::test]
async fn sessions_resume_after_a_restart_with_the_same_key() {
    let house = house();
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let config = odd_client(&house.ca, version, rustls::crypto::aws_lc_rs::kx_group::X25519);
        let check = async |ticket_key: u8, name: &'static str, expected: bool| {
            let port = greeter(acceptor(Profile::Modern, house.certificates.clone(), ticket_key)).await;
            let resumed = connect(&config, port, name).await.unwrap().handshake.resumed;
            assert_eq!(resumed, expected, "{:?} {ticket_key} {name}", version.version);
        };
        check(1, "alpha.localhost", false).await;
        check(1, "alpha.localhost", true).await;
        check(1, "beta.localhost", false).await;
        check(2, "alpha.localhost", false).await;
    }
}

#[tokio::test]
async fn files_are_read_and_their_faults_named() {
    let folder = tempfile::tempdir().unwrap();
    let issued = DevCa::create(NOW).unwrap().issue("alpha.localhost", NOW).unwrap();
    let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    assert!(matches!(ServerKey::read(&chain, &key), Err(CertificateError::ChainUnreadable(_))));
    std::fs::write(&chain, &issued.certificate_pem).unwrap();
    assert!(matches!(ServerKey::read(&chain, &key), Err(CertificateError::KeyUnreadable(_))));
    std::fs::write(&key, issued.key_pem.reveal()).unwrap();
    assert_eq!(ServerKey::read(&chain, &key).unwrap().facts().names, ["alpha.localhost"]);
}
