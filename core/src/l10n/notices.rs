//! Notices, progress and signing in, in words.

use super::L10n;
use super::money::plural;
use crate::domain::LocalDate;

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeText {
    /// No network.
    Offline,
    /// The sign-in ran out.
    NeedsSignIn,
    /// The service of entries and exits is down.
    PassDown,
    /// The service of meals and money is down.
    FoodDown,
    /// The service of profiles is down, or one that has no name here.
    ProfileDown,
    /// The server asks to wait.
    Waiting,
    /// The cache is being read anew.
    CacheRebuilt,
    /// The storage refuses to write.
    StorageFault,
    /// No child is connected.
    NoChildren,
}

/// What the sign-in screen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInText {
    /// Invitation.
    Invitation,
    /// The browser is open.
    Awaiting,
    /// Being checked.
    Working,
    /// Refused.
    Refused,
    /// Answer to another attempt.
    WrongAnswer,
    /// Too late.
    CodeExpired,
    /// No school account.
    NoSchoolAccount,
    /// Not a parent's account.
    NotAParent,
    /// No network.
    Offline,
    /// The service answers with faults.
    ServiceDown,
}

impl L10n {
    /// A notice in words, with what to do.
    pub fn notice(&self, text: NoticeText) -> String {
        match text {
            NoticeText::Offline => self.say("notice-offline", &[]),
            NoticeText::NeedsSignIn => self.say("notice-needs-sign-in", &[]),
            NoticeText::PassDown => self.say("notice-pass-down", &[]),
            NoticeText::FoodDown => self.say("notice-food-down", &[]),
            NoticeText::ProfileDown => self.say("notice-profile-down", &[]),
            NoticeText::Waiting => self.say("notice-waiting", &[]),
            NoticeText::CacheRebuilt => self.say("notice-cache-rebuilt", &[]),
            NoticeText::StorageFault => self.say("notice-storage-fault", &[]),
            NoticeText::NoChildren => self.say("notice-no-children", &[]),
        }
    }

    /// What the sign-in screen says.
    pub fn sign_in(&self, text: SignInText) -> String {
        match text {
            SignInText::Invitation => self.say("sign-in-invitation", &[]),
            SignInText::Awaiting => self.say("sign-in-awaiting", &[]),
            SignInText::Working => self.say("sign-in-working", &[]),
            SignInText::Refused => self.say("sign-in-refused", &[]),
            SignInText::WrongAnswer => self.say("sign-in-wrong-answer", &[]),
            SignInText::CodeExpired => self.say("sign-in-code-expired", &[]),
            SignInText::NoSchoolAccount => self.say("sign-in-no-school-account", &[]),
            SignInText::NotAParent => self.say("sign-in-not-a-parent", &[]),
            SignInText::Offline => self.say("sign-in-offline", &[]),
            SignInText::ServiceDown => self.say("sign-in-service-down", &[]),
        }
    }

    /// «Загружаем историю: 12 480 событий, дошли до 3 марта 2024».
    pub fn first_sync(&self, events: u32, reached: Option<LocalDate>, today: LocalDate) -> String {
        let events = u64::from(events);
        let mut args = vec![("n", plural(events).into()), ("count", self.grouped(events).into())];
        match reached {
            None => self.say("progress-first-sync", &args),
            Some(date) => {
                args.push(("date", self.date(date, today).into()));
                self.say("progress-first-sync-reached", &args)
            }
        }
    }
}
