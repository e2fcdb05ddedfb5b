//! What a parent may be told: the kinds of `docs/push.md`, with the names and groups of the notification settings.
//!
//! Ids and names of events are unknown of the real service (wire-api §10); all of them are assumed.

/// One kind of news.
#[derive(Debug)]
pub(crate) struct Kind {
    /// `k` of a push.
    pub code: &'static str,
    /// `event_type_id`.
    pub id: i64,
    /// `event_name`.
    pub name: &'static str,
    /// Group of the settings.
    pub group: &'static Group,
    /// Pushed unless the parent says otherwise.
    pub push: bool,
    /// Sent by e-mail unless the parent says otherwise.
    pub mail: bool,
    /// `is_important` in the feed.
    pub important: bool,
}

/// A group of the settings.
#[derive(Debug)]
pub(crate) struct Group {
    /// `setting_group_id`.
    pub id: i64,
    /// `setting_group_name`.
    pub name: &'static str,
}

static PASS: Group = Group { id: 1, name: "Проход" };
static FOOD: Group = Group { id: 2, name: "Питание и счёт" };
static CARDS: Group = Group { id: 3, name: "Карты" };

/// All groups.
pub(crate) static GROUPS: [&Group; 3] = [&PASS, &FOOD, &CARDS];

const fn kind(code: &'static str, id: i64, name: &'static str, group: &'static Group) -> Kind {
    Kind { code, id, name, group, push: true, mail: false, important: false }
}

/// All kinds, in the order the settings show them.
pub(crate) static KINDS: [Kind; 11] = [
    kind("entry", 101, "Вход", &PASS),
    kind("exit", 102, "Выход", &PASS),
    Kind { push: false, ..kind("entry_not_recorded", 103, "Вход не записан", &PASS) },
    Kind { push: false, ..kind("late_arrival", 104, "Опоздание", &PASS) },
    kind("purchase", 201, "Покупка", &FOOD),
    Kind { mail: true, important: true, ..kind("low_balance", 202, "Низкий баланс", &FOOD) },
    Kind { mail: true, ..kind("top_up_credited", 203, "Счёт пополнен", &FOOD) },
    Kind { mail: true, ..kind("top_up_failed", 204, "Пополнение не прошло", &FOOD) },
    kind("order_cancelled", 205, "Заказ отменён", &FOOD),
    Kind { mail: true, important: true, ..kind("card_blocked", 301, "Карта заблокирована", &CARDS) },
    Kind { mail: true, important: true, ..kind("temporary_card_issued", 302, "Выдана временная карта", &CARDS) },
];

/// The kind of that code.
pub(crate) fn by_code(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}
