//! The parent's notes about papers for the school, statements, and leaving for good: what the app keeps beside the school's data, and how all
//! of it is handed over or destroyed.

use std::sync::Arc;

use super::parts::Parts;
use super::{AppError, snapshot};
use crate::domain::{LocalDate, Period, PersonId};
use crate::l10n::PrivacyText;
use crate::screens::papers::{self, AdultId, AdultRights, ConsentPurpose, ConsentRecord, NamedAdult};
use crate::screens::statement::{self, Statement, StatementFound};

fn wrong(field: &str) -> AppError {
    AppError::Validation { field: field.to_owned() }
}

impl Parts {
    fn note(&self, change: impl FnOnce(&mut papers::Papers)) -> Result<(), AppError> {
        if !papers::change(&self.store, change)? {
            return Err(AppError::SignedOut);
        }
        self.observing.ring(|wake| wake.surroundings = true);
        Ok(())
    }

    pub(super) fn check_child(&self, child: &PersonId) -> Result<(), AppError> {
        let family = self.store.family()?.ok_or(AppError::SignedOut)?;
        if family.children.iter().any(|known| known.person == *child) { Ok(()) } else { Err(wrong("child")) }
    }

    /// Keeps phone and e-mail of the applications; an empty one is the school's again.
    pub(super) fn set_contact(&self, phone: &str, email: &str) -> Result<(), AppError> {
        let (phone, email) = (papers::short(phone), papers::short(email));
        if !email.is_empty() && !email.contains('@') {
            return Err(wrong("email"));
        }
        let kept = |text: String| Some(text).filter(|text| !text.is_empty());
        self.note(|papers| (papers.phone, papers.email) = (kept(phone), kept(email)))
    }

    /// Notes that the application of `child` was handed in, or that it was not.
    pub(super) fn mark_applied(&self, child: &PersonId, on: bool) -> Result<(), AppError> {
        self.check_child(child)?;
        let now = self.clock.now();
        self.note(|papers| {
            if on {
                papers.handed_in.insert(child.clone(), now);
            } else {
                papers.handed_in.remove(child);
            }
        })
    }

    /// Names another adult of `child`, or changes what was noted of one with the same name.
    pub(super) fn name_adult(
        &self,
        child: &PersonId,
        name: &str,
        rights: AdultRights,
        until: Option<LocalDate>,
    ) -> Result<AdultId, AppError> {
        self.check_child(child)?;
        let name = papers::short(name);
        if name.is_empty() {
            return Err(wrong("name"));
        }
        if until.is_some_and(|last| last < self.clock.now().date()) {
            return Err(wrong("until"));
        }
        if papers::kept(&self.store)?.agrees(ConsentPurpose::OtherAdults) != Some(true) {
            return Err(AppError::rejected("no_consent", self.l10n().privacy(PrivacyText::ConsentNeeded)));
        }
        let id = AdultId(uuid::Uuid::new_v4().to_string());
        let mut kept = id.clone();
        self.note(|papers| match papers.adults.iter_mut().find(|known| known.child == *child && known.name == name) {
            Some(known) => {
                (known.rights, known.until) = (rights, until);
                kept = known.id.clone();
            }
            None => papers.adults.push(NamedAdult { id, child: child.clone(), name, rights, until }),
        })?;
        Ok(kept)
    }

    /// Forgets what was noted of an adult.
    pub(super) fn forget_adult(&self, id: &AdultId) -> Result<(), AppError> {
        self.note(|papers| papers.adults.retain(|known| known.id != *id))
    }

    /// Keeps a consent or its withdrawal with its date, and does what follows from a withdrawal.
    pub(super) fn set_consent(&self, purpose: ConsentPurpose, given: bool) -> Result<(), AppError> {
        let at = self.clock.now();
        self.note(|papers| {
            if papers.agrees(purpose) == Some(given) {
                return;
            }
            papers.consents.push(ConsentRecord { purpose, given, at });
            if purpose == ConsentPurpose::OtherAdults && !given {
                papers.adults.clear();
            }
        })?;
        self.register_at_once();
        Ok(())
    }

    /// Whether the parent does not want the school to know this device.
    pub(super) fn pushes_unwanted(&self) -> Result<bool, AppError> {
        Ok(papers::kept(&self.store)?.agrees(ConsentPurpose::Pushes) == Some(false))
    }

    /// The statement of `child` for the days of `period`.
    pub(super) fn statement(&self, child: &PersonId, period: Period) -> Result<Statement, AppError> {
        match self.with_context(|context| statement::make(&self.store, child, period, context))? {
            StatementFound::Made(statement) => Ok(*statement),
            StatementFound::SignedOut => Err(AppError::SignedOut),
            StatementFound::UnknownChild => Err(wrong("child")),
        }
    }

    /// Everything this device holds, as JSON. Tokens are no data of the family and are not in it.
    pub(super) fn export(&self) -> Result<String, AppError> {
        let now = self.clock.now();
        let all = serde_json::json!({
            "app": "School Card",
            "exported_at": now.rfc3339(),
            "about": "All rows of both databases of this app, by table. Times are milliseconds since 1970 UTC, sums are kopecks.",
            "cache": tables(&self.store.dump_cache()?),
            "intents": tables(&self.store.dump_intents()?),
        });
        Ok(all.to_string())
    }

    /// Signs out and destroys everything on this device: data, the parent's own wishes and notes, tokens.
    pub(super) async fn delete_everything(self: Arc<Self>) -> Result<(), AppError> {
        Arc::clone(&self).sign_out().await?;
        self.session.forget_traces()?;
        self.store.destroy_all()?;
        snapshot::remove(&self.shared_dir);
        self.observing.ring(|wake| wake.surroundings = true);
        Ok(())
    }
}

/// Tables as JSON: a list of rows by table, a row a value by column.
fn tables(dump: &[crate::store::TableDump]) -> serde_json::Value {
    let rows = |table: &crate::store::TableDump| -> serde_json::Value {
        let row = |cells: &Vec<crate::store::Cell>| {
            let named = table.columns.iter().zip(cells).map(|(column, cell)| (column.clone(), value(cell)));
            serde_json::Value::Object(named.collect())
        };
        table.rows.iter().map(row).collect()
    };
    serde_json::Value::Object(dump.iter().map(|table| (table.name.clone(), rows(table))).collect())
}

fn value(cell: &crate::store::Cell) -> serde_json::Value {
    use crate::store::Cell;
    match cell {
        Cell::Nothing => serde_json::Value::Null,
        Cell::Number(number) => (*number).into(),
        // What we wrote as JSON ourselves is read as JSON again.
        Cell::Text(text) => serde_json::from_str(text)
            .ok()
            .filter(|value: &serde_json::Value| value.is_object() || value.is_array())
            .unwrap_or_else(|| text.clone().into()),
    }
}
