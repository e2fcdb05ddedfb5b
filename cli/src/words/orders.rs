//! What the terminal says about orders ahead and "ill today".

use schoolcard_core::l10n::Locale;

use super::Words;

words! {
    orders_title => "Предзаказ", "Orders ahead";
    ill_title => "Заболел", "Ill";
    weekly_heading => "Каждую неделю", "Every week";
    cut_off_wrong => "Срок пишется так: 1,14:00 (за один учебный день, до 14:00) или none; для одного приёма пищи: breakfast=2,12:00 (second_breakfast, lunch, afternoon_snack, dinner, second_dinner, water).", "A cut-off is written like this: 1,14:00 (one school day before, until 14:00), or none; for one meal: breakfast=2,12:00 (second_breakfast, lunch, afternoon_snack, dinner, second_dinner, water).";
    week_days => "пн вт ср чт пт сб вс", "Mon Tue Wed Thu Fri Sat Sun";
    confirm_weekly => "1–7 — дни.   Enter — отправить в школу.   Esc — вернуться.", "1–7 the days.   Enter sends it to the school.   Esc goes back.";
    weekly_replaces => "Новое правило будет вместо того, что действует сейчас:", "The new rule takes the place of what is in force now:";
    weekly_removes => "Ни одного дня: правило будет убрано, еда больше не закажется сама. Заказы по нему на ближайшие дни школа может отменить.", "No day: the rule is removed, nothing is ordered by itself any more. The school may cancel what it has ordered for the next days.";
    weekly_no_days => "Отметьте хотя бы один день.", "Choose at least one day.";
    week_days_wrong => "Дни пишутся так: mon,wed,fri.", "Days are written like this: mon,wed,fri.";
    order_not_yet => "Школа ещё не подтвердила. Просьба сохранена и будет исполнена. Проверить: schoolcard orders", "The school has not confirmed it yet. The wish is kept and goes on. Look: schoolcard orders";
    ill_not_yet => "Ещё не всё сделано. Просьба сохранена и будет исполнена. Проверить: schoolcard ill --look", "Not everything is done yet. The wish is kept and goes on. Look: schoolcard ill --look";
    ill_reason_unknown => "Такой причины у школы нет. Какие есть: schoolcard ill --look", "The school has no such reason. Which there are: schoolcard ill --look";
    complex_word => "комплекс", "complex";
    reasons_heading => "Причины", "Reasons";
    confirm_order => "Enter — отправить в школу.   Esc — вернуться.", "Enter sends it to the school.   Esc goes back.";
    keys_ill => " ↑↓ причина  Enter дальше  Esc назад  ? помощь ", " ↑↓ reason  Enter next  Esc back  ? help ";
    keys_ill_asked => " c снять, пока не отправлено  r проверить  Esc назад  ? помощь ", " c take back while unsent  r look now  Esc back  ? help ";
    keys_meals => " ←→ дни  m меню  o предзаказ  z заболел  Tab ребёнок  ? помощь  q выход ", " ←→ days  m menu  o orders  z ill  Tab child  ? help  q quit ";
    keys_orders => " ↑↓ блюдо  Enter заказ/отмена  w каждую неделю  ←→ неделя  Esc назад  ? помощь ", " ↑↓ meal  Enter order/cancel  w every week  ←→ week  Esc back  ? help ";
}
