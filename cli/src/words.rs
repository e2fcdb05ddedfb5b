//! What the terminal itself says, in Russian and English.
//!
//! Texts that depend on a family's data come ready from the core; here are only the labels around them,
//! the help, and what the commands answer.

use schoolcard_core::l10n::{L10n, Locale};

/// The terminal's own texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    locale: Locale,
}

/// How spending is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// One bar a day.
    Days,
    /// One bar a week.
    Weeks,
    /// One bar a month.
    Months,
    /// One bar a kind.
    Kinds,
}

/// Texts without parameters: `name => Russian, English`.
macro_rules! words {
    ($($name:ident => $ru:literal, $en:literal;)*) => {
        impl Words {
            $(pub const fn $name(self) -> &'static str {
                match self.locale {
                    Locale::Ru => $ru,
                    Locale::En => $en,
                }
            })*
        }
    };
}

words! {
    app_name => "Школьная карта", "School Card";
    tab_home => "Дети", "Children";
    tab_visits => "Вход и выход", "Entry and exit";
    tab_meals => "Питание", "Meals";
    tab_money => "Деньги", "Money";
    loading => "Загружаем…", "Loading…";
    reading_first_time => "Первый раз читаем данные из школы. Это недолго.", "Reading from the school for the first time. It does not take long.";
    unknown_child => "Такого ребёнка в семье нет.", "There is no such child in the family.";
    bills_title => "Проверка счёта", "Bill check";
    movements_title => "Операции", "Movements";
    balance_title => "На счёте", "On the account";
    account_title => "Лицевой счёт", "Personal account";
    earlier_later => "◄ раньше   позже ►", "◄ earlier   later ►";
    keys_home => " ↑↓ ребёнок  Enter посещения  t пополнить  1–5 разделы  ? помощь  q выход ", " ↑↓ child  Enter visits  t top up  1–5 sections  ? help  q quit ";
    keys_child => " ↑↓ листать  ←→ дни  Tab ребёнок  1–5 разделы  r обновить  ? помощь  q выход ", " ↑↓ scroll  ←→ days  Tab child  1–5 sections  r refresh  ? help  q quit ";
    help_title => "Помощь", "Help";
    help_close => "любая клавиша — закрыть", "any key closes";
    brought_by => "Привели", "Brought by";
    fetched_by => "Забрали", "Fetched by";
    console_hint => "Пульт школы (откройте в браузере):", "School's console (open in a browser):";
    too_small => "Окно слишком маленькое. Нужно хотя бы 60 на 16 знаков.", "The window is too small. At least 60 by 16 characters are needed.";
    browser_opened => "Открываем страницу входа в браузере. Если окно не появилось, откройте адрес сами:", "Opening the sign-in page in your browser. If no window appears, open this address yourself:";
    waiting_for_browser => "Ждём, пока вы войдёте… (прервать — Ctrl+C)", "Waiting for you to sign in… (Ctrl+C stops)";
    page_signed_in => "Вы вошли. Это окно можно закрыть.", "You are signed in. You may close this window.";
    page_failed => "Войти не получилось. Вернитесь в терминал: там написано, что делать.", "Signing in did not work. Go back to the terminal: it says what to do.";
    page_unexpected => "Здесь ничего нет.", "There is nothing here.";
    done_signed_in => "Вы вошли.", "You are signed in.";
    done_signed_out => "Вы вышли. Данные этой семьи удалены с этого компьютера.", "You are signed out. This family's data are removed from this computer.";
    done_synced => "Готово: данные на этом компьютере обновлены.", "Done: the data on this computer are up to date.";
    nothing_to_show => "Пока нечего показать.", "There is nothing to show yet.";
    still_reading => "ещё обновляется: показано то, что сохранено", "still refreshing: showing what is stored";
    offline => "Нет связи со школой. Проверьте интернет и повторите. Сохранённое можно посмотреть так: schoolcard home --cached", "The school cannot be reached. Check the network and try again. What is stored can be seen with: schoolcard home --cached";
    wrong_answer => "Ответ браузера относится к другой попытке входа. Начните заново: schoolcard sign-in", "The browser's answer belongs to another attempt. Start again: schoolcard sign-in";
    sign_in_refused => "Школа не приняла вход: страница входа отказала, или токен неверен или истёк. Войдите заново: schoolcard sign-in", "The school did not accept the sign-in: the page refused, or the token is wrong or has run out. Sign in again: schoolcard sign-in";
    code_expired => "Код входа уже использован или истёк. Начните заново: schoolcard sign-in", "The sign-in code was used already or has run out. Start again: schoolcard sign-in";
    no_school_account => "У этого человека нет доступа к школьному сервису. Обратитесь в школу: заявление на подключение подают там.", "This person has no account at the school service. Ask the school: the application is made there.";
    not_a_parent => "Это не вход родителя. Войдите под учётной записью родителя: schoolcard sign-in", "This is not a parent's account. Sign in with a parent's account: schoolcard sign-in";
    already_signed_in => "Вы уже вошли. Чтобы сменить человека, сначала выйдите: schoolcard sign-out", "You are already signed in. To change the person, sign out first: schoolcard sign-out";
    disk_read_only => "папка только для чтения", "the directory is read-only";
    disk_full => "на диске нет места", "the disk is full";
    disk_damaged => "файл повреждён", "a file is damaged";
    disk_other => "система не разрешает", "the system refuses";
    demo_starts => "Запускаем учебную школу…", "Starting a school inside the program…";
    demo_ends => "Показ закончен. Пульт школы был здесь:", "The show is over. The school's console was at:";
    story_school => "Учебная школа работает на этом компьютере. Её пульт:", "A school runs on this computer. Its console:";
    story_sign_in => "Родитель входит через страницу входа школы и читает данные семьи.", "The parent signs in on the school's page and reads the family's data.";
    story_before => "Утро, в школу ещё никто не пришёл", "Morning, nobody has come yet";
    story_end => "\nВот и всё. Полное окно: schoolcard demo", "\nThat is all. The full-screen app: schoolcard demo";
    token_from_input => "Токен не прочитан: подайте его на стандартный ввод.", "No token was read: give it on standard input.";
}

mod alerts;
mod canteen;
mod leaflet;
mod orders;
mod papers;
mod paying;

/// Picks by language; for the few texts with parameters.
macro_rules! say {
    ($self:ident, $ru:literal, $en:literal $(, $arg:expr)* $(,)?) => {
        match $self.locale {
            Locale::Ru => format!($ru $(, $arg)*),
            Locale::En => format!($en $(, $arg)*),
        }
    };
}

impl Words {
    /// Texts in `locale`.
    pub const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The core's texts, for what is chosen here and known to nobody yet.
    pub fn texts(self) -> L10n {
        L10n::new(self.locale)
    }

    /// One of two texts.
    pub const fn pick(self, ru: &'static str, en: &'static str) -> &'static str {
        match self.locale {
            Locale::Ru => ru,
            Locale::En => en,
        }
    }

    /// Heading of a spending chart.
    pub const fn chart_title(self, chart: Chart) -> &'static str {
        match chart {
            Chart::Days => self.pick("Траты по дням", "Spending by day"),
            Chart::Weeks => self.pick("Траты по неделям", "Spending by week"),
            Chart::Months => self.pick("Траты по месяцам", "Spending by month"),
            Chart::Kinds => self.pick("На что потрачено", "Spending by kind"),
        }
    }

    /// Nobody is signed in.
    pub fn sign_in_first(self) -> String {
        say!(self, "Вы не вошли. Войдите: schoolcard sign-in", "You are not signed in. Sign in: schoolcard sign-in")
    }

    /// The sign-in ran out.
    pub fn sign_in_again(self) -> String {
        say!(
            self,
            "Вход истёк, показано сохранённое. Войдите ещё раз: schoolcard sign-in",
            "The sign-in has run out; what is stored is shown. Sign in again: schoolcard sign-in"
        )
    }

    /// No network and nothing stored.
    pub fn offline_with_nothing(self) -> String {
        say!(
            self,
            "Нет связи со школой, и на этом компьютере ещё ничего не сохранено. Проверьте интернет и повторите.",
            "The school cannot be reached and nothing is stored on this computer yet. Check the network and try again."
        )
    }

    /// The server answered with a fault and nothing is stored.
    pub fn server_fault(self, wait_seconds: Option<u64>) -> String {
        match wait_seconds {
            Some(seconds) => say!(
                self,
                "Сервис школы просит подождать. Повторите через {} с.",
                "The school's service asks to wait. Try again in {} s.",
                seconds
            ),
            None => say!(
                self,
                "Сервис школы отвечает с ошибкой. Это не у вас: повторите через несколько минут.",
                "The school's service answers with a fault. It is not on your side: try again in a few minutes."
            ),
        }
    }

    /// The server refused.
    pub fn rejected(self, text: &str) -> String {
        say!(
            self,
            "Школа не приняла запрос: {}. Проверьте данные и повторите.",
            "The school did not accept the request: {}. Check the input and try again.",
            text
        )
    }

    /// Another process holds the data.
    pub fn in_use(self, dir: &str) -> String {
        say!(
            self,
            "Папка данных занята другим окном «Школьной карты»: {}. Закройте его и повторите, или укажите другую папку: --data-dir",
            "The data directory is in use by another School Card: {}. Close it and try again, or name another one: --data-dir",
            dir
        )
    }

    /// Storage trouble.
    pub fn storage(self, dir: &str, what: &str) -> String {
        say!(
            self,
            "Не получается сохранить данные в {}: {}. Проверьте место на диске и права на папку, или укажите другую: --data-dir",
            "Cannot keep data in {}: {}. Check disk space and permissions, or name another directory: --data-dir",
            dir,
            what
        )
    }

    /// The data are newer than this version.
    pub fn out_of_date(self) -> String {
        say!(
            self,
            "Данные записаны более новой версией «Школьной карты». Обновите программу; файлы не тронуты.",
            "The data were written by a newer version of School Card. Update the program; the files are untouched."
        )
    }

    /// A bug of ours.
    pub fn unexpected(self, report: &str) -> String {
        say!(
            self,
            "Что-то пошло не так (номер {}). Повторите; если не помогло, сообщите нам этот номер.",
            "Something went wrong (number {}). Try again; if it does not help, report this number to us.",
            report
        )
    }

    /// A value of the command line or of the configuration is wrong.
    pub fn bad_value(self, field: &str) -> String {
        say!(self, "Неверное значение: {}. Посмотрите schoolcard --help", "Wrong value: {}. See schoolcard --help", field)
    }

    /// Several children and none chosen; `list` has one a line.
    pub fn which_child(self, list: &str) -> String {
        say!(
            self,
            "В семье несколько детей. Выберите одного: --child ИМЯ (или номер счёта).\n{}",
            "There are several children. Choose one: --child NAME (or account number).\n{}",
            list
        )
    }

    /// `--child` fits nobody, or several.
    pub fn no_such_child(self, wanted: &str, list: &str) -> String {
        say!(
            self,
            "Под «{}» не подходит ни один ребёнок или подходят сразу несколько. В семье:\n{}",
            "“{}” fits no child, or several at once. The children are:\n{}",
            wanted,
            list
        )
    }

    /// `--from` after `--to`.
    pub fn period_reversed(self) -> String {
        say!(self, "--from позже, чем --to. Поменяйте их местами.", "--from is after --to. Swap them.")
    }

    /// No browser could be started.
    pub fn no_browser(self) -> String {
        say!(
            self,
            "Браузер не запустился сам: откройте адрес выше вручную.",
            "No browser could be started: open the address above yourself."
        )
    }

    /// Nobody came back from the browser.
    pub fn sign_in_timed_out(self) -> String {
        say!(
            self,
            "За 10 минут никто не вошёл. Повторите: schoolcard sign-in",
            "Nobody signed in within 10 minutes. Try again: schoolcard sign-in"
        )
    }

    /// The loopback listener could not be opened.
    pub fn cannot_listen(self, why: &str) -> String {
        say!(
            self,
            "Не удалось приготовить приём ответа из браузера: {}. Войдите по токену: schoolcard sign-in --access-token …",
            "Cannot prepare to receive the browser's answer: {}. Sign in by token: schoolcard sign-in --access-token …",
            why
        )
    }

    /// The keyring is locked or missing.
    pub fn secrets_unavailable(self) -> String {
        say!(
            self,
            "Хранилище паролей заблокировано или недоступно. Разблокируйте его, или храните вход в файле: --secrets file",
            "The password store is locked or not available. Unlock it, or keep the sign-in in a file: --secrets file"
        )
    }

    /// The story's entry.
    pub fn story_entry(self, name: &str) -> String {
        say!(self, "{}: карта приложена к турникету на входе", "{}: the card touches the turnstile on the way in", name)
    }

    /// The story's forgotten card.
    pub fn story_forgotten(self, name: &str) -> String {
        say!(
            self,
            "{}: карта осталась дома, дверь открыл охранник; потом обед по номеру счёта",
            "{}: the card stayed at home, the guard opened the door; then lunch by account number",
            name
        )
    }

    /// The story's lunch.
    pub fn story_lunch(self, name: &str) -> String {
        say!(self, "{}: обед в столовой, карта приложена к кассе", "{}: lunch in the canteen, the card touches the till", name)
    }

    /// The story's top-up.
    pub fn story_top_up(self, name: &str) -> String {
        say!(
            self,
            "{}: родитель пополняет счёт и платит на странице банка",
            "{}: the parent tops up the account and pays on the bank's page",
            name
        )
    }

    /// No terminal to draw on.
    pub fn no_terminal(self, why: &str) -> String {
        say!(
            self,
            "Здесь нельзя нарисовать экран: {}. Попробуйте schoolcard demo --plain",
            "No screen can be drawn here: {}. Try schoolcard demo --plain",
            why
        )
    }

    /// The sandbox did not start.
    pub fn no_sandbox(self, why: &str) -> String {
        say!(self, "Песочница школы не запустилась: {}.", "The sandbox school did not start: {}.", why)
    }

    /// The lines of the help screen: key and meaning.
    pub const fn help_lines(self) -> [(&'static str, &'static str); 16] {
        match self.locale {
            Locale::Ru => [
                ("1", "дети: кто в школе, сколько на счёте"),
                ("2", "вход и выход по дням"),
                ("3 m b", "питание; меню недели; из меню и лимитов — запреты"),
                ("4", "деньги: баланс, траты, операции"),
                ("5", "уведомления: что нового"),
                ("n", "о чём и в какие часы сообщать"),
                ("t p l", "пополнить; платежи и чеки; лимиты"),
                ("g b", "деньги: другой график; проверка счёта"),
                ("o z", "предзаказ питания; ребёнок заболел"),
                ("Tab", "следующий ребёнок (на первом экране — ↑ ↓)"),
                ("↑ ↓", "листать; PgUp PgDn — целыми страницами"),
                ("← →", "раньше или позже"),
                ("c i", "карты, если потерялась; справка"),
                ("f s y", "подключение и семья; выписка; личные данные"),
                ("r", "обновить сейчас"),
                ("q, Esc", "назад и выход"),
            ],
            Locale::En => [
                ("1", "children: who is at school, how much is left"),
                ("2", "entry and exit by day"),
                ("3 m b", "meals; the week's menu; bans from menu and limits"),
                ("4", "money: balance, spending, movements"),
                ("5", "alerts: what is new"),
                ("n", "what to tell you about, and in which hours"),
                ("t p l", "top up; payments and receipts; limits"),
                ("g b", "money: another chart; bill check"),
                ("o z", "meals ordered ahead; the child is ill"),
                ("Tab", "next child (on the first screen: ↑ ↓)"),
                ("↑ ↓", "scroll; PgUp PgDn by whole pages"),
                ("← →", "earlier or later"),
                ("c i", "cards, a lost one; help topics"),
                ("f s y", "connection and family; statement; privacy"),
                ("r", "refresh now"),
                ("q, Esc", "back and quit"),
            ],
        }
    }

    /// What the dates beside figures mean.
    pub const fn help_note(self) -> &'static str {
        self.pick(
            "Рядом с каждой цифрой написано, на какое время она верна. Если школа не отвечает, показано последнее известное.",
            "Beside every figure stands the time for which it holds. When the school does not answer, the last known is shown.",
        )
    }
}
