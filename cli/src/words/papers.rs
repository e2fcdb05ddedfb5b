//! What the terminal says about papers for the school, statements and privacy.

use schoolcard_core::l10n::Locale;

use super::Words;

impl Words {
    /// A file was written.
    pub fn written(self, file: &str) -> String {
        match self.locale {
            Locale::Ru => format!("Записано: {file}"),
            Locale::En => format!("Written: {file}"),
        }
    }

    /// A file could not be written.
    pub fn cannot_write(self, file: &str, why: &str) -> String {
        match self.locale {
            Locale::Ru => format!("Не получилось записать {file}: {why}"),
            Locale::En => format!("Cannot write {file}: {why}"),
        }
    }
}

words! {
    connection_title => "Подключение и семья", "Connection and family";
    statement_title => "Выписка", "Statement";
    keys_statement => " ←→ дни  w записать в файлы (CSV и HTML)  Tab ребёнок  r обновить  Esc назад ", " ←→ days  w write the files (CSV and HTML)  Tab child  r refresh  Esc back ";
    privacy_title => "Личные данные", "Privacy";
    seen_by => "Ребёнка видят", "Seen by";
    named_by_you => "Вы назвали", "Named by you";
    application_contact => "В заявлении", "In the application";
    no_such_adult => "Такого взрослого вы не называли. Список: schoolcard adults", "You named no such adult. The list: schoolcard adults";
    consent_hint => "Дать согласие: schoolcard privacy --consent other-adults --turn on", "To give the consent: schoolcard privacy --consent other-adults --turn on";
    delete_question => "Удалить всё? [д/Н] ", "Remove everything? [y/N] ";
    delete_not_wanted => "Ничего не удалено.", "Nothing was removed.";
    deleted => "Всё удалено с этого компьютера.", "Everything was removed from this computer.";
}
