//! What the terminal says about menus.

use schoolcard_core::l10n::Locale;

use super::Words;

words! {
    menu_screen_title => "Меню", "Menu";
    menu_buffet => "буфет", "buffet";
    menu_search => "Ищем:", "Looking for:";
    keys_menu => " ↑↓ листать  ←→ недели  / найти  Tab ребёнок  1–5 разделы  ? помощь  q выход ", " ↑↓ scroll  ←→ weeks  / find  Tab child  1–5 sections  ? help  q quit ";
    keys_search => " печатайте, что найти   Enter готово   Esc показать всё ", " type what to find   Enter done   Esc show everything ";
}
