# Свежесть данных. { $when } — «на 11:30».
as-of = { $when }
as-of-late = { $when }, новых данных пока нет
as-of-service-down = { $when }, школа не отвечает
as-of-never = данных ещё нет
as-of-never-service-down = данных ещё нет: школа не отвечает
days-unread-all = Эти дни ещё не прочитаны
days-unread-before = Дни до { $date } ещё не прочитаны
days-unread-after = Дни после { $date } ещё не прочитаны
days-unread-one = День { $date } ещё не прочитан
days-unread-between = Дни с { $from } по { $to } ещё не прочитаны
days-unread-some = Часть дней с { $from } по { $to } ещё не прочитана

# Присутствие. Никогда не «отсутствует».
presence-in = В школе с { $time }
presence-in-by-purchase = В школе: покупка в { $time }
presence-out = { $sex ->
    [female] Вышла { $when }
    [male] Вышел { $when }
   *[unknown] Выход { $when }
}
presence-entry-not-recorded = Вход не зафиксирован
presence-exit-not-recorded = Выход не зафиксирован
presence-not-read-since = Свежих данных о проходах нет
presence-no-data = О проходах ничего не известно
presence-not-read = Проходы ещё не загружены
evidence-passage = по турникету
evidence-purchase = по покупке в столовой в { $time }; вход по карте не зафиксирован
evidence-purchase-after-exit = по покупке в столовой в { $time }, хотя перед этим был записан выход
evidence-entry-not-recorded = Чаще всего причина простая: карта осталась дома, дверь открыли без неё, сегодня нет уроков или данные ещё не дошли. Это не значит, что ребёнка нет в школе.
evidence-exit-not-recorded = Последняя отметка в школе: { $when }. Чаще всего выход не записан, потому что турникет открыли без карты.
evidence-not-read-since = Последняя отметка в школе: { $when }. Более новых данных пока нет.
evidence-no-data = За последнее время школа не передала ни одного прохода. Так бывает в каникулы и пока карту не подключили.
evidence-not-read = Они появятся после первой загрузки.

# Баланс и сегодняшний день.
balance-loading = Баланс загружается
balance-no-account = Лицевой счёт не найден. Спросите о нём ответственного сотрудника школы.
balance-service-down = Баланс пока не прочитан: служба питания не отвечает
balance-offline = Баланс пока не прочитан: нет связи
balance-spoken = баланс { $sum }
today = { $n ->
    [one] Сегодня: { $n } покупка на { $sum }
    [few] Сегодня: { $n } покупки на { $sum }
   *[many] Сегодня: { $n } покупок на { $sum }
}
today-free = { $n ->
    [one] Сегодня: { $n } покупка, бесплатно
    [few] Сегодня: { $n } покупки, бесплатно
   *[many] Сегодня: { $n } покупок, бесплатно
}
today-none = Сегодня покупок нет
today-not-read = О сегодняшних покупках данных пока нет
attention-debt = На счёте долг { $sum }. Пополните счёт: правила питания в долг у каждой школы свои.
attention-low = На счёте осталось { $sum }: это меньше порога { $threshold }
attention-two-buildings = Карта отмечена в двух зданиях в { $time }. Если это не ошибка, проверьте, нет ли копии карты.
attention-purchase-while-out = Покупка в { $time } уже после выхода. Возможно, вход не записался; если нет, проверьте, нет ли копии карты.

# Посещения.
visit-both = { $entry } – { $exit }
visit-inside = { $entry } – ещё в школе
visit-no-exit = { $entry } – выход не зафиксирован
visit-not-read-since = { $entry } – выход пока неизвестен
visit-no-entry = вход не зафиксирован – { $exit }
visit-both-spoken = вход в { $entry }, выход в { $exit }, { $duration }
visit-inside-spoken = вход в { $entry }, ещё в школе
visit-no-exit-spoken = вход в { $entry }, выход не зафиксирован
visit-not-read-since-spoken = вход в { $entry }, выход пока неизвестен
visit-no-entry-spoken = вход не зафиксирован, выход в { $exit }
visit-late = узнали { $when }
visits-empty = За эти дни проходов нет. В выходные и каникулы так и бывает.
visits-empty-where-read = За прочитанные дни проходов нет.

# Питание.
purchase-kind = { $kind ->
    [free-complex] Бесплатный комплекс
    [paid-complex] Платный комплекс
    [buffet] Буфет
    [pre-order] Предзаказ
    [smart-buffet] Умный буфет
   *[other] Покупка
}
purchase-status = { $status ->
    [new] заказано
    [assembled] собрано
    [loaded] ждёт в автомате
    [cancelled] отменено
   *[other] в обработке
}
row-title = { $time } · { $kind }
row-title-more = { $time } · { $kind } · { $more }
purchase-free = бесплатно
purchase-item = { $name } × { $amount } — { $sum }
purchase-item-of = { $name } × { $amount } — { $sum }: { $dishes }
purchase-spoken = { $title }, { $sum }
purchase-spoken-with-items = { $title }, { $sum }: { $items }
meals-spent = Потрачено { $sum }
meals-spent-nothing = Бесплатно
meals-empty = За эти дни покупок нет
meals-empty-where-read = За прочитанные дни покупок нет

# Деньги.
movement-kind = { $kind ->
    [top-up] Пополнение
    [purchase] Покупка
    [cancellation] Отмена покупки
    [transfer] Перевод
    [refund] Возврат
   *[other] Операция
}
movement-edited = Изменено школой { $date }: было { $sum }
movement-removed = Школа убрала эту операцию
movement-spoken = { $time }, { $kind }, { $sum }
movement-spoken-with-balance = { $time }, { $kind }, { $sum }, стало { $balance }
money-empty = За эти дни операций нет
money-empty-where-read = За прочитанные дни операций нет

# Сообщения рядом с данными.
notice-offline = Нет связи. Показываем сохранённое и обновим, как только связь появится.
notice-needs-sign-in = Вход устарел. Войдите снова, чтобы получать новое; всё сохранённое остаётся.
notice-pass-down = Служба проходов не отвечает. Показываем последние известные данные.
notice-food-down = Служба питания не отвечает. Показываем последние известные данные.
notice-profile-down = Школьный сервис не отвечает. Показываем последние известные данные.
notice-waiting = Школьный сервис просит подождать. Обновим сами немного позже.
notice-cache-rebuilt = Сохранённые данные были повреждены. Загружаем их заново; в школе ничего не потеряно.
notice-storage-fault = На устройстве нет места или запись запрещена. Новые данные могут не сохраниться: освободите место.
notice-no-children = К этой учётной записи не подключён ни один ребёнок. Напишите заявление ответственному сотруднику школы, указав телефон и e-mail.
progress-first-sync = { $n ->
    [one] Загружаем историю: { $count } событие
    [few] Загружаем историю: { $count } события
   *[many] Загружаем историю: { $count } событий
}
progress-first-sync-reached = { $n ->
    [one] Загружаем историю: { $count } событие, дошли до { $date }
    [few] Загружаем историю: { $count } события, дошли до { $date }
   *[many] Загружаем историю: { $count } событий, дошли до { $date }
}

# Вход в приложение.
sign-in-invitation = Войдите через mos.ru, чтобы видеть проходы, питание и баланс ребёнка.
sign-in-awaiting = Завершите вход в браузере. Если окно закрылось, откройте его снова.
sign-in-working = Проверяем вход…
sign-in-refused = Вход не подтверждён. Попробуйте ещё раз.
sign-in-wrong-answer = Ответ относится к другой попытке входа. Начните вход заново.
sign-in-code-expired = Время на вход вышло. Начните вход заново.
sign-in-no-school-account = У этой учётной записи нет доступа к школьному сервису. Проверьте, вошли ли вы под своим именем, или обратитесь к ответственному сотруднику школы.
sign-in-not-a-parent = Эта учётная запись не родительская. Войдите под именем родителя или законного представителя.
sign-in-offline = Нет связи. Проверьте интернет и попробуйте ещё раз.
sign-in-service-down = Служба входа не отвечает. Попробуйте немного позже.
