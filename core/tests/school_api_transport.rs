//! What only a badly behaved server shows: canned answers from a bare socket.
#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use schoolcard_core::school_api::{ApiError, Auth, ClientId, Endpoints, SchoolApi};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

/// A server that gives every connection the same answer and remembers what it was asked.
struct Canned {
    base: Url,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    async fn new(answer: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut head = vec![0; 16 << 10];
                let read = connection.read(&mut head).await.unwrap_or(0);
                remembered.lock().unwrap().push(String::from_utf8_lossy(&head[..read]).into_owned());
                let _ = connection.write_all(&answer).await;
                let _ = connection.shutdown().await;
            }
        });
        Self { base, asked }
    }

    async fn balances(&self) -> Result<usize, ApiError> {
        let answer = api(&self.base).balances(Auth::parent("THE-TOKEN", None), &[]).await?;
        Ok(answer.value.len())
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn api(base: &Url) -> SchoolApi {
    let endpoints = Endpoints { login: base.clone(), school: base.clone(), pay: base.clone() };
    let client_id = ClientId { client_id: "c".into(), client_secret: None, redirect_uri: "http://127.0.0.1:9".into() };
    SchoolApi::new(endpoints, client_id, "device").unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut all = format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    all.extend_from_slice(body);
    all
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_token_does_not_follow_a_redirect_to_another_host() {
    let elsewhere = Canned::new(answer("200 OK", b"[]")).await;
    let here = Canned::new(answer(&format!("302 Found\r\nLocation: {}stolen", elsewhere.base), b"")).await;
    assert!(matches!(here.balances().await.unwrap_err(), ApiError::Malformed { .. }));
    assert_eq!(here.asked().len(), 1);
    assert!(here.asked()[0].contains("THE-TOKEN"));
    assert_eq!(elsewhere.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn endless_redirects_on_one_host_end() {
    let here = Canned::new(answer("302 Found\r\nLocation: /again", b"")).await;
    assert!(matches!(here.balances().await.unwrap_err(), ApiError::Malformed { .. }));
    assert!(here.asked().len() < 10);
}

#[tokio::test]
async fn food_gets_one_token_and_no_cookie() {
    let server = Canned::new(answer("200 OK", b"[]")).await;
    server.balances().await.unwrap();
    let asked = server.asked()[0].to_lowercase();
    assert!(asked.contains("authorization: bearer the-token"));
    assert!(!asked.contains("auth-token:") && !asked.contains("cookie:"), "{asked}");
    for header in ["x-mes-subsystem: familymp", "client-type: diary-mobile", "accept-language: ru", "x-mes-roleid: 2"] {
        assert!(asked.contains(header), "{header} is missing from {asked}");
    }
}

#[tokio::test]
async fn a_cookie_of_the_server_is_not_sent_back() {
    let server = Canned::new(answer("200 OK\r\nSet-Cookie: aupd_token=x; Path=/", b"[]")).await;
    let api = api(&server.base);
    for _ in 0..2 {
        api.balances(Auth::parent("THE-TOKEN", None), &[]).await.unwrap();
    }
    assert!(server.asked().iter().all(|asked| !asked.to_lowercase().contains("cookie:")));
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_fifty_megabytes_is_given_up() {
    let mut body = b"[".to_vec();
    body.resize(50_000_000, b' ');
    let packed = gzip(&body);
    assert!(packed.len() < 100_000);
    let server = Canned::new(answer("200 OK\r\nContent-Encoding: gzip", &packed)).await;
    assert_eq!(server.balances().await.unwrap_err(), ApiError::TooLarge);
}

#[tokio::test]
async fn a_packed_answer_is_read_like_a_plain_one() {
    let body = gzip(br#"[{"clientId":{"personId":"a"},"contractId":1,"balance":5}]"#);
    let server = Canned::new(answer("200 OK\r\nContent-Encoding: gzip", &body)).await;
    assert_eq!(server.balances().await, Ok(1));
}

#[tokio::test]
async fn the_time_to_wait_is_read_as_seconds_and_as_a_date() {
    let date = "Date: Tue, 12 May 2026 08:30:00 GMT\r\nRetry-After: Tue, 12 May 2026 08:31:30 GMT";
    for (head, seconds) in [
        ("503 Busy\r\nRetry-After: 30".to_owned(), 30),
        (format!("429 Slow\r\n{date}"), 90),
        ("429 Slow\r\nRetry-After: 99999999999".to_owned(), 24 * 3600),
    ] {
        let server = Canned::new(answer(&head, b"<html></html>")).await;
        let wait = Some(Duration::from_secs(seconds));
        assert_eq!(server.balances().await.unwrap_err(), ApiError::SlowDown { retry_after: wait }, "{head}");
    }
    let server = Canned::new(answer("429 Slow\r\nRetry-After: later", b"")).await;
    assert_eq!(server.balances().await.unwrap_err(), ApiError::SlowDown { retry_after: None });
}

#[tokio::test]
async fn html_with_status_200_is_not_an_answer() {
    let server = Canned::new(answer("200 OK\r\nContent-Type: text/html", b"<html>maintenance</html>")).await;
    assert_eq!(server.balances().await.unwrap_err(), ApiError::Malformed { what: "HTML instead of JSON" });
}

#[tokio::test]
async fn a_partial_answer_is_no_proof_that_the_rest_is_gone() {
    for (status, complete) in [("200 OK", true), ("206 Partial Content", false), ("204 No Content", false)] {
        let body: &[u8] = if status.starts_with("204") { b"" } else { b"[]" };
        let server = Canned::new(answer(status, body)).await;
        let read = api(&server.base).balances(Auth::parent("t", None), &[]).await.unwrap();
        assert_eq!(read.is_complete(), complete, "{status}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_offline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = api(&base).balances(Auth::parent("t", None), &[]).await.unwrap_err();
    assert_eq!(error, ApiError::Offline);
}

#[tokio::test]
async fn an_address_without_tls_outside_this_machine_is_refused_before_any_call() {
    let far = Url::parse("http://school.example").unwrap();
    let endpoints = Endpoints { login: far.clone(), school: far.clone(), pay: far };
    let client_id = ClientId { client_id: "c".into(), client_secret: None, redirect_uri: String::new() };
    assert!(matches!(SchoolApi::new(endpoints, client_id, "d").unwrap_err(), ApiError::Insecure { .. }));
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_no_crash() {
    let server = Canned::new(answer("401 No", b"")).await;
    let error = api(&server.base).balances(Auth::parent("line\nbreak", None), &[]).await.unwrap_err();
    assert_eq!(error, ApiError::Unauthorized);
    assert!(!server.asked()[0].contains("break"));
}
