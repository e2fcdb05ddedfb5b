//! What one child may buy: bans, the smart buffet, the special diet, the consent to orders ahead; and changes under way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::ChangeKind;
use super::context::Context;
use super::figures;
use super::home::{self, Found};
use super::notice::Notice;
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::food_rules::{Ban, FoodRights, FoodSwitch};
use crate::domain::{Dish, DishCategory, Freshness, Moment, Period, PersonId, Source};
use crate::l10n::{BansText, FoodChangeText};
use crate::outbox::food_rules::{SetFoodRule, Standing, State, Wish};
use crate::outbox::{Command, Intent, IntentId, reading};
use crate::store::{Reading, Service, Store, StoreError};
use crate::sync::food_rules::kept_food_rules;

/// Menus of so many days before and after today name what can be banned.
const MENU_DAYS: i64 = 21;

/// A change under way, or ended not long ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct FoodChange {
    /// Its name, for actions.
    pub id: IntentId,
    /// How it goes.
    pub kind: ChangeKind,
    /// In words; in a conflict with what the school has.
    pub text: String,
}

/// Something that is, or can be, banned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct BanRow {
    /// What.
    pub ban: Ban,
    /// «Булочка с маком», «Напитки: всё».
    pub text: String,
    /// Whether the school has it as banned.
    pub banned: bool,
    /// For a dish: whether its whole category is banned, so that lifting its own ban changes nothing.
    pub banned_by_category: bool,
    /// «запрещено», «запрещено вместе с категорией», «можно»: for the eye and the ear.
    pub state_text: String,
}

/// The bans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum BansCell {
    /// Never read.
    NotRead {
        /// In words.
        text: String,
    },
    /// As last read.
    Read {
        /// What is banned.
        banned: Vec<BanRow>,
        /// What to say when nothing is; empty otherwise.
        empty_text: String,
        /// Whole categories of the menus of these weeks.
        categories: Vec<BanRow>,
        /// Dishes of the menus of these weeks.
        dishes: Vec<BanRow>,
        /// How fresh the bans are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// The latest change, until a day after it ended.
        change: Option<FoodChange>,
    },
}

/// A switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct FoodSwitchRow {
    /// Which.
    pub switch: FoodSwitch,
    /// «Умный буфет».
    pub title: String,
    /// How the school has it; none when it does not say.
    pub on: Option<bool>,
    /// «включено», «выключено», «школа не сообщила».
    pub state_text: String,
}

/// What the school allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum FoodRightsCell {
    /// Never read.
    NotRead {
        /// In words.
        text: String,
    },
    /// As last read.
    Read {
        /// The two switches.
        switches: Vec<FoodSwitchRow>,
        /// The latest change of them, until a day after it ended.
        change: Option<FoodChange>,
        /// Whether a parent has agreed to orders ahead; none when the school does not say.
        preorders_agreed: Option<bool>,
        /// The same in words.
        preorders_text: String,
        /// What is asked before agreeing; none where there is nothing to ask: it is for good.
        preorders_question: Option<String>,
        /// The latest consent, until a day after it ended.
        consent: Option<FoodChange>,
        /// «Есть право на льготное питание», what is known of it.
        discounted_text: String,
        /// How fresh it is.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
    },
}

/// State of the screen of bans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum BansState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// The family was not read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The rules.
    Rules {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// The bans.
        bans: BansCell,
        /// What the school allows.
        rights: FoodRightsCell,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the screen of bans of `child`.
pub fn state(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<BansState, StoreError> {
    let found = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(BansState::SignedOut),
        Found::UnknownChild => return Ok(BansState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(BansState::Loading { notices }),
        Found::Child(found) => found,
    };
    let kept = kept_food_rules(store, child)?;
    let reading = store.reading(child, Service::FoodRules)?;
    let changes = changes(store, child, context)?;
    let goods = Goods::of(store, child, context)?;
    let down = figures::Down { food: figures::is_down(reading.as_ref()), ..figures::Down::default() };
    Ok(BansState::Rules {
        person: child.clone(),
        name: figures::full_name(&found.child),
        bans: match kept.bans {
            Some(bans) => {
                let change = latest(&changes, |wish| matches!(wish, Wish::Bans { .. }), &goods, context);
                bans_cell(&bans.value, dated(bans.as_of, reading.as_ref(), context), change, &goods, context)
            }
            None => BansCell::NotRead { text: context.l10n.bans(BansText::NotRead) },
        },
        rights: match kept.rights {
            Some(rights) => rights_cell(&rights.value, dated(rights.as_of, reading.as_ref(), context), &changes, &goods, context),
            None => FoodRightsCell::NotRead { text: context.l10n.bans(BansText::RightsNotRead) },
        },
        notices: figures::notices(context, down, false),
    })
}

fn dated(as_of: Moment, reading: Option<&Reading>, context: &Context<'_>) -> (Freshness, String) {
    let state = data_state(as_of, figures::is_down(reading), Ageing::Slow, context.now, context.started_at, &context.day);
    (Freshness { as_of, source: Source::Server, state }, context.l10n.as_of(as_of, state, context.now))
}

/// What the menus of these weeks sell, by number.
struct Goods {
    dishes: BTreeMap<i64, Dish>,
    categories: BTreeMap<i64, DishCategory>,
    subcategories: BTreeMap<i64, DishCategory>,
}

impl Goods {
    fn of(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<Self, StoreError> {
        let today = context.today();
        let days = Period::new(today.plus_days(-MENU_DAYS), today.plus_days(MENU_DAYS));
        let mut goods = Self { dishes: BTreeMap::new(), categories: BTreeMap::new(), subcategories: BTreeMap::new() };
        for day in store.menu_complexes(child, days)? {
            for complex in day.menu.at.into_iter().flat_map(|at| at.complexes) {
                complex.dishes.into_iter().for_each(|dish| goods.add(dish));
            }
        }
        for day in store.menu_buffet(child, days)? {
            for of in day.menu.at.into_iter().flat_map(|at| at.dishes) {
                goods.add(of.dish);
            }
        }
        Ok(goods)
    }

    fn add(&mut self, dish: Dish) {
        for (class, known) in [(&dish.category, &mut self.categories), (&dish.subcategory, &mut self.subcategories)] {
            if let Some(class) = class {
                known.entry(class.id).or_insert_with(|| class.clone());
            }
        }
        if let Some(id) = dish.id {
            self.dishes.insert(id.0, dish);
        }
    }

    /// What a ban bans, in words.
    fn name(&self, ban: Ban, context: &Context<'_>) -> String {
        let l10n = context.l10n;
        let named = |known: Option<String>, number: i64| known.map_or_else(|| l10n.ban_unknown(number), |name| figures::clean(&name));
        match ban {
            Ban { dish: Some(dish), .. } => match self.dishes.get(&dish.0) {
                Some(known) => self.told_apart(known, context),
                None => named(None, dish.0),
            },
            Ban { subcategory: Some(id), .. } => l10n.ban_class(&named(self.subcategories.get(&id).map(|class| class.name.clone()), id)),
            Ban { category: Some(id), .. } => l10n.ban_class(&named(self.categories.get(&id).map(|class| class.name.clone()), id)),
            Ban { .. } => String::new(),
        }
    }

    /// The name of a dish; of two with one name, with what tells them apart.
    fn told_apart(&self, dish: &Dish, context: &Context<'_>) -> String {
        let name = figures::clean(&dish.name);
        let others = || self.dishes.values().filter(|other| other.id != dish.id && figures::clean(&other.name) == name);
        if others().next().is_none() {
            return name;
        }
        let class = |dish: &Dish| dish.subcategory.as_ref().or(dish.category.as_ref()).map(|class| figures::clean(&class.name));
        match (dish.price, class(dish)) {
            (Some(price), _) if others().all(|other| other.price != Some(price)) => format!("{name}, {}", context.l10n.money(price)),
            (_, Some(own)) if others().all(|other| class(other).as_ref() != Some(&own)) => format!("{name} ({own})"),
            _ => format!("{name} (№ {})", dish.id.map(|id| id.0).unwrap_or_default()),
        }
    }

    fn names(&self, bans: &[Ban], context: &Context<'_>) -> String {
        bans.iter().map(|ban| self.name(*ban, context)).collect::<Vec<_>>().join(", ")
    }
}

fn bans_cell(
    bans: &[Ban],
    (freshness, as_of_text): (Freshness, String),
    change: Option<FoodChange>,
    goods: &Goods,
    context: &Context<'_>,
) -> BansCell {
    let row = |ban: Ban, dish: Option<&Dish>| {
        let banned = bans.contains(&ban);
        let banned_by_category = dish.is_some_and(|dish| bans.iter().any(|known| known.dish.is_none() && known.hits(dish)));
        let state_text = context.l10n.bans(match (banned, banned_by_category) {
            (_, true) => BansText::BannedByCategory,
            (true, false) => BansText::Banned,
            (false, false) => BansText::Allowed,
        });
        BanRow { ban, text: goods.name(ban, context), banned, banned_by_category, state_text }
    };
    let by_name = |mut rows: Vec<BanRow>| {
        rows.sort_by(|a, b| a.text.cmp(&b.text));
        rows
    };
    BansCell::Read {
        banned: by_name(bans.iter().map(|ban| row(*ban, None)).collect()),
        empty_text: if bans.is_empty() { context.l10n.bans(BansText::Nothing) } else { String::new() },
        categories: by_name(goods.categories.keys().map(|id| row(Ban::of_category(*id), None)).collect()),
        dishes: by_name(goods.dishes.values().filter_map(|dish| Some(row(Ban::of_dish(dish.id?), Some(dish)))).collect()),
        freshness,
        as_of_text,
        change,
    }
}

fn rights_cell(
    rights: &FoodRights,
    (freshness, as_of_text): (Freshness, String),
    changes: &[(Intent, SetFoodRule)],
    goods: &Goods,
    context: &Context<'_>,
) -> FoodRightsCell {
    let l10n = context.l10n;
    let row = |switch| {
        let on = rights.switches.map(|switches| switches.is_on(switch));
        FoodSwitchRow {
            switch,
            title: l10n.food_switch(switch),
            on,
            state_text: l10n.food_switch_state(switch, on, rights.smart_buffet_available),
        }
    };
    let consent = latest(changes, |wish| matches!(wish, Wish::Consent), goods, context);
    let under_way = consent.as_ref().is_some_and(|change| matches!(change.kind, ChangeKind::Waiting | ChangeKind::Sending));
    FoodRightsCell::Read {
        switches: vec![row(FoodSwitch::SmartBuffet), row(FoodSwitch::SpecialDiet)],
        change: latest(changes, |wish| matches!(wish, Wish::Switches { .. }), goods, context),
        preorders_agreed: rights.preorders_agreed,
        preorders_text: l10n.preorders_agreed(rights.preorders_agreed),
        preorders_question: (rights.preorders_agreed == Some(false) && !under_way).then(|| l10n.bans(BansText::ConsentQuestion)),
        consent,
        discounted_text: l10n.discounted_meals(rights.discounted),
        freshness,
        as_of_text,
    }
}

/// The changes of `child` that are told of, oldest first.
fn changes(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<Vec<(Intent, SetFoodRule)>, StoreError> {
    let recent = context.now.plus_minutes(-reading::TOLD_FOR_MINUTES);
    let all = reading::intents(store, recent)?.into_iter().filter(|intent| intent.child == *child);
    Ok(all
        .filter_map(|intent| match &intent.command {
            Command::SetFoodRule(command) if command.looked_for_since().is_some() || intent.changed_at >= recent => {
                let command = command.clone();
                Some((intent, command))
            }
            _ => None,
        })
        .collect())
}

fn latest(changes: &[(Intent, SetFoodRule)], picked: impl Fn(&Wish) -> bool, goods: &Goods, context: &Context<'_>) -> Option<FoodChange> {
    let (intent, command) = changes.iter().rev().find(|(_, command)| picked(&command.wish))?;
    let say = |text| context.l10n.food_change(text);
    let (kind, text) = match &command.state {
        State::Draft => (ChangeKind::Waiting, say(FoodChangeText::Waiting)),
        State::Sending { .. } | State::ReadingBack { .. } => (ChangeKind::Sending, say(FoodChangeText::Sending)),
        State::Done => (ChangeKind::Done, say(FoodChangeText::Done)),
        State::Conflict { theirs } => (ChangeKind::Conflict, conflict(theirs, goods, context)),
        State::Refused { .. } => (ChangeKind::Refused, say(FoodChangeText::Refused)),
        State::Expired => (ChangeKind::Expired, say(FoodChangeText::Expired)),
        State::Cancelled => (ChangeKind::Cancelled, say(FoodChangeText::Cancelled)),
    };
    Some(FoodChange { id: intent.id.clone(), kind, text })
}

fn conflict(theirs: &Standing, goods: &Goods, context: &Context<'_>) -> String {
    let l10n = context.l10n;
    let has = match theirs {
        Standing::Bans(bans) if bans.is_empty() => l10n.bans(BansText::Nothing),
        Standing::Bans(bans) => goods.names(bans, context),
        Standing::Switches(switches) => [FoodSwitch::SmartBuffet, FoodSwitch::SpecialDiet]
            .map(|switch| {
                let on = switches.map(|switches| switches.is_on(switch));
                l10n.food_switch_says(&l10n.food_switch(switch), &l10n.food_switch_state(switch, on, None))
            })
            .join(", "),
        Standing::Consent(agreed) => l10n.preorders_agreed(Some(*agreed)),
    };
    l10n.food_conflict(&has)
}
