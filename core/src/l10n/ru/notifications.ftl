# Лента уведомлений и их настройки.
alerts-empty = Уведомлений пока нет
alerts-unread = { $n ->
    [one] { $n } новое
    [few] { $n } новых
   *[many] { $n } новых
}
alert-suppressed-off = без сигнала: этот вид уведомлений выключен
alert-suppressed-hours = без сигнала: вне выбранных часов
alert-suppressed-quiet = без сигнала: тихие часы
alerts-push-none = Мгновенные уведомления здесь не подключены. О новостях приложение узнаёт само, когда спрашивает школу.
alerts-push-waiting = Мгновенные уведомления подключаются. До этого о новостях приложение узнаёт само, когда спрашивает школу.
alerts-push-silent = Последние события пришли без мгновенных уведомлений. Похоже, канал не работает: приложение узнаёт о новостях само, с опозданием.
alert-kind = { $kind ->
    [entry] Вход
    [exit] Выход
    [entry_not_recorded] Вход не зафиксирован
    [late_arrival] Вход после звонка
    [purchase] Покупка
    [low_balance] Мало денег
    [run_out_soon] Деньги скоро кончатся
    [top_up_credited] Деньги зачислены
    [top_up_failed] Пополнение не прошло
    [order_cut_off_near] Заканчивается время заказа
    [order_cancelled] Заказ отменён
    [card_blocked] Карта заблокирована
    [temporary_card_issued] Выдана временная карта
    [school_data_late] Данные школы запаздывают
   *[sign_in_needed] Нужно войти снова
}
alert-hint-entry-not-recorded = Выключено, потому что пугает: чаще всего карта осталась дома, дверь открыли без неё, уроков нет или данные ещё не дошли.
alert-hint-late-arrival = Выключено: время звонка школа не сообщает, его нужно задать.
alert-hours = с { $from } до { $to }
alert-hours-from = с { $from }
alert-hours-to = до { $to }
alert-quiet = Тихие часы: { $hours }. Важное о карте приходит всегда.
alert-quiet-none = Тихих часов нет
notification-channel-push = Push
notification-channel-email = Электронная почта
notification-not-read = Настройки школы ещё не прочитаны
notification-waiting = Изменение ещё не отправлено
notification-sending = Отправляем и проверяем, что записала школа
notification-done = Школа приняла изменение
notification-conflict = Настройку изменили с другого устройства. Проверьте её и решите снова.
notification-gone = Школа больше не предлагает этой настройки
notification-refused = Школа отказала в изменении
notification-expired = Изменение не удалось сохранить в школе. Попробуйте ещё раз.
notification-cancelled = Изменение отменено
