//! `top-up`: from a sum to the page it is paid on, and, with `--wait`, to the account.
//!
//! Nothing is paid here: the parent pays on the bank's page. The core keeps the top-up before anything is sent, so this program may end
//! at any moment; asked again, it goes on with the same one.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use schoolcard_core::app::{Action, ParentApp, ScreenObserver};
use schoolcard_core::domain::PersonId;
use schoolcard_core::domain::payment::top_up_amount;
use schoolcard_core::l10n::{L10n, Locale};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::top_up::{TopUpForm, TopUpOutcome};
use schoolcard_core::screens::{Screen, ScreenState, TopUpState};
use tokio::sync::mpsc;

use crate::args::Setup;
use crate::args::paying::{TopUp, TopUpWish};
use crate::failure::{Exit, Failure};
use crate::json::paying::{self as json, Beside};
use crate::plain::paying as plain;
use crate::setup::Opened;
use crate::show::{self, Reading};
use crate::{browser, out};

/// How long a page may take where nobody wants to wait for more.
const PAGE: Duration = Duration::from_secs(20);
/// How long a top-up may be on its way to the school before that is worth a word.
const WORTH_A_WORD: Duration = Duration::from_secs(2);
/// How long the name of the payee may take.
const PAYEE: Duration = Duration::from_secs(4);

/// Does what was asked.
pub async fn run(setup: &Setup, locale: Locale, asked: &TopUp) -> Result<(), Failure> {
    if let TopUpWish::Pay { amount: Some(amount), .. } = &asked.wish {
        top_up_amount(amount).map_err(|error| Failure::usage(L10n::new(locale).amount_error(error)))?;
    }
    let opened = show::open(setup, locale).await?;
    let outcome = match &asked.wish {
        TopUpWish::Pay { amount, wait, yes, no_browser } => match amount {
            Some(amount) => pay(&opened, asked, amount, &Manner { wait: *wait, asks: !yes, opens: !no_browser }).await,
            None => look(&opened, asked, &Manner { wait: *wait, asks: !yes, opens: !no_browser }).await,
        },
        TopUpWish::Cancel => cancel(&opened, asked).await,
        TopUpWish::Ways => ways(&opened, asked).await,
    };
    opened.app.shutdown();
    outcome
}

/// How the person wants it done.
struct Manner {
    wait: bool,
    asks: bool,
    opens: bool,
}

async fn pay(opened: &Opened, asked: &TopUp, amount: &str, manner: &Manner) -> Result<(), Failure> {
    let (child, _) = show::child_of(opened, asked.child.as_deref(), false).await?;
    // What was known of the payee stays; unknown is said so.
    let _ = tokio::time::timeout(PAYEE, opened.app.read_payee(&child)).await;
    opened.app.dispatch(Action::ChooseAmount { child: child.clone(), amount_text: amount.to_owned() });
    let before = now(opened, &child)?;
    let mut told = Told { opened, as_json: asked.json, beside: Beside::default(), last: None };
    match &before {
        TopUpState::NoAccount { .. } | TopUpState::NoProvider { .. } => {
            told.tell(&before);
            return Err(Failure::new(Exit::Refused, ""));
        }
        TopUpState::ChooseAmount { form, .. } | TopUpState::Finished { form, .. } => {
            told.beside.payee_text = Some(form.payee_text.clone());
            told.beside.fee_text = Some(form.fee_text.clone());
            if !agreed(opened, form, manner.asks && !asked.json) {
                opened.app.dispatch(Action::ChooseAmount { child, amount_text: String::new() });
                return Err(Failure::new(Exit::Cancelled, opened.words.top_up_not_wanted()));
            }
        }
        _ => {}
    }
    let mut news = Watch::start(opened, &child)?;
    let id = opened.app.start_top_up(&child, amount).map_err(|error| opened.failure(&error))?;
    told.beside.continued = json::figure(&before).is_some_and(|figure| figure.id == id);
    if told.beside.continued {
        out::note(opened.words.top_up_goes_on());
    }
    follow(&mut told, &mut news, &id, manner).await
}

/// How the one under way is going.
async fn look(opened: &Opened, asked: &TopUp, manner: &Manner) -> Result<(), Failure> {
    let (child, _) = show::child_of(opened, asked.child.as_deref(), false).await?;
    let state = now(opened, &child)?;
    let mut told = Told { opened, as_json: asked.json, beside: Beside { continued: true, ..Beside::default() }, last: None };
    let Some(figure) = json::figure(&state) else {
        told.beside.continued = false;
        told.tell(&state);
        return match state {
            TopUpState::ChooseAmount { .. } => Ok(()),
            _ => Err(Failure::new(Exit::Refused, "")),
        };
    };
    let (id, mut news) = (figure.id.clone(), Watch::start(opened, &child)?);
    follow(&mut told, &mut news, &id, manner).await
}

async fn cancel(opened: &Opened, asked: &TopUp) -> Result<(), Failure> {
    let (child, _) = show::child_of(opened, asked.child.as_deref(), false).await?;
    let state = now(opened, &child)?;
    let mut told = Told { opened, as_json: asked.json, beside: Beside { continued: true, ..Beside::default() }, last: None };
    let id = match &state {
        TopUpState::Asking { top_up, can_cancel: true, .. }
        | TopUpState::Waiting { top_up, can_cancel: true, .. }
        | TopUpState::Pay { top_up, .. } => top_up.id.clone(),
        TopUpState::Asking { .. } | TopUpState::Held { .. } | TopUpState::Waiting { .. } | TopUpState::Unknown { .. } => {
            told.tell(&state);
            return Err(Failure::new(Exit::NotKnown, opened.words.top_up_cannot_cancel()));
        }
        _ => return Err(Failure::usage(opened.words.top_up_none())),
    };
    opened.app.dispatch(Action::CancelTopUp { id });
    let state = now(opened, &child)?;
    told.tell(&state);
    match state {
        TopUpState::Finished { outcome: TopUpOutcome::Cancelled, .. } => Ok(()),
        _ => Err(Failure::new(Exit::NotKnown, opened.words.top_up_cannot_cancel())),
    }
}

/// How to pay by the account number elsewhere; from what is stored, so that it works without network.
async fn ways(opened: &Opened, asked: &TopUp) -> Result<(), Failure> {
    let stored = show::child_of(opened, asked.child.as_deref(), true).await;
    let (child, reading) = match stored {
        // Nothing is stored yet.
        Err(failure) if failure.exit == Exit::Offline => show::child_of(opened, asked.child.as_deref(), false).await?,
        stored => stored?,
    };
    let mut state = now(opened, &child)?;
    if matches!((&state, reading), (TopUpState::NoAccount { .. }, Reading::Done)) {
        show::child_of(opened, asked.child.as_deref(), false).await?;
        state = now(opened, &child)?;
    }
    let Some(account) = json::account(&state) else {
        return Err(Failure::new(Exit::Refused, plain::top_up(opened.words, &state).join("\n")));
    };
    if asked.json {
        out::line(json::ways(account).unwrap_or_default());
    } else {
        out::line(plain::ways(opened.words, account).join("\n"));
    }
    Ok(())
}

/// Shows what would be made and asks for it, where there is somebody to ask. Making a page takes no money, so a script is not held up.
fn agreed(opened: &Opened, form: &TopUpForm, asks: bool) -> bool {
    let Some(confirmation) = &form.confirmation else { return true };
    for line in plain::sentences(&confirmation.text) {
        out::note(line);
    }
    if !asks || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return true;
    }
    out::says_yes(opened.words.top_up_question())
}

/// Prints each state of the top-up `id` until it has come as far as the person wants to wait for.
async fn follow(told: &mut Told<'_>, news: &mut Watch, id: &IntentId, manner: &Manner) -> Result<(), Failure> {
    let (opened, words) = (told.opened, told.opened.words);
    let is_it = |state: &TopUpState| json::figure(state).is_some_and(|figure| figure.id == *id);
    opened.app.resume();
    let begin = tokio::time::Instant::now();
    let (speak, give_up) = (begin + WORTH_A_WORD, begin + PAGE);
    let mut page_seen = false;
    // The states since the watch began are waiting in it, the present one among them.
    let Some(mut state) = news.next().await else { return Err(Failure::new(Exit::NotKnown, words.top_up_left())) };
    loop {
        let asking = matches!(state, TopUpState::Asking { .. });
        let silent = asking && !told.as_json && tokio::time::Instant::now() < speak;
        if is_it(&state) && !silent {
            told.tell(&state);
            if let TopUpState::Pay { link, .. } = &state
                && !page_seen
            {
                page_seen = true;
                show_page(told, link, manner);
            }
            if let Some(end) = end_of(&state, manner.wait, opened) {
                return end;
            }
        }
        state = tokio::select! {
            next = news.next() => match next {
                Some(next) => next,
                None => return Err(Failure::new(Exit::NotKnown, words.top_up_left())),
            },
            () = tokio::time::sleep_until(speak), if silent => state,
            () = tokio::time::sleep_until(give_up), if !manner.wait => {
                return Err(Failure::new(Exit::NotKnown, words.top_up_no_page_yet()));
            }
            _ = tokio::signal::ctrl_c() => return Err(Failure::new(Exit::NotKnown, words.top_up_left())),
        };
    }
}

fn show_page(told: &Told<'_>, link: &str, manner: &Manner) {
    let words = told.opened.words;
    if manner.opens {
        if browser::open(link) {
            out::note(words.top_up_browser());
        } else {
            out::note(words.no_browser());
        }
    }
    if manner.wait {
        out::note(words.top_up_waiting());
    }
}

/// How the command ends at `state`; none: not yet.
fn end_of(state: &TopUpState, waits: bool, opened: &Opened) -> Option<Result<(), Failure>> {
    let said = |exit| Some(Err(Failure::new(exit, "")));
    match state {
        TopUpState::Finished { outcome, .. } => match outcome {
            TopUpOutcome::Credited => Some(Ok(())),
            TopUpOutcome::Declined => said(Exit::Declined),
            TopUpOutcome::Expired => said(Exit::Expired),
            TopUpOutcome::Cancelled => said(Exit::Cancelled),
            TopUpOutcome::Refused => said(Exit::Refused),
        },
        TopUpState::Unknown { .. } => said(Exit::NotKnown),
        TopUpState::Pay { .. } if !waits => Some(Ok(())),
        TopUpState::Held { .. } | TopUpState::Waiting { .. } if !waits => {
            Some(Err(Failure::new(Exit::NotKnown, opened.words.top_up_not_known_yet())))
        }
        _ => None,
    }
}

/// What was told last, so that nothing is told twice.
struct Told<'a> {
    opened: &'a Opened,
    as_json: bool,
    beside: Beside,
    last: Option<String>,
}

impl Told<'_> {
    fn tell(&mut self, state: &TopUpState) {
        let words = self.opened.words;
        let mut said = if self.as_json {
            plain::texts(state).into_iter().cloned().collect::<Vec<_>>().join(" ")
        } else {
            plain::top_up(words, state).join("\n")
        };
        if let TopUpState::ChooseAmount { form, .. } = state {
            let sums = form.suggestions.iter().map(|row| format!("  {}", row.text));
            said = std::iter::once(words.top_up_none().to_owned()).chain(sums).collect::<Vec<_>>().join("\n");
        }
        if let TopUpState::Pay { top_up, link, expires, .. } = state
            && !self.as_json
        {
            let until = expires.time().to_string();
            said = format!("{}\n  {link}", words.top_up_page(&words.texts().money(top_up.amount), &until));
        }
        if let (TopUpState::Finished { top_up, .. }, None, false) = (state, &self.last, self.as_json) {
            // An end that was there before: when it was.
            said = format!("{said}\n({})", words.texts().when(top_up.changed_at, self.opened.app.now()));
        }
        let told = if self.as_json { json::top_up(state, &self.beside, said).unwrap_or_default() } else { said };
        if self.last.as_ref() != Some(&told) {
            out::line(&told);
            self.last = Some(told);
        }
    }
}

fn now(opened: &Opened, child: &PersonId) -> Result<TopUpState, Failure> {
    match show::current(opened, &Screen::TopUp { child: child.clone() })? {
        ScreenState::TopUp { state: TopUpState::SignedOut } => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_first())),
        ScreenState::TopUp { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}

/// The states of the screen as they come: after each step of the top-up, and whenever the screen looks different for another reason.
struct Watch {
    news: mpsc::UnboundedReceiver<TopUpState>,
    /// Held for as long as the screen is watched.
    _subscription: schoolcard_core::app::Subscription,
}

/// Works the state out anew whoever calls, one at a time, so that no older state comes after a newer one.
struct Watcher {
    app: Weak<ParentApp>,
    screen: Screen,
    news: Mutex<mpsc::UnboundedSender<TopUpState>>,
}

impl Watcher {
    fn look(&self) {
        let Some(app) = self.app.upgrade() else { return };
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(ScreenState::TopUp { state }) = app.current(&self.screen) {
            // After the end nobody listens.
            let _ = news.send(state);
        }
    }
}

impl ScreenObserver for Watcher {
    fn on_state(&self, _: ScreenState) {
        self.look();
    }
}

impl Watch {
    fn start(opened: &Opened, child: &PersonId) -> Result<Self, Failure> {
        let (sender, news) = mpsc::unbounded_channel();
        let screen = Screen::TopUp { child: child.clone() };
        let watcher = Arc::new(Watcher { app: Arc::downgrade(&opened.app), screen: screen.clone(), news: Mutex::new(sender) });
        let each = Arc::clone(&watcher);
        opened.app.on_each_step(Arc::new(move || each.look()));
        let subscription = opened.app.observe(screen, watcher).map_err(|error| opened.failure(&error))?;
        Ok(Self { news, _subscription: subscription })
    }

    async fn next(&mut self) -> Option<TopUpState> {
        self.news.recv().await
    }
}
