//! What a push must never do, whatever its bytes: panic, be believed, or show anything of what it holds.
//!
//! [`push()`] is one trial. `scripts/fuzz` runs it under a coverage-guided fuzzer; the test below runs it over the kept examples in
//! `corpus/push` and over changed copies of them, so that it is tried in every run of the tests.

use std::path::PathBuf;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schoolcard_core::alerts::push::context::child_reference;
use schoolcard_core::alerts::push::{self, DeviceKeys, PushChild, PushContext, RenderedPush};
use schoolcard_core::alerts::rules::AlertRules;
use schoolcard_core::domain::people::Sex;
use schoolcard_core::domain::{AlertKind, PersonId};
use schoolcard_core::l10n::{L10n, Locale};

/// A phone of which a fuzzer knows no key.
struct Phone {
    dir: PathBuf,
    child: String,
}

impl Phone {
    fn context_file(&self) -> PathBuf {
        self.dir.join("push-context.json")
    }

    fn spool(&self) -> PathBuf {
        self.dir.join("spool")
    }
}

/// One for the process; its folder is left to the system's own cleaning when the fuzzer ends it.
#[allow(clippy::expect_used, reason = "without a phone there is nothing to try")]
static PHONE: LazyLock<Phone> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a folder").keep();
    let keys = DeviceKeys::generate().expect("keys");
    let person: PersonId = "child-1".into();
    let child = child_reference(&keys, &person);
    let children = vec![PushChild { person, name: "Евпраксия".to_owned(), sex: Sex::Female }];
    let context = PushContext { locale: Locale::Ru, clock_offset: 0, keys, children, rules: AlertRules::default() };
    let phone = Phone { dir, child };
    context.save(&phone.context_file()).expect("a context file");
    phone
});

/// Everything that may be shown without a key.
static HARMLESS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let l10n = L10n::for_alerts(Locale::Ru);
    let kinds = AlertKind::ALL.into_iter().map(Some).chain([None]);
    kinds.map(|kind| l10n.neutral_alert(kind)).collect()
});

/// One trial. The first byte says what the others are: a whole payload, a sealed message in an envelope of ours, or the inside of a
/// message that was opened.
///
/// # Panics
/// When the code under trial does, or when it believes or shows what it must not.
pub fn push(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else { return };
    match how % 3 {
        0 => never_believed(rest),
        1 => never_believed(&envelope(rest)),
        _ => {
            if let Some((kind, body)) = rest.split_first() {
                let kind = AlertKind::ALL[usize::from(*kind) % AlertKind::ALL.len()];
                // Whatever it says, it is an event of that kind or refused.
                if let Ok(read) = push::body::read(kind, body) {
                    assert_eq!(read.event.kind(), kind);
                    let _ = read.event.key(None);
                }
            }
        }
    }
}

/// An envelope with a readable kind, child and time, and `message` as what was sealed.
fn envelope(message: &[u8]) -> Vec<u8> {
    let kind = AlertKind::ALL[message.len() % AlertKind::ALL.len()].code();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let (child, message) = (&PHONE.child, URL_SAFE_NO_PAD.encode(message));
    format!(r#"{{"v":"1","id":"a","k":"{kind}","c":"{child}","t":"{now}","m":"{message}"}}"#).into_bytes()
}

/// Nothing that was not sealed with the phone's own key is more than a neutral notice, and what is kept is kept as it came.
fn never_believed(payload: &[u8]) {
    let rendered = push::render_push(payload, &PHONE.context_file());
    let RenderedPush::Neutral { title, body, .. } = rendered else { panic!("believed") };
    assert!(HARMLESS.contains(&(title, body)), "something else than our own harmless words is shown");
    let spool = PHONE.spool();
    let _ = push::record_push(&spool, payload);
    for kept in push::spool::spooled(&spool) {
        assert_eq!(kept.payload, payload, "what is kept is what came");
        let _ = std::fs::remove_file(kept.file);
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};

    use super::*;

    /// Kept examples: what is worth changing byte by byte.
    fn corpus() -> Vec<Vec<u8>> {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/push");
        let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    }

    #[test]
    fn the_kept_insides_of_messages_are_ones_that_the_app_reads() {
        let bodies: Vec<Vec<u8>> = corpus().into_iter().filter(|example| example[0] % 3 == 2).collect();
        assert!(bodies.len() >= 7, "only {} insides", bodies.len());
        for example in bodies {
            let kind = AlertKind::ALL[usize::from(example[1]) % AlertKind::ALL.len()];
            assert!(push::body::read(kind, &example[2..]).is_ok(), "{kind:?}: {}", String::from_utf8_lossy(&example[2..]));
        }
    }

    #[test]
    fn the_kept_examples_and_their_changed_copies_do_no_harm() {
        let corpus = corpus();
        assert!(corpus.len() >= 8, "only {} examples", corpus.len());
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(8291);
        for example in &corpus {
            push(example);
            for _ in 0..400 {
                let mut changed = example.clone();
                for _ in 0..random.random_range(1..6) {
                    let at = random.random_range(0..changed.len());
                    match random.random_range(0..4) {
                        0 => changed[at] = random.random(),
                        1 => changed.truncate(at.max(1)),
                        2 => changed.insert(at, random.random()),
                        _ => {
                            let from = random.random_range(0..changed.len());
                            let piece = changed[from..].iter().copied().take(9).collect::<Vec<_>>();
                            changed.splice(at..at, piece);
                        }
                    }
                }
                push(&changed);
            }
        }
    }
}
