//! What the terminal says about menus.

use schoolcard_core::l10n::Locale;

use super::Words;

impl Words {
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
    nothing_changed => "Ничего не изменено.", "Nothing was changed.";
    yes_or_no => "[д/Н] ", "[y/N] ";
    menu_screen_title => "Меню", "Menu";
    menu_buffet => "буфет", "buffet";
    menu_search => "Ищем:", "Looking for:";
    keys_menu => " ↑↓ листать  ←→ недели  / найти  Tab ребёнок  1–5 разделы  ? помощь  q выход ", " ↑↓ scroll  ←→ weeks  / find  Tab child  1–5 sections  ? help  q quit ";
    keys_search => " печатайте, что найти   Enter готово   Esc показать всё ", " type what to find   Enter done   Esc show everything ";
}
