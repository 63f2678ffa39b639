use crate::peer::{NOW, acceptor, egress, listen, server_key, serving};
use net::{Certificates, DevCa, EgressError, FetchError, Profile, Purpose, Roots, Wanted};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;

/// A web server: answers each request by its path, and tells what it was asked.
struct Web {
    port: u16,
    asked: mpsc::UnboundedReceiver<String>,
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, port: u16, told: &mpsc::UnboundedSender<String>) {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        let Ok(sign) = stream.read_u8().await else { return };
        request.push(char::from(sign));
    }
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let _gone = told.send(request);
    let away = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let answer = match path.as_str() {
        "/picture" => "HTTP/1.1 200 OK\r\nSet-Cookie: seen=1\r\nContent-Length: 7\r\n\r\npicture".to_owned(),
        "/chunks" => format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", "4\r\nabcd\r\n".repeat(400)),
        "/long" => "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nx".to_owned(),
        "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx".to_owned(),
        "/once" => away("/picture"),
        "/round" => away("/round"),
        "/inside" => away("http://127.0.0.2/secret"),
        "/metadata" => away("http://169.254.169.254/latest/"),
        "/file" => away("file:///etc/passwd"),
        "/plain" => away(&format!("http://127.0.0.1:{port}/picture")),
        "/slow" => return std::future::pending().await,
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    };
    let _gone = stream.write_all(answer.as_bytes()).await;
    let _gone = stream.shutdown().await;
}

async fn web(tls: Option<tokio_rustls::TlsAcceptor>) -> Web {
    let (listener, port) = listen().await;
    let (told, asked) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (told, tls) = (told.clone(), tls.clone());
            tokio::spawn(async move {
                match tls {
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            answer(stream, port, &told).await;
                        }
                    }
                    None => answer(stream, port, &told).await,
                }
            });
        }
    });
    Web { port, asked }
}

async fn get(address: &str, port: u16, internal: &[&str], roots: &Roots) -> Result<Vec<u8>, FetchError> {
    let (egress, contacts) = egress(Purpose::RemotePictures, port, internal);
    let patience = Duration::from_millis(700);
    let wanted = Wanted { purpose: Purpose::RemotePictures, address, accept: "image/png", most: 1_000, patience };
    let got = net::fetch(&egress, &wanted, roots).await;
    assert!(contacts.latest(9).iter().all(|contact| contact.purpose == Purpose::RemotePictures));
    got.map(|bytes| bytes.to_vec())
}

async fn check(web: &Web, path: &str, expected: Result<&str, FetchError>) {
    let got = get(&format!("http://127.0.0.1:{}{path}", web.port), web.port, &["127.0.0.1"], &Roots::none()).await;
    assert_eq!(got, expected.map(|text| text.as_bytes().to_vec()), "{path}");
}

#[tokio::test]
async fn a_file_comes_and_nothing_is_told_about_us() {
    let mut web = web(None).await;
    check(&web, "/picture", Ok("picture")).await;
    check(&web, "/once", Ok("picture")).await;
    for _ in 0..3 {
        let request = web.asked.recv().await.unwrap().to_lowercase();
        let names: Vec<&str> = request.lines().skip(1).filter_map(|line| line.split_once(':').map(|(name, _)| name)).collect();
        assert_eq!(names, ["host", "user-agent", "accept", "accept-encoding"], "{request}");
    }
}

#[tokio::test]
async fn what_is_too_long_or_too_slow_ends() {
    let web = web(None).await;
    for (path, expected) in [
        ("/long", FetchError::TooLarge),
        ("/chunks", FetchError::TooLarge),
        ("/cut", FetchError::NotSent),
        ("/slow", FetchError::NotSent),
        ("/none", FetchError::NoFile),
    ] {
        check(&web, path, Err(expected)).await;
    }
}

#[tokio::test]
async fn every_hop_is_looked_at_like_the_first() {
    let web = web(None).await;
    check(&web, "/round", Err(FetchError::LedAstray)).await;
    check(&web, "/file", Err(FetchError::LedAstray)).await;
    check(&web, "/inside", Err(FetchError::Egress(EgressError::PortRefused))).await;
    check(&web, "/metadata", Err(FetchError::Egress(EgressError::PortRefused))).await;
    let address = format!("http://127.0.0.1:{}/picture", web.port);
    let inside = get(&address, web.port, &[], &Roots::none()).await;
    // The node's own address is among those that are refused.
    assert_eq!(inside, Err(FetchError::Egress(EgressError::AddressRefused)));
    for mapped in ["[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "localhost"] {
        let inside = get(&address.replace("127.0.0.1", mapped), web.port, &[], &Roots::none()).await;
        assert_eq!(inside, Err(FetchError::Egress(EgressError::AddressRefused)), "{mapped}");
    }
}

#[tokio::test]
async fn certificates_are_verified_and_safe_stays_safe() {
    let ca = DevCa::create(NOW).unwrap();
    let key = server_key(&ca, "localhost", NOW);
    let roots = Roots::from_pem(ca.ca_pem()).unwrap();
    let web = web(Some(acceptor(Profile::Modern, Arc::new(Certificates::new(serving(&[("localhost", &key)]))), 1))).await;
    let at = |path: &str| format!("https://localhost:{}{path}", web.port);
    let open = ["127.0.0.1"];
    assert_eq!(get(&at("/picture"), web.port, &open, &roots).await, Ok(b"picture".to_vec()));
    assert_eq!(get(&at("/picture"), web.port, &open, &Roots::none()).await, Err(FetchError::NotSafe));
    assert_eq!(get(&at("/plain"), web.port, &open, &roots).await, Err(FetchError::LedAstray));
}
