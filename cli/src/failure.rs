//! How a command ends when it does not end well: an exit code and a text that says what happened and what to do.

use std::path::Path;

use schoolcard_core::app::{AppError, StorageTrouble};

use crate::words::Words;

/// Exit codes of the program; 0 is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The command line makes no sense, or this machine cannot do what it asks.
    Usage = 2,
    /// Nobody is signed in.
    SignedOut = 3,
    /// No network and nothing stored.
    Offline = 4,
    /// The server answered with a fault and nothing is stored.
    ServerFault = 5,
    /// The bank refused the payment.
    Declined = 6,
    /// Nothing was paid in time, or a change could not be sent in time.
    Expired = 7,
    /// It is not known (yet) how it ends.
    NotKnown = 8,
    /// The school refused.
    Refused = 9,
    /// Given up.
    Cancelled = 10,
    /// The school has something else than the parent saw; nothing was changed.
    Conflict = 11,
}

/// An exit code and what to tell the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The code.
    pub exit: Exit,
    /// The text; empty when all has been said.
    pub text: String,
}

impl Failure {
    /// A failure with its text.
    pub fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, text: text.into() }
    }

    /// Wrong usage.
    pub fn usage(text: impl Into<String>) -> Self {
        Self::new(Exit::Usage, text)
    }

    /// What an error of the core means for a command whose data are in `dir`.
    pub fn of(error: &AppError, words: Words, dir: &Path) -> Self {
        let dir = dir.display().to_string();
        match error {
            AppError::SignedOut => Self::new(Exit::SignedOut, words.sign_in_first()),
            AppError::Offline => Self::new(Exit::Offline, words.offline()),
            AppError::Server { retry_after } => {
                Self::new(Exit::ServerFault, words.server_fault(retry_after.map(|wait| wait.as_secs().max(1))))
            }
            AppError::Rejected { code, text } => Self::rejected(code, text, words),
            AppError::Validation { field } => Self::usage(words.bad_value(field)),
            AppError::Storage { trouble: StorageTrouble::InUse } => Self::usage(words.in_use(&dir)),
            AppError::Storage { trouble: StorageTrouble::SecretsLocked } => Self::usage(words.secrets_unavailable()),
            AppError::Storage { trouble } => Self::usage(words.storage(&dir, storage(*trouble, words))),
            AppError::OutOfDate => Self::usage(words.out_of_date()),
            AppError::Unexpected { report_id } => Self::new(Exit::ServerFault, words.unexpected(report_id)),
        }
    }

    fn rejected(code: &str, text: &str, words: Words) -> Self {
        let said = match code {
            "wrong_state" | "redirect_repeated" => words.wrong_answer(),
            "sign_in_refused" => words.sign_in_refused(),
            "code_expired" => words.code_expired(),
            "no_school_account" => words.no_school_account(),
            "not_a_parent" => words.not_a_parent(),
            "not_now" => return Self::usage(words.already_signed_in()),
            "no_provider" | "no_account" => return Self::new(Exit::Refused, text),
            _ => return Self::new(Exit::ServerFault, words.rejected(&format!("{code} {text}"))),
        };
        Self::new(Exit::SignedOut, said)
    }
}

fn storage(trouble: StorageTrouble, words: Words) -> &'static str {
    match trouble {
        StorageTrouble::ReadOnly => words.disk_read_only(),
        StorageTrouble::Full => words.disk_full(),
        StorageTrouble::Damaged => words.disk_damaged(),
        _ => words.disk_other(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schoolcard_core::l10n::Locale;

    #[test]
    fn every_reaction_has_its_exit_code_and_says_what_to_do() {
        let rejected = |code: &str| AppError::Rejected { code: code.to_owned(), text: String::new() };
        let cases = [
            (AppError::SignedOut, 3, "schoolcard sign-in"),
            (AppError::Offline, 4, "Проверьте"),
            (AppError::Server { retry_after: None }, 5, "повторите"),
            (AppError::Server { retry_after: Some(std::time::Duration::from_secs(30)) }, 5, "30"),
            (rejected("sign_in_refused"), 3, "schoolcard sign-in"),
            (rejected("no_school_account"), 3, "школ"),
            (rejected("not_now"), 2, "sign-out"),
            (rejected("refused"), 5, "refused"),
            (AppError::Rejected { code: "no_provider".to_owned(), text: "Некому".to_owned() }, 9, "Некому"),
            (AppError::Storage { trouble: StorageTrouble::InUse }, 2, "--data-dir"),
            (AppError::Storage { trouble: StorageTrouble::SecretsLocked }, 2, "--secrets file"),
            (AppError::OutOfDate, 2, "Обновите"),
        ];
        for (error, code, part) in cases {
            let failure = Failure::of(&error, Words::new(Locale::Ru), Path::new("data"));
            assert_eq!(failure.exit as i32, code, "{error:?}");
            assert!(failure.text.contains(part), "{error:?}: {}", failure.text);
        }
    }
}
