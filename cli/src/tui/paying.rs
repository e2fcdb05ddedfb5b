//! What the screens of top-up, payments and limits hold beside the core's states, and what a key does on them.
//!
//! What is wrong with a sum, what is to be confirmed and how a payment goes is the core's; here is only the field and where one stands.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{Money, PersonId, SpendingRules};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::top_up::TopUpForm;
use schoolcard_core::screens::{LimitsState, PaymentsState, TopUpState};

use super::model::Effect;

/// Most characters of a sum.
const LONGEST: usize = 12;

/// The field for a sum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    /// What is in it.
    pub text: String,
}

impl Field {
    /// Takes a key; false when it is no key of the field.
    fn key(&mut self, key: KeyCode) -> bool {
        match key {
            KeyCode::Char(sign) if sign.is_ascii_digit() || matches!(sign, ',' | '.' | '-') => {
                if self.text.chars().count() < LONGEST {
                    self.text.push(sign);
                }
            }
            KeyCode::Backspace => drop(self.text.pop()),
            _ => return false,
        }
        true
    }
}

/// Which limit is being changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Most that may be spent in a day.
    Day,
    /// Warn below this.
    Threshold,
}

/// A limit being changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Which.
    pub limit: Limit,
    /// The field.
    pub field: Field,
    /// What is in it is no sum.
    pub is_wrong: bool,
    /// What would be sent, once it is to be confirmed.
    pub asks: Option<SpendingRules>,
}

/// How far the parent has come with a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    /// It is being typed.
    #[default]
    Typing,
    /// Enter was pressed before the core had answered for what is in the field.
    WantsAnswer,
    /// The parent is asked once more.
    Confirming,
    /// The page is to be opened as soon as it is there.
    WantsPage,
}

/// What these screens hold.
#[derive(Debug, Default)]
pub struct Paying {
    /// The sum of a top-up.
    pub field: Field,
    /// The suggestion it was taken from.
    pub picked: Option<usize>,
    /// Other ways to pay are shown.
    pub ways: bool,
    /// Whether the browser could be started; none: not tried.
    pub opened: Option<bool>,
    /// How far the parent has come with the sum in the field.
    step: Step,
    /// The limit being changed.
    pub edit: Option<Edit>,
    /// Which payment is chosen.
    pub payment: usize,
}

impl Paying {
    /// Takes a new state in; the page to open now, once: the parent has agreed and it has come.
    pub fn take(&mut self, state: &TopUpState) -> Option<String> {
        match (state, self.step) {
            (TopUpState::ChooseAmount { form, .. } | TopUpState::Finished { form, .. }, Step::WantsAnswer) => {
                self.ask(form);
                None
            }
            (TopUpState::Pay { link, .. }, Step::WantsPage) => {
                self.step = Step::Typing;
                Some(link.clone())
            }
            // When the other payment has ended is another time to decide.
            (TopUpState::Held { .. }, Step::WantsPage) => {
                self.step = Step::Typing;
                None
            }
            _ => None,
        }
    }

    /// The parent is asked once more.
    pub fn confirms(&self) -> bool {
        self.step == Step::Confirming
    }

    /// Asks once more when the core finds nothing wrong with what is in the field now. Its answer to what was there before is none.
    fn ask(&mut self, form: &TopUpForm) {
        self.step = match &form.confirmation {
            _ if form.amount_text != self.field.text => Step::WantsAnswer,
            Some(_) => Step::Confirming,
            None => Step::Typing,
        };
    }

    /// A key on the top-up screen; none when it means nothing special there.
    pub fn top_up_key(&mut self, key: KeyCode, state: &TopUpState, child: &PersonId) -> Option<Effect> {
        if let KeyCode::Char('w' | 'ц') = key {
            self.ways = !self.ways;
            return Some(Effect::Draw);
        }
        if self.ways {
            self.ways &= key != KeyCode::Esc;
            return (!self.ways).then_some(Effect::Draw);
        }
        match state {
            TopUpState::ChooseAmount { form, .. } | TopUpState::Finished { form, .. } => self.form_key(key, form, child),
            TopUpState::Asking { top_up, can_cancel: true, .. } => give_up(key, &top_up.id),
            TopUpState::Pay { top_up, link, .. } => match key {
                KeyCode::Enter => Some(Effect::Open(link.clone())),
                _ => give_up(key, &top_up.id),
            },
            TopUpState::Waiting { top_up, can_reopen, can_cancel, .. } => match key {
                KeyCode::Enter if *can_reopen => {
                    self.step = Step::WantsPage;
                    Some(Effect::Act(Action::ReopenLink { id: top_up.id.clone() }))
                }
                _ if *can_cancel => give_up(key, &top_up.id),
                _ => None,
            },
            _ => None,
        }
    }

    fn form_key(&mut self, key: KeyCode, form: &TopUpForm, child: &PersonId) -> Option<Effect> {
        if self.confirms() {
            match key {
                KeyCode::Esc => self.step = Step::Typing,
                KeyCode::Enter if form.amount_text == self.field.text => {
                    let amount_text = std::mem::take(&mut self.field.text);
                    *self = Self { step: Step::WantsPage, ..Self::default() };
                    return Some(Effect::Act(Action::StartTopUp { child: child.clone(), amount_text }));
                }
                _ => {}
            }
            return Some(Effect::Draw);
        }
        let count = form.suggestions.len();
        self.step = Step::Typing;
        match key {
            KeyCode::Enter => {
                self.ask(form);
                return Some(Effect::Draw);
            }
            KeyCode::Down if count > 0 => self.picked = Some(self.picked.map_or(0, |at| (at + 1) % count)),
            KeyCode::Up if count > 0 => self.picked = Some(self.picked.map_or(count - 1, |at| (at + count - 1) % count)),
            _ if self.field.key(key) => self.picked = None,
            _ => return None,
        }
        if let Some(row) = self.picked.and_then(|at| form.suggestions.get(at)) {
            self.field.text = as_typed(row.suggestion.sum);
        }
        Some(Effect::Act(Action::ChooseAmount { child: child.clone(), amount_text: self.field.text.clone() }))
    }

    /// A key on the screen of payments.
    pub fn payments_key(&mut self, key: KeyCode, state: &PaymentsState) -> Option<Effect> {
        let PaymentsState::Payments { rows, .. } = state else { return None };
        let last = rows.len().saturating_sub(1);
        match key {
            KeyCode::Down => self.payment = (self.payment + 1).min(last),
            KeyCode::Up => self.payment = self.payment.min(last).saturating_sub(1),
            KeyCode::Enter => return rows.get(self.payment.min(last)).and_then(|row| row.receipt.clone()).map(Effect::Open),
            _ => return None,
        }
        Some(Effect::Draw)
    }

    /// A key on the screen of limits.
    pub fn limits_key(&mut self, key: KeyCode, state: &LimitsState, child: &PersonId) -> Option<Effect> {
        let LimitsState::Limits { rules, change, .. } = state else { return None };
        if let Some(edit) = &mut self.edit {
            return Some(match edit_key(edit, key, *rules) {
                Edited::GoesOn => Effect::Draw,
                Edited::GivenUp => {
                    self.edit = None;
                    Effect::Draw
                }
                Edited::Wanted(wanted) => {
                    self.edit = None;
                    Effect::Act(Action::SetSpendingRules { child: child.clone(), seen: *rules, wanted })
                }
            });
        }
        let limit = match key {
            KeyCode::Char('e' | 'у') => Limit::Day,
            KeyCode::Char('o' | 'щ') => Limit::Threshold,
            KeyCode::Char('c' | 'с') => {
                let waiting = change.as_ref().filter(|change| change.kind == ChangeKind::Waiting)?;
                return Some(Effect::Act(Action::CancelSpendingRules { id: waiting.id.clone() }));
            }
            _ => return None,
        };
        let sum = if limit == Limit::Day { rules.day_limit } else { rules.warn_below.filter(|sum| *sum > Money::ZERO) };
        self.edit = Some(Edit { limit, field: Field { text: sum.map(as_typed).unwrap_or_default() }, is_wrong: false, asks: None });
        Some(Effect::Draw)
    }
}

/// What came of a key in the field of a limit.
enum Edited {
    GoesOn,
    GivenUp,
    Wanted(SpendingRules),
}

fn edit_key(edit: &mut Edit, key: KeyCode, rules: SpendingRules) -> Edited {
    match (key, edit.asks) {
        (KeyCode::Enter, Some(wanted)) => return Edited::Wanted(wanted),
        (KeyCode::Esc, Some(_)) => edit.asks = None,
        (KeyCode::Esc, None) => return Edited::GivenUp,
        (KeyCode::Enter, None) => {
            let text = edit.field.text.as_str();
            let sum = if text.is_empty() { Ok(None) } else { text.parse::<Money>().map(Some) };
            let sum = sum.ok().filter(|sum| !sum.is_some_and(Money::is_negative));
            edit.is_wrong = sum.is_none();
            edit.asks = sum.map(|sum| match edit.limit {
                Limit::Day => SpendingRules { day_limit: sum, ..rules },
                // The wire has no word for "no threshold"; nobody is warned below nothing.
                Limit::Threshold => SpendingRules { warn_below: Some(sum.unwrap_or_default()), ..rules },
            });
        }
        (_, None) if edit.field.key(key) => edit.is_wrong = false,
        _ => {}
    }
    Edited::GoesOn
}

fn give_up(key: KeyCode, id: &IntentId) -> Option<Effect> {
    matches!(key, KeyCode::Char('c' | 'с')).then(|| Effect::Act(Action::CancelTopUp { id: id.clone() }))
}

/// A sum as it is typed: roubles, and kopecks where there are any.
fn as_typed(sum: Money) -> String {
    match (sum.kopecks() / 100, sum.kopecks() % 100) {
        (roubles, 0) => roubles.to_string(),
        (roubles, kopecks) => format!("{roubles},{kopecks:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{anna, paying as samples};

    fn typed(paying: &mut Paying, text: &str) -> Option<Effect> {
        // The core answers each key before the next one.
        let mut effect = None;
        for sign in text.chars() {
            effect = paying.top_up_key(KeyCode::Char(sign), &samples::choosing(&paying.field.text), &anna());
        }
        effect
    }

    #[test]
    fn a_sum_is_typed_confirmed_and_only_then_asked_for() {
        let mut paying = Paying::default();
        let told = Effect::Act(Action::ChooseAmount { child: anna(), amount_text: "12,5".into() });
        assert_eq!(typed(&mut paying, "12,5"), Some(told));
        let choosing = samples::choosing("12,5");
        assert_eq!(paying.top_up_key(KeyCode::Enter, &choosing, &anna()), Some(Effect::Draw));
        assert!(paying.confirms());
        paying.top_up_key(KeyCode::Esc, &choosing, &anna());
        assert!(!paying.confirms());
        paying.top_up_key(KeyCode::Enter, &choosing, &anna());
        let start = paying.top_up_key(KeyCode::Enter, &choosing, &anna());
        assert_eq!(start, Some(Effect::Act(Action::StartTopUp { child: anna(), amount_text: "12,5".into() })));
        assert_eq!(paying.take(&samples::page()).as_deref(), Some(samples::LINK));
        assert_eq!(paying.take(&samples::page()), None, "once");
    }

    #[test]
    fn what_is_wrong_or_not_answered_yet_is_never_confirmed() {
        let mut paying = Paying::default();
        typed(&mut paying, "0");
        paying.top_up_key(KeyCode::Enter, &samples::choosing("0"), &anna());
        assert!(!paying.confirms());
        typed(&mut paying, "5");
        paying.top_up_key(KeyCode::Enter, &samples::choosing("500"), &anna());
        assert!(!paying.confirms(), "the core has not answered for what is in the field");
        paying.take(&samples::choosing("0"));
        assert!(!paying.confirms());
        paying.field.text = "05".into();
        paying.take(&samples::choosing("05"));
        assert!(paying.confirms(), "and now it has");
    }

    #[test]
    fn arrows_pick_a_suggestion_and_typing_leaves_it() {
        let mut paying = Paying::default();
        paying.top_up_key(KeyCode::Down, &samples::choosing(""), &anna());
        assert_eq!((paying.field.text.as_str(), paying.picked), ("710", Some(0)));
        paying.top_up_key(KeyCode::Backspace, &samples::choosing("710"), &anna());
        assert_eq!((paying.field.text.as_str(), paying.picked), ("71", None));
        typed(&mut paying, "9999999999999999");
        assert_eq!(paying.field.text.len(), LONGEST);
        assert_eq!(paying.top_up_key(KeyCode::Char('x'), &samples::choosing(""), &anna()), None);
    }

    #[test]
    fn a_page_is_opened_again_or_given_up_and_what_may_be_paid_is_not() {
        let mut paying = Paying::default();
        assert_eq!(paying.take(&samples::page()), None, "not without the parent");
        assert_eq!(paying.top_up_key(KeyCode::Enter, &samples::page(), &anna()), Some(Effect::Open(samples::LINK.into())));
        let cancel = Effect::Act(Action::CancelTopUp { id: IntentId("t-1".into()) });
        assert_eq!(paying.top_up_key(KeyCode::Char('с'), &samples::page(), &anna()), Some(cancel));
        assert_eq!(paying.top_up_key(KeyCode::Char('c'), &samples::confirming(), &anna()), None);
        let reopen = paying.top_up_key(KeyCode::Enter, &samples::confirming(), &anna());
        assert!(matches!(reopen, Some(Effect::Act(Action::ReopenLink { .. }))));
    }

    #[test]
    fn other_ways_open_and_close_over_the_same_state() {
        let mut paying = Paying::default();
        typed(&mut paying, "300");
        paying.top_up_key(KeyCode::Char('ц'), &samples::choosing("300"), &anna());
        assert!(paying.ways);
        assert_eq!(paying.top_up_key(KeyCode::Down, &samples::choosing("300"), &anna()), None, "scrolls");
        assert_eq!(paying.top_up_key(KeyCode::Esc, &samples::choosing("300"), &anna()), Some(Effect::Draw));
        assert!(!paying.ways && paying.field.text == "300");
    }

    #[test]
    fn a_limit_is_sent_with_the_rules_that_were_seen() {
        let (mut paying, state) = (Paying::default(), samples::limits());
        let LimitsState::Limits { rules, .. } = state else { panic!() };
        let mut press = |key| paying.limits_key(key, &state, &anna());
        press(KeyCode::Char('у'));
        for sign in "400,".chars() {
            press(KeyCode::Char(sign));
        }
        assert_eq!(press(KeyCode::Enter), Some(Effect::Draw), "not a sum");
        press(KeyCode::Backspace);
        press(KeyCode::Enter);
        let wanted = SpendingRules { day_limit: Some(Money(40_000)), ..rules };
        assert_eq!(press(KeyCode::Enter), Some(Effect::Act(Action::SetSpendingRules { child: anna(), seen: rules, wanted })));
        // The threshold is there to be changed; emptied, nobody is warned.
        press(KeyCode::Char('o'));
        for _ in 0..3 {
            press(KeyCode::Backspace);
        }
        press(KeyCode::Enter);
        let wanted = SpendingRules { warn_below: Some(Money::ZERO), ..rules };
        assert_eq!(press(KeyCode::Enter), Some(Effect::Act(Action::SetSpendingRules { child: anna(), seen: rules, wanted })));
        assert_eq!(press(KeyCode::Char('c')), None, "nothing waits");
        let mut press = |key| paying.limits_key(key, &samples::limits_waiting(), &anna());
        assert!(matches!(press(KeyCode::Char('с')), Some(Effect::Act(Action::CancelSpendingRules { .. }))));
    }

    #[test]
    fn a_receipt_opens_where_there_is_one() {
        let (mut paying, state) = (Paying::default(), samples::payments());
        let receipt = Effect::Open("https://pay.example/receipt/p-1".into());
        assert_eq!(paying.payments_key(KeyCode::Enter, &state), Some(receipt));
        paying.payments_key(KeyCode::Down, &state);
        paying.payments_key(KeyCode::Down, &state);
        assert_eq!((paying.payment, paying.payments_key(KeyCode::Enter, &state)), (1, None));
        paying.payments_key(KeyCode::Up, &state);
        assert_eq!(paying.payment, 0);
    }
}
