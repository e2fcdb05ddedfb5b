# Уведомления: заголовок и текст целиком, и то, что можно показать на заблокированном экране.
alert-entry = { $sex ->
    [female] { $name } вошла
    [male] { $name } вошёл
   *[unknown] { $name }: вход
}
alert-entry-body = { $when }, { $place }
alert-exit = { $sex ->
    [female] { $name } вышла
    [male] { $name } вышел
   *[unknown] { $name }: выход
}
alert-exit-body = { $when }, { $place }
alert-passage-body-bare = { $when }
alert-entry-not-recorded = { $name }: вход не зафиксирован
alert-entry-not-recorded-body = К { $time } отметки о входе нет. Чаще всего причина простая: карта осталась дома, дверь открыли без неё, сегодня нет уроков или данные ещё не дошли. Это не значит, что ребёнка нет в школе.
alert-late-arrival = { $sex ->
    [female] { $name } вошла после звонка
    [male] { $name } вошёл после звонка
   *[unknown] { $name }: вход после звонка
}
alert-late-arrival-body = Вход в { $time }, звонок в { $bell }
alert-purchase = { $name }: { $what }, { $sum }
alert-purchase-body = { $when }: { $items }
alert-purchase-more = { $n ->
    [one] и ещё { $n } позиция
    [few] и ещё { $n } позиции
   *[many] и ещё { $n } позиций
}
alert-purchase-kind = { $kind ->
    [free-complex] бесплатный комплекс
    [paid-complex] платный комплекс
    [buffet] буфет
    [pre-order] предзаказ
    [smart-buffet] умный буфет
   *[other] покупка
}
alert-free = бесплатно
alert-low-balance = { $name }: на счёте мало денег
alert-low-balance-body = Доступно { $sum }, это меньше порога { $threshold }
alert-run-out-soon = { $name }: деньги скоро кончатся
alert-run-out-soon-body = При обычных тратах хватит до { $date }. Пополните заранее: деньги зачисляются не сразу.
alert-run-out-today-body = Денег может не хватить уже { $date }. Пополните сейчас: деньги зачисляются не сразу.
alert-run-out = { $name }: деньги кончились
alert-run-out-body = На счёте доступно { $sum }. Пополните сейчас: деньги зачисляются не сразу.
alert-top-up-credited = { $name }: счёт пополнен на { $sum }
alert-top-up-credited-body = Стало { $balance }
alert-top-up-credited-bare = Деньги зачислены { $when }
alert-top-up-failed = { $name }: пополнение на { $sum } не прошло
alert-top-up-failed-body = Деньги на счёт не поступили. Проверьте платёж в банке и попробуйте ещё раз.
alert-order-cut-off-near = { $name }: заканчивается время заказа
alert-order-cut-off-near-body = Питание на { $date } можно заказать или отменить до { $time }
alert-order-cancelled = { $name }: заказ отменён
alert-order-cancelled-body = Заказ на { $date }, { $sum }. Деньги должны вернуться на счёт.
alert-card-blocked = { $name }: карта заблокирована
alert-card-blocked-body = Карта заблокирована { $when }. Если это сделали не вы, позвоните в школу.
alert-temporary-card-issued = { $name }: выдана временная карта
alert-temporary-card-issued-body = Выдана { $when }. Счёт и история остаются прежними.
alert-school-data-late = { $name }: данные школы запаздывают
alert-school-data-late-body = Последние данные получены { $when }. Как только школа ответит, всё обновится.
alert-sign-in-needed = Войдите снова
alert-sign-in-needed-body = Вход устарел, новые данные не приходят. Сохранённое остаётся на месте.
alert-neutral-passage = Новая отметка о проходе
alert-neutral-money = Новость о счёте
alert-neutral-meals = Новость о питании
alert-neutral-card = Важно: сообщение о карте
alert-neutral-service = Сообщение приложения
alert-neutral-other = Новое уведомление
alert-neutral-body = Откройте приложение, чтобы увидеть подробности
alert-learned-late = { $n ->
    [one] узнали через { $n } минуту
    [few] узнали через { $n } минуты
   *[many] узнали через { $n } минут
}
alert-learned-much-later = узнали { $when }
alert-child-unknown = Ребёнок
