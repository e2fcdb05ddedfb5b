//! What the terminal says about alerts and their settings.

use schoolcard_core::l10n::Locale;

use super::Words;

impl Words {
    /// Alerts that the banner has no room for.
    pub fn banner_more(self, count: usize) -> String {
        match self.locale {
            Locale::Ru => format!("и ещё: {count}"),
            Locale::En => format!("and {count} more"),
        }
    }

    /// The bell after which an entry is late.
    pub fn bell(self, bell: Option<&str>) -> String {
        match (self.locale, bell) {
            (Locale::Ru, Some(bell)) => format!("Звонок в {bell}: вход позже считается опозданием"),
            (Locale::En, Some(bell)) => format!("Bell at {bell}: an entry after it is late"),
            (Locale::Ru, None) => "Время звонка не задано".to_owned(),
            (Locale::En, None) => "No bell is set".to_owned(),
        }
    }

    /// An alert of the story: `took` from the operator's deed, `requests` to the school meanwhile.
    pub fn story_alert(self, took: std::time::Duration, requests: u64) -> String {
        let millis = took.as_millis();
        match self.locale {
            Locale::Ru => format!("Уведомление через {millis} мс, запросов к школе: {requests}"),
            Locale::En => format!("Alert after {millis} ms, requests to the school: {requests}"),
        }
    }

    /// `--school` names nothing the school has.
    pub fn no_such_switch(self, id: i64) -> String {
        match self.locale {
            Locale::Ru => format!("У школы нет настройки с номером {id}. Номера показывает: schoolcard notifications --json"),
            Locale::En => format!("The school has no switch number {id}. The numbers are in: schoolcard notifications --json"),
        }
    }

    /// `--kind` is no kind; `list` has them all.
    pub fn no_such_kind(self, kind: &str, list: &str) -> String {
        match self.locale {
            Locale::Ru => format!("Вида уведомлений «{kind}» нет. Есть такие: {list}"),
            Locale::En => format!("There is no kind of alerts “{kind}”. There are: {list}"),
        }
    }
}

words! {
    tab_alerts => "Уведомления", "Alerts";
    notifications_title => "Настройка", "Settings";
    banner_hint => "5 — все", "5 — all";
    by_school => "из ленты школы", "from the school's feed";
    notifications_here => "о чём сообщать здесь", "what to tell here";
    notifications_school => "Рассылка школы (общая для всех телефонов семьи)", "The school's own messages (for all phones of the family)";
    all_day => "весь день", "all day";
    hours_field => "В какие часы, например 08:00-20:00. Пусто — в любое время:", "In which hours, like 08:00-20:00. Empty means at any time:";
    hours_wrong => "Так часы не записать. Нужно начало и конец: 08:00-20:00", "These are no hours. Beginning and end are needed: 08:00-20:00";
    bell_field => "Когда звонок на первый урок, например 08:30. Пусто — не задан:", "When the first lesson begins, like 08:30. Empty means not set:";
    bell_wrong => "Это не время. Нужно так: 08:30", "This is no time. It is written like 08:30";
    reset_phone => "Вернуть всё, что выше «Рассылки школы», как было сначала? Enter — да", "Put all that is kept here, not by the school, back to the defaults? Enter means yes";
    reset_school => "Вернуть рассылку школы к тому, как её задала школа? Enter — да", "Put the school's own messages back to the school's defaults? Enter means yes";
    keys_alerts => " ↑↓ листать  n настройка  1–5 разделы  r обновить  ? помощь  q выход ", " ↑↓ scroll  n settings  1–5 sections  r refresh  ? help  q quit ";
    keys_notifications => " ↑↓ строка  Пробел вкл/выкл  e часы  c отменить  x сбросить  Esc назад ", " ↑↓ row  Space on/off  e hours  c give up  x reset  Esc back ";
    keys_hours => " Enter сохранить  Esc не менять ", " Enter keep  Esc leave as is ";
    keys_reset => " Enter вернуть  Esc не менять ", " Enter put back  Esc leave as is ";
    alerts_waiting => "Ждём новостей… (прервать — Ctrl+C)", "Waiting for news… (Ctrl+C stops)";
    nothing_to_set => "Что поменять? С --kind или --school напишите --turn on|off или --hours. Без --kind и --school они не нужны.", "What is to be changed? With --kind or --school give --turn on|off or --hours. Without --kind and --school they mean nothing.";
    switch_not_read => "Настройки школы ещё не прочитаны. Проверьте интернет и повторите.", "The school's switches were not read yet. Check the network and try again.";
    not_taken => "Изменение не сохранилось. Повторите; если не помогло, проверьте место на диске.", "The change was not kept. Try again; if it does not help, check the disk.";
}
