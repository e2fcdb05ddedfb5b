//! What the terminal says about cards and the help.

use schoolcard_core::l10n::Locale;

use super::Words;

words! {
    cards_title => "Карты", "Cards";
    transport_title => "Транспорт", "Travel";
    cards_compared => "Какая карта что даёт", "What each card gives";
    keys_cards => " ↑↓ выбрать карту  x потерялась  i справка  r обновить  Esc назад  ? клавиши ", " ↑↓ choose a card  x lost  i help topics  r refresh  Esc back  ? keys ";
    keys_cards_waiting => " c отменить блокировку  ↑↓ выбрать  i справка  r обновить  Esc назад ", " c give the block up  ↑↓ choose  i help topics  r refresh  Esc back ";
    block_confirm => "Enter — заблокировать.   Esc — вернуться.", "Enter blocks it.   Esc goes back.";
    block_question => "Заблокировать? [д/Н] ", "Block it? [y/N] ";
    block_not_wanted => "Не блокируем: ничего не отправлено.", "Not blocked then: nothing was sent.";
    block_nothing => "Нечего отменять: неотправленной блокировки нет.", "Nothing to give up: no block is waiting to be sent.";
    block_no_card => "Нет такой действующей карты. Список: schoolcard cards", "There is no such working card. The list: schoolcard cards";
    block_which => "Действующих карт несколько: назовите одну, --card с последними цифрами. Список: schoolcard cards", "Several cards work: name one, --card with its last digits. The list: schoolcard cards";
    block_not_yet => "Блокировка сохранена, но школа её ещё не подтвердила. Проверить: schoolcard cards", "The block is kept, but the school has not confirmed it yet. Look later: schoolcard cards";
    topics_title => "Справка", "Help topics";
    see_also => "Ещё по теме:", "See also:";
    keys_list => " ↑↓ листать  Esc назад  1–5 разделы  ? клавиши  q выход ", " ↑↓ scroll  Esc back  1–5 sections  ? keys  q quit ";
}
