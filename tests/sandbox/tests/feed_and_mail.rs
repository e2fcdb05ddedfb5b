//! The portal's feed and the e-mails: paging, marks, MIME that a foreign parser reads, SMTP to a foreign server.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use client::{Parent, at, school};
use reqwest::StatusCode;
use schoolcard_sandbox::{Direction, SaleItem, SaleKind, SandboxConfig, start};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

const FEED: &str = "/api/instantmessages/v1/feed";

async fn feed(parent: &Parent, query: &str) -> Vec<Value> {
    parent.get(&format!("{FEED}?{query}")).await["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_feed_pages_newest_first_and_forgets_the_mark_once_shown() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let father = Parent::sign_in(&sandbox, "father").await;
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    let person = parent.person(0).await;
    for minute in 0..5 {
        sandbox.clock().set(at(&format!("2026-05-12T12:0{minute}")));
        sandbox.tap(&person, Direction::In, None, None).unwrap();
    }
    assert_eq!(parent.get(&format!("{FEED}/count_new")).await, 5);
    assert_eq!(parent.get("/api/instantmessages/v1/count_new").await, 5);
    let first = feed(&parent, "page=1&npp=2").await;
    let second = feed(&parent, "page=2&npp=2").await;
    assert_eq!((first.len(), second.len(), feed(&parent, "page=4&npp=2").await.len()), (2, 2, 0));
    assert_eq!(first[0]["created_at"], "2026-05-12T12:04:00");
    assert_eq!(first[0]["timestamp"], 1_778_576_640);
    assert_eq!((&first[0]["is_new"], &first[0]["title"]), (&json!(true), &json!("Вход")));
    let routing = &first[0]["context"]["mobile_routing_data"];
    assert_eq!((&routing["event_type"], &routing["person_id"]), (&json!("entry"), &json!(person)));
    assert!(second.iter().all(|one| first.iter().all(|other| one["id"] != other["id"])));
    assert_eq!(parent.get(&format!("{FEED}/count_new")).await, 1);
    assert_eq!(feed(&parent, "page=1&npp=2").await[0]["is_new"], false);
    let filter = |json: Value| format!("filter={}", url::form_urlencoded::byte_serialize(json.to_string().as_bytes()).collect::<String>());
    assert_eq!(feed(&parent, &filter(json!({ "is_new": true }))).await.len(), 1);
    assert_eq!(feed(&parent, &filter(json!({ "setting_group_id": [2] }))).await.len(), 0);
    assert_eq!(father.get(&format!("{FEED}/count_new")).await, 5, "each adult has marks of their own");
    assert_eq!(feed(&neighbour, "").await.len(), 0);
    for wrong in ["page=0", "npp=101", "filter=%7B", "filter=[]"] {
        assert_eq!(parent.older(&format!("{FEED}?{wrong}")).send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn an_edited_purchase_replaces_its_message() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let bun = SaleItem { name: "Булочка".to_owned(), price_kopecks: 123_450, amount: 1 };
    let sold = sandbox.sale(&person, SaleKind::Buffet, &[bun], None).unwrap();
    let filter = "filter=%7B%22setting_group_id%22%3A2%7D";
    let purchase = |all: Vec<Value>| all.into_iter().filter(|one| one["title"] == "Покупка").collect::<Vec<_>>();
    let before = purchase(feed(&parent, filter).await);
    assert!(before[0]["description"].as_str().unwrap().contains("Булочка, 1\u{a0}234,50\u{a0}₽"), "{before:?}");
    sandbox.edit_purchase(sold.order_id.unwrap(), 100_000).unwrap();
    let after = purchase(feed(&parent, filter).await);
    assert_eq!((after.len(), &after[0]["id"], &after[0]["is_new"]), (1, &before[0]["id"], &json!(true)));
    assert!(after[0]["description"].as_str().unwrap().contains("1\u{a0}000,00"));
}

/// What Python's own parser makes of a MIME message.
fn parsed(raw: &[u8]) -> Value {
    const SCRIPT: &str = "import email, email.policy, json, sys\n\
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}\n\
        print(json.dumps({'from': str(message['from']), 'to': str(message['to']), 'subject': message['subject'], 'date': message['date'],\n\
        'defects': len(message.defects), 'type': message.get_content_type(), 'parts': parts}))";
    let mut python = Command::new("python3").args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(raw).unwrap();
    serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap()
}

#[tokio::test]
async fn e_mails_are_mime_a_foreign_parser_reads_and_the_settings_are_obeyed() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    sandbox.tap(&person, Direction::In, None, None).unwrap();
    assert_eq!(sandbox.mailbox(0).unwrap(), [], "entries are not mailed unless asked for");
    sandbox.terminal_top_up(&person, 50_000, None).unwrap();
    let mails = sandbox.mailbox(0).unwrap();
    let hers = parent.get("/api/family/mobile/v1/profile").await["profile"]["email"].as_str().unwrap().to_owned();
    let mail = mails.iter().find(|mail| mail.to == hers).unwrap();
    let url = format!("{}/sandbox/v1/mailbox/{}", parent.base, mail.id);
    let answer = parent.http.get(url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "message/rfc822");
    let message = parsed(&answer.bytes().await.unwrap());
    assert_eq!((&message["defects"], &message["type"]), (&json!(0), &json!("multipart/alternative")));
    assert_eq!(message["subject"], mail.subject);
    assert!(message["subject"].as_str().unwrap().starts_with("Счёт пополнен: "));
    assert!(message["to"].as_str().unwrap().contains(&hers));
    assert_eq!(message["date"], "Tue, 12 May 2026 08:30:00 +0000");
    assert_eq!(message["parts"]["text/plain"].as_str().unwrap().replace("\r\n", "\n").trim_end(), mail.body.trim_end());
    assert!(message["parts"]["text/html"].as_str().unwrap().contains("500,00"));

    let set = |query: &str| {
        let url = format!("{}/api/notifications/usersettings/v1/user/group_setting?{query}", parent.base);
        parent.http.put(url).bearer_auth(&parent.access).header("X-Mes-Subsystem", "familymp").send()
    };
    assert_eq!(set("settings_group_ids=2&mail_target_id=1&is_subscribed=false").await.unwrap().status(), StatusCode::NO_CONTENT);
    sandbox.terminal_top_up(&person, 50_000, None).unwrap();
    assert!(sandbox.mailbox(mails[0].id).unwrap().iter().all(|mail| mail.to != hers));
}

/// A mail server that takes one message and says what it heard.
async fn mail_server() -> (String, tokio::task::JoinHandle<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let (mut heard, mut in_data) = (String::new(), false);
        write.write_all(b"220 test\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            heard.push_str(&line);
            heard.push('\n');
            let answer = match line.split(' ').next().unwrap() {
                "." if in_data => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => continue,
                "EHLO" => "250 test",
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            if line == "QUIT" {
                break;
            }
        }
        heard
    });
    (address, heard)
}

#[tokio::test]
async fn a_mail_server_that_is_named_gets_the_messages() {
    let (address, heard) = mail_server().await;
    let config = SandboxConfig { children: 1, now: Some(at("2026-05-12T11:30")), smtp: Some(address), ..SandboxConfig::default() };
    let sandbox = start(config).await.unwrap();
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    sandbox.terminal_top_up(&person, 50_000, None).unwrap();
    let sent = || sandbox.mailbox(0).unwrap().iter().any(|mail| mail.smtp == "sent");
    for _ in 0..100 {
        if sent() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(sent(), "{:?}", sandbox.mailbox(0).unwrap());
    let heard = tokio::time::timeout(Duration::from_secs(5), heard).await.unwrap().unwrap();
    assert!(heard.contains("MAIL FROM:<no-reply@schoolcard.example>") && heard.contains("multipart/alternative"), "{heard}");
    let message = parsed(heard.split_once("DATA\n").unwrap().1.replace('\n', "\r\n").as_bytes());
    assert!(message["subject"].as_str().unwrap().starts_with("Счёт пополнен"));
}
