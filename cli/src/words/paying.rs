//! What the terminal says about top-ups, payments and limits.

use schoolcard_core::l10n::Locale;

use super::Words;

impl Words {
    /// The page and until when it may be paid.
    pub fn top_up_page(self, sum: &str, until: &str) -> String {
        match self.locale {
            Locale::Ru => format!("Страница оплаты на {sum}, заплатить можно до {until}:"),
            Locale::En => format!("Payment page for {sum}, good until {until}:"),
        }
    }
}

words! {
    top_up_title => "Пополнение", "Top-up";
    payments_title => "Платежи", "Payments";
    limits_title => "Лимиты", "Limits";
    top_up_question => "Открыть страницу оплаты? Заплатите вы уже на ней. [д/Н] ", "Open the payment page? You pay there, not here. [y/N] ";
    top_up_not_wanted => "Не пополняем: ничего не отправлено.", "No top-up then: nothing was sent.";
    top_up_goes_on => "Пополнение этого счёта уже начато: продолжаем его, нового не начинаем.", "A top-up of this account is under way: going on with it, no new one is made.";
    top_up_browser => "Открываем её в браузере.", "Opening it in the browser.";
    top_up_waiting => "Ждём, пока деньги придут… (прервать — Ctrl+C: пополнение не потеряется)", "Waiting for the money to arrive… (Ctrl+C stops: the top-up is not lost)";
    top_up_left => "Больше не ждём. Что с пополнением, скажет: schoolcard top-up --wait", "Not waiting any longer. How it is going: schoolcard top-up --wait";
    top_up_not_known_yet => "Пока не ясно, чем кончилось. Дождаться конца: schoolcard top-up --wait", "Not known yet how it ends. To see it through: schoolcard top-up --wait";
    top_up_no_page_yet => "Школа пока не дала страницу оплаты. Пополнение сохранено: повторите команду, и оно продолжится. Отменить: schoolcard top-up --cancel", "The school has not given a payment page yet. The top-up is kept: repeat the command to go on with it. To give it up: schoolcard top-up --cancel";
    top_up_none => "Начатых пополнений нет. Начать: schoolcard top-up --amount СУММА", "No top-up is under way. To start one: schoolcard top-up --amount SUM";
    top_up_cannot_cancel => "Отменить уже нельзя: платёж мог уйти. Второй раз платить не нужно. Дождаться конца: schoolcard top-up --wait", "It can no longer be given up: a payment may have left. Do not pay again. To see it through: schoolcard top-up --wait";
    receipt => "Чек", "Receipt";
    by_digits => "по цифрам", "digit by digit";
    ways_title => "Другие способы заплатить, по номеру лицевого счёта", "Other ways to pay, by the number of the personal account";
    limit_not_a_sum => "Это не сумма. Напишите рубли, например 300 или 300,50, или none — без ограничения.", "This is not a sum. Write roubles, for example 300 or 300.50, or none for no limit.";
    limit_field_wrong => "Это не сумма. Напишите рубли, например 300 или 300,50.", "This is not a sum. Write roubles, for example 300 or 300.50.";
    limit_negative => "Меньше нуля быть не может.", "It cannot be below zero.";
    limit_not_yet => "Школа ещё не подтвердила изменение. Проверить позже: schoolcard limits", "The school has not confirmed the change yet. Look later: schoolcard limits";

    amount_label => "Сумма, ₽:", "Sum, ₽:";
    amount_hint => "Напишите сумму или выберите ↑ ↓:", "Type a sum, or choose with ↑ ↓:";
    amount_other => "Если надо пополнить ещё раз, напишите сумму:", "To top up once more, type a sum:";
    confirm_title => "Проверьте", "Please check";
    confirm_next => "Enter — открыть страницу оплаты: платить вы будете на ней.   Esc — вернуться.", "Enter opens the payment page: you pay there.   Esc goes back.";
    confirm_limits => "Enter — отправить в школу.   Esc — вернуться.", "Enter sends it to the school.   Esc goes back.";
    page_opened => "Страница открыта в браузере. Когда заплатите, здесь станет видно, дошли ли деньги: ничего нажимать не нужно.", "The page is open in the browser. Once you have paid, this screen tells whether the money arrived: no key is needed.";
    page_not_opened => "Браузер не запустился. Откройте этот адрес сами:", "No browser could be started. Open this address yourself:";
    page_not_open_yet => "Enter — открыть страницу в браузере. Её адрес:", "Enter opens the page in the browser. Its address:";
    looking => "Смотрим сами каждые несколько секунд.", "Looking every few seconds.";
    day_limit_label => "Лимит на день, ₽ (пусто — без лимита):", "Day limit, ₽ (empty: no limit):";
    threshold_label => "Предупреждать, когда меньше, ₽ (пусто — не предупреждать):", "Warn when less than, ₽ (empty: no warning):";
    limits_explained => "Лимит — сколько ребёнок может потратить за день. Порог — при каком остатке предупредить вас.", "The limit is what the child may spend in a day; the threshold is the balance below which you are warned.";
    limits_edit_hint => "Изменить лимит — e, порог — o.", "e changes the limit, o the threshold.";
    limits_was => "Было", "Before";
    limits_will_be => "Станет", "After";
    keys_money => " t пополнить  p платежи  l лимиты  g график  b проверка  ? помощь  q выход ", " t top up  p payments  l limits  g chart  b bill check  ? help  q quit ";
    keys_amount => " цифры — сумма  ↑↓ выбрать  Enter дальше  w другие способы  Esc назад  ? помощь ", " digits: the sum  ↑↓ choose  Enter next  w other ways  Esc back  ? help ";
    keys_confirm => " Enter да  Esc назад ", " Enter yes  Esc back ";
    keys_page => " Enter открыть страницу  c отменить  w другие способы  Esc назад  ? помощь ", " Enter open the page  c give up  w other ways  Esc back  ? help ";
    keys_under_way => " c отменить  r проверить сейчас  w другие способы  Esc назад  ? помощь ", " c give up  r look now  w other ways  Esc back  ? help ";
    keys_reopen => " Enter вернуться к оплате  r проверить  w другие способы  Esc назад  ? помощь ", " Enter back to paying  r look now  w other ways  Esc back  ? help ";
    keys_wait => " r проверить сейчас  w другие способы  Esc назад  ? помощь ", " r look now  w other ways  Esc back  ? help ";
    keys_ways => " ↑↓ листать  w, Esc вернуться  q выход ", " ↑↓ scroll  w, Esc back  q quit ";
    keys_payments => " ↑↓ выбрать  Enter чек в браузере  r обновить  Esc назад  ? помощь ", " ↑↓ choose  Enter receipt in the browser  r refresh  Esc back  ? help ";
    keys_limits => " e лимит  o порог  b запреты  r обновить  Esc назад  ? помощь ", " e limit  o threshold  b bans  r refresh  Esc back  ? help ";
    keys_limits_waiting => " c отменить изменение  e лимит  o порог  r обновить  Esc назад ", " c give the change up  e limit  o threshold  r refresh  Esc back ";
    keys_sum => " цифры — сумма  Enter дальше  Esc назад ", " digits: the sum  Enter next  Esc back ";
    done_mark => "✓", "✓";
    failed_mark => "✗", "✗";
}
