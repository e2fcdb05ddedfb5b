//! What a push becomes, good or bad. Messages are sealed by the sandbox's own encoder; an independent one is in `core/tests`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use schoolcard_sandbox::push::ece::Recipient;

use super::context::{PushChild, child_reference};
use super::*;
use crate::alerts::rules::{AlertRules, Suppression, Verdict};
use crate::domain::people::Sex;
use crate::domain::samples::at;

const NOW: &str = "2026-05-12 08:10";

fn context() -> PushContext {
    PushContext {
        locale: Locale::Ru,
        clock_offset: 0,
        keys: DeviceKeys::generate().unwrap(),
        children: vec![PushChild { person: "masha".into(), name: "Маша".into(), sex: Sex::Female }],
        rules: AlertRules::default(),
    }
}

/// A message as the school would send it, with some of its clear words changed.
struct Sent<'a> {
    context: &'a PushContext,
    kind: &'a str,
    child: &'a str,
    dated: &'a str,
    body: String,
}

impl<'a> Sent<'a> {
    fn entry(context: &'a PushContext) -> Self {
        Self { context, kind: "entry", child: "masha", dated: "2026-05-12 08:08", body: entry_body("2026-05-12 08:07") }
    }

    fn payload(&self) -> Vec<u8> {
        let recipient = Recipient::from_text(&self.context.keys.public_text(), &self.context.keys.auth_text()).unwrap();
        let message = URL_SAFE_NO_PAD.encode(recipient.seal(self.body.as_bytes()).unwrap());
        let child = child_reference(&self.context.keys, &self.child.into());
        serde_json::json!({ "v": "1", "id": "alert-1", "k": self.kind, "c": child, "t": at(self.dated).0.to_string(), "m": message })
            .to_string()
            .into_bytes()
    }

    fn read(&self) -> Result<Push, PushTrouble> {
        read(&self.payload(), self.context, at(NOW))
    }
}

fn entry_body(when: &str) -> String {
    serde_json::json!({
        "at": at(when).0,
        "org": { "id": "101", "name": "ГБОУ Школа № 1500", "short": "Школа № 1500", "address": "ул. Садовая, 5" },
        "cursor": { "after": 6, "is": 7 },
    })
    .to_string()
}

#[test]
fn a_push_brings_the_whole_event_and_reads_as_a_text() {
    let context = context();
    let sent = Sent::entry(&context);
    let push = sent.read().unwrap();
    assert_eq!((push.child, push.event.at(), push.sent_at), (Some("masha".into()), at("2026-05-12 08:07"), at("2026-05-12 08:08")));
    assert_eq!(push.cursor, Some(PushCursor { after: 6, is: 7 }));
    let RenderedPush::Full { title, body, neutral_title, key, wanted, sound, full_when_locked, channel, .. } =
        render(&sent.payload(), Ok(&context), at(NOW))
    else {
        panic!()
    };
    assert_eq!(title, "Маша вошла");
    assert_eq!(body, "в 08:07, Школа № 1500 · узнали через 3 минуты");
    assert_eq!(neutral_title, "Новая отметка о проходе");
    assert_eq!(key, AlertKey("entry|masha|2026-05-12|101|08:07".to_owned()));
    assert_eq!((wanted, sound, full_when_locked, channel), (true, true, false, AlertChannel::EntryExit));
}

#[test]
fn late_news_and_what_the_parent_switched_off_keep_quiet() {
    let mut context = context();
    let mut sent = Sent::entry(&context);
    sent.body = entry_body("2026-05-12 07:30");
    let RenderedPush::Full { wanted, sound, .. } = render(&sent.payload(), Ok(&context), at(NOW)) else { panic!() };
    assert!(wanted && !sound);
    let off = crate::alerts::rules::AlertChoice { push: false, hours: None };
    context.rules.choices.entry("masha".into()).or_default().insert(AlertKind::Entry, off);
    let event = Sent::entry(&context).read().unwrap().event;
    assert_eq!(context.rules.judge(Some(&"masha".into()), &event, at(NOW)), Verdict::FeedOnly { why: Suppression::SwitchedOff });
    let RenderedPush::Full { wanted, .. } = render(&Sent::entry(&context).payload(), Ok(&context), at(NOW)) else { panic!() };
    assert!(!wanted);
}

#[test]
fn what_cannot_be_believed_has_its_reason_and_a_neutral_text() {
    let (context, other) = (context(), context());
    let entry = || Sent::entry(&context);
    let cases = [
        (entry().payload(), None),
        (Sent { kind: "comet", ..entry() }.payload(), Some(PushTrouble::UnknownKind)),
        (Sent { child: "petya", ..entry() }.payload(), Some(PushTrouble::ForeignChild)),
        (Sent { dated: "2026-05-12 08:21", ..entry() }.payload(), Some(PushTrouble::FromTheFuture)),
        (Sent { body: entry_body("2026-05-12 08:21"), ..entry() }.payload(), Some(PushTrouble::FromTheFuture)),
        (Sent { dated: "2026-05-09 08:09", ..entry() }.payload(), Some(PushTrouble::TooOld)),
        (Sent { body: "{}".to_owned(), ..entry() }.payload(), Some(PushTrouble::Malformed)),
        (Sent::entry(&other).payload(), Some(PushTrouble::ForeignChild)),
        (vec![b'{'; 5 * 1024], Some(PushTrouble::TooLarge)),
        (br#"{"v":"9"}"#.to_vec(), Some(PushTrouble::UnknownVersion)),
    ];
    for (payload, expected) in cases {
        assert_eq!(read(&payload, &context, at(NOW)).err(), expected);
        if let Some(expected) = expected {
            let RenderedPush::Neutral { title, body, reason } = render(&payload, Ok(&context), at(NOW)) else { panic!("{expected:?}") };
            assert_eq!(reason, expected);
            assert!(!format!("{title}{body}").contains("Маш") && !title.is_empty() && !body.is_empty());
        }
    }
    // The right reference and the wrong key: somebody who learned the reference only.
    let mut forged: serde_json::Value = serde_json::from_slice(&entry().payload()).unwrap();
    let theirs: serde_json::Value = serde_json::from_slice(&Sent::entry(&other).payload()).unwrap();
    forged["m"] = theirs["m"].clone();
    assert_eq!(read(forged.to_string().as_bytes(), &context, at(NOW)).err(), Some(PushTrouble::WrongKey));
    assert!(matches!(
        render(&entry().payload(), Err(PushTrouble::SignedOut), at(NOW)),
        RenderedPush::Neutral { reason: PushTrouble::SignedOut, .. }
    ));
}

#[test]
fn the_context_file_is_whole_or_not_there_and_only_its_owner_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(context::FILE);
    assert!(matches!(PushContext::load(&file), Err(PushTrouble::SignedOut)));
    let context = context();
    context.save(&file).unwrap();
    let again = PushContext::load(&file).unwrap();
    assert_eq!((again.keys.public_text(), &again.children), (context.keys.public_text(), &context.children));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(&file, b"{\"version\":1").unwrap();
    assert!(matches!(PushContext::load(&file), Err(PushTrouble::SignedOut)));
    assert!(matches!(render_push(&Sent::entry(&context).payload(), &file), RenderedPush::Neutral { .. }));
}

#[test]
fn a_push_is_spooled_once_under_its_alert_id_and_an_update_replaces_it() {
    let dir = tempfile::tempdir().unwrap();
    let spool = dir.path().join(spool::DIR);
    let context = context();
    let payload = Sent::entry(&context).payload();
    let kept = Recorded::Kept { id: "alert-1".to_owned() };
    let already = Recorded::AlreadyKept { id: "alert-1".to_owned() };
    assert_eq!(record_push(&spool, &payload), kept);
    assert_eq!(record_push(&spool, &payload), already);
    let mut update: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    update["r"] = "1".into();
    assert_eq!(record_push(&spool, update.to_string().as_bytes()), kept);
    assert_eq!(record_push(&spool, &payload), already, "an older copy that comes late replaces nothing");
    let files = spool::spooled(&spool);
    assert_eq!(files.len(), 1);
    assert_eq!(envelope::read(&files[0].payload).unwrap().revision, 1);
    assert_eq!(record_push(&spool, b"noise"), Recorded::Ignored { reason: PushTrouble::Malformed });
    std::fs::write(spool.join(".alert-2.77.part"), b"half a fi").unwrap();
    assert_eq!(spool::spooled(&spool).len(), 1, "a file that never got its name is not there");
}

proptest! {
    /// Nothing that comes in can do more than be refused.
    #[test]
    fn no_bytes_make_it_panic_or_show_a_name(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        at_byte in 0_usize..400,
        cut in 0_usize..400,
    ) {
        let context = context();
        let good = Sent::entry(&context).payload();
        let mut spoilt = good.clone();
        let index = at_byte % spoilt.len();
        spoilt[index] = bytes.first().copied().unwrap_or(0);
        let cut_short = &good[..cut % good.len()];
        let wrapped = format!(r#"{{"v":"1","id":"x","k":"entry","t":"1","m":"{}"}}"#, URL_SAFE_NO_PAD.encode(&bytes));
        for payload in [bytes.as_slice(), cut_short, wrapped.as_bytes()] {
            let rendered = render(payload, Ok(&context), at(NOW));
            let is_neutral = matches!(rendered, RenderedPush::Neutral { .. });
            let names = format!("{rendered:?}").contains("Маша");
            prop_assert!(is_neutral && !names);
        }
        // A changed byte is noticed wherever it matters: what is shown is the truth or nothing.
        match render(&spoilt, Ok(&context), at(NOW)) {
            RenderedPush::Full { title, .. } => prop_assert_eq!(title, "Маша вошла"),
            RenderedPush::Neutral { title, body, .. } => prop_assert!(!title.contains("Маша") && !body.contains("Маша")),
        }
    }

    /// Whatever stands in a message that was really sealed for this device.
    #[test]
    fn no_sealed_message_makes_it_panic(kind in prop::sample::select(&AlertKind::ALL[..]), body in "\\PC{0,80}", at_ms in any::<i64>(), sum in any::<i64>(), day in "[0-9-]{0,10}") {
        let context = context();
        let fields = serde_json::json!({ "at": at_ms, "sum": sum, "balance": sum, "threshold": sum, "order": body, "what": sum, "day": day, "org": { "name": body } });
        for body in [body.clone(), fields.to_string()] {
            let sent = Sent { kind: kind.code(), body, ..Sent::entry(&context) };
            let _ = render(&sent.payload(), Ok(&context), at(NOW));
        }
    }
}
