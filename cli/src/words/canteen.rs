//! What the terminal says about menus and bans.

use schoolcard_core::l10n::Locale;

use super::Words;

impl Words {
    /// What is asked before a ban is set or lifted.
    pub fn bans_or_lifts(self, what: &str, banned: bool) -> String {
        let (ban, lift) = (self.pick("Запретить", "Ban"), self.pick("Снять запрет", "Lift the ban"));
        format!("{}: {what}", if banned { ban } else { lift })
    }

    /// What is asked before a switch is turned.
    pub fn turns(self, title: &str, on: bool) -> String {
        let (allow, forbid) = (self.pick("Разрешить", "Allow"), self.pick("Больше не разрешать", "Do not allow any more"));
        format!("{}: {title}", if on { allow } else { forbid })
    }

    /// Nothing, or more than one thing, has that name.
    pub fn no_such_dish(self, what: &str) -> String {
        match self.locale {
            Locale::Ru => format!("На меню нет ровно одного блюда или категории с названием «{what}». Что есть: schoolcard bans"),
            Locale::En => format!("There is not exactly one dish or category called “{what}”. What there is: schoolcard bans"),
        }
    }
}

words! {
    bans_not_read => "Что сейчас запрещено и разрешено, ещё не прочитано: нужна связь со школой.", "What is banned and allowed now has not been read yet: the school has to be reached.";
    bans_title => "Запреты", "Bans";
    bans_rights => "Что разрешено", "What is allowed";
    bans_categories => "Категории из меню", "Categories on the menu";
    bans_dishes => "Блюда из меню", "Dishes on the menu";
    keys_bans => " ↑↓ выбрать  Enter изменить  r обновить  Tab ребёнок  Esc назад  ? помощь ", " ↑↓ choose  Enter change  r refresh  Tab child  Esc back  ? help ";
    keys_bans_waiting => " c отменить, пока не отправлено  ↑↓ выбрать  Enter изменить  Esc назад ", " c give up while unsent  ↑↓ choose  Enter change  Esc back ";
    nothing_changed => "Ничего не изменено.", "Nothing was changed.";
    yes_or_no => "[д/Н] ", "[y/N] ";
    menu_screen_title => "Меню", "Menu";
    menu_buffet => "буфет", "buffet";
    menu_search => "Ищем:", "Looking for:";
    keys_menu => " ↑↓ листать  ←→ недели  / найти  b запреты  Tab ребёнок  ? помощь  q выход ", " ↑↓ scroll  ←→ weeks  / find  b bans  Tab child  ? help  q quit ";
    keys_search => " печатайте, что найти   Enter готово   Esc показать всё ", " type what to find   Enter done   Esc show everything ";
}
