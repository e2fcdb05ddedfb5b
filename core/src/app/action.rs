//! What a face may ask for without waiting.

use crate::alerts::rules::{AlertChoice, Hours};
use crate::domain::{
    AbsenceReason, AlertKind, Ban, CardId, CutOff, FoodSwitch, LocalDate, LocalTime, MealKind, NotificationChannel, NotificationSwitch,
    Period, PersonId, SpendingRules, WeeklyOrder,
};
use crate::outbox::IntentId;
use crate::screens::papers::{AdultId, AdultRights, ConsentPurpose};

/// How much to read from the school.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum RefreshScope {
    /// The latest days of every child, and the history until its end.
    Everything,
    /// The latest days of every child.
    Latest,
    /// Some days of one child.
    Child {
        /// Whose.
        person: PersonId,
        /// Which days.
        period: Period,
    },
    /// The menu of a week for one child.
    Menu {
        /// Whose.
        person: PersonId,
        /// A day of the week; none for the week that matters now.
        day: Option<LocalDate>,
    },
    /// What is ordered ahead for one child, which days are open, weekly rules, reasons of absence.
    Orders {
        /// Whose.
        person: PersonId,
    },
    /// What one child may buy.
    FoodRules {
        /// Whose.
        child: PersonId,
    },
    /// The history of payments of the last months.
    Payments,
    /// The school's own feed of notices.
    Notices,
    /// Who sees the children.
    Connection,
    /// The cards of one child.
    Cards {
        /// Whose.
        child: PersonId,
    },
}

/// Something a face asks for. What came of it shows in the states.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Action {
    /// Read from the school.
    Refresh {
        /// How much.
        scope: RefreshScope,
    },
    /// A sum is being typed for a top-up of `child`: the top-up screen says what is wrong with it, or what would be confirmed.
    ChooseAmount {
        /// Whose account.
        child: PersonId,
        /// As it stands in the field; may be empty.
        amount_text: String,
    },
    /// Top up: after the confirmation was read and agreed to. Kept before this returns; asking twice is asking once.
    StartTopUp {
        /// Whose account.
        child: PersonId,
        /// As it stands in the field.
        amount_text: String,
    },
    /// Offer the page of a top-up again that the parent came back from.
    ReopenLink {
        /// Which top-up.
        id: IntentId,
    },
    /// The browser came back from the bank with this address.
    ReturnFromBank {
        /// The address, whole.
        url: String,
    },
    /// Give up a top-up, where that can still be done.
    CancelTopUp {
        /// Which top-up.
        id: IntentId,
    },
    /// Set day limit and warning threshold of an account. Kept before this returns.
    SetSpendingRules {
        /// Whose account.
        child: PersonId,
        /// The rules the parent saw: when the school has others by now, nothing is sent and both are shown.
        seen: SpendingRules,
        /// The rules the parent wants.
        wanted: SpendingRules,
    },
    /// Give up a change of rules that was not sent yet.
    CancelSpendingRules {
        /// Which change.
        id: IntentId,
    },
    /// Have so many portions of a complex on a day: after the confirmation was read and agreed to. Kept before this returns; asking twice is
    /// asking once.
    SetOrder {
        /// For whom.
        child: PersonId,
        /// For which day.
        day: LocalDate,
        /// The complex's number on the school's menu.
        complex: i64,
        /// Portions of each order of it that the parent saw: when the school has others by now, nothing is sent and both are shown.
        seen: Vec<i64>,
        /// Portions; 0 cancels.
        amount: i64,
    },
    /// Have one weekly rule for a complex, or none. Kept before this returns.
    SetWeekly {
        /// For whom.
        child: PersonId,
        /// The complex's number on the school's menu.
        complex: i64,
        /// The rules for it that the parent saw.
        seen: Vec<WeeklyOrder>,
        /// The rule; none removes it.
        wanted: Option<WeeklyOrder>,
    },
    /// The child stays at home: cancel the meals of the day and tell the school. Kept before this returns; asking twice is asking once.
    IllToday {
        /// Who.
        child: PersonId,
        /// Which day.
        day: LocalDate,
        /// Why.
        reason: AbsenceReason,
    },
    /// Give up a wish about meals that was not sent yet.
    CancelOrder {
        /// Which.
        id: IntentId,
    },
    /// Write down until when the school takes orders, as it told the parent.
    SetCutOff {
        /// At the school of this child.
        child: PersonId,
        /// For which meal; none: for every meal that has no rule of its own.
        meal: Option<MealKind>,
        /// The rule; none: not known, or none of its own.
        rule: Option<CutOff>,
    },
    /// Ban a dish or a category, or lift the ban. Kept before this returns.
    SetBan {
        /// Whose.
        child: PersonId,
        /// What.
        ban: Ban,
        /// Ban it; else lift the ban.
        banned: bool,
    },
    /// Turn a switch of what a child may buy. Kept before this returns.
    SetFoodSwitch {
        /// Whose.
        child: PersonId,
        /// Which.
        switch: FoodSwitch,
        /// On.
        on: bool,
    },
    /// Agree to orders ahead, for good: after the question was read and agreed to. Kept before this returns.
    AgreeToPreorders {
        /// Whose.
        child: PersonId,
    },
    /// Give up a change of what a child may buy that was not sent yet.
    CancelFoodChange {
        /// Which change.
        id: IntentId,
    },
    /// The parent has looked at the feed of alerts.
    MarkAlertsRead,
    /// What the parent wants to be told on this phone. Kept before this returns.
    SetAlertChoice {
        /// About whom.
        child: PersonId,
        /// Which kind.
        kind: AlertKind,
        /// What.
        choice: AlertChoice,
    },
    /// Hours in which nothing is told, except for cards; none for no such hours.
    SetQuietHours {
        /// Which.
        hours: Option<Hours>,
    },
    /// The bell after which an entry is late; without one nobody is late.
    SetBell {
        /// Whose.
        child: PersonId,
        /// When.
        bell: Option<LocalTime>,
    },
    /// Whether names, schools and sums may stand on a locked screen.
    SetFullWhenLocked {
        /// They may.
        on: bool,
    },
    /// Put what the parent wants to be told on this phone back to the defaults.
    ResetAlertChoices,
    /// Turn a switch of the school's, for all phones of the family. Kept before this returns.
    SetNotification {
        /// The school's number of it.
        id: i64,
        /// By which way.
        channel: NotificationChannel,
        /// How the parent saw it: when it stands otherwise by now, nothing is sent and the parent is told.
        seen: NotificationSwitch,
        /// How it should stand.
        wanted: NotificationSwitch,
    },
    /// Put the school's switches back to the school's defaults. Kept before this returns.
    ResetNotifications,
    /// Give up a change of the school's switches that was not sent yet.
    CancelNotification {
        /// Which change.
        id: IntentId,
    },
    /// Mark a card as lost: after the question was read and agreed to. Kept before this returns, sent when there is a network; asking twice
    /// is asking once.
    BlockCard {
        /// Whose.
        child: PersonId,
        /// Which.
        card: CardId,
    },
    /// Give up a block that was not sent yet.
    CancelCardBlock {
        /// Which.
        id: IntentId,
    },
    /// Phone and e-mail of the applications to the school. Kept on this device; an empty one is the school's again.
    SetContact {
        /// Phone.
        phone: String,
        /// E-mail.
        email: String,
    },
    /// The application of a child was handed in at school, or was not after all. Kept on this device.
    MarkApplied {
        /// Whose.
        child: PersonId,
        /// It was.
        on: bool,
    },
    /// Name another adult for the application, or change what was noted of one. Kept on this device.
    NameAdult {
        /// Of whom.
        child: PersonId,
        /// Who.
        name: String,
        /// What they may see.
        rights: AdultRights,
        /// Last day; none is without end.
        until: Option<LocalDate>,
    },
    /// Forget what was noted of another adult.
    ForgetAdult {
        /// Which note.
        id: AdultId,
    },
    /// Give a consent, or withdraw it. Kept with its date.
    SetConsent {
        /// For what.
        purpose: ConsentPurpose,
        /// Given.
        given: bool,
    },
    /// Give up a sign-in while the browser is open.
    CancelSignIn,
    /// Sign out: tokens and all that was read are removed from this device.
    SignOut,
}
