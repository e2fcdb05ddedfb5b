# Приёмы пищи.
meal-portions = { $name }, { $n ->
    [one] { $n } порция
    [few] { $n } порции
   *[many] { $n } порций
}

# Предзаказ: день и срок.
orders-day-open = Заказы принимают
orders-day-closed = Заказы на этот день не принимают
orders-day-unknown = Школа не сказала, принимают ли заказы на этот день
orders-day-over = День прошёл
orders-not-read = Предзаказы ещё не прочитаны
orders-empty = На этот день ничего не заказано
orders-until = Заказать или отменить можно до { $until } (осталось { $left })
orders-until-soon = Заказать или отменить можно до { $until } (осталось меньше минуты)
orders-until-unknown = До какого времени можно заказать или отменить, школа не сообщает. Решит её ответ.
orders-too-late = Поздно: заказать или отменить можно было до { $until }
orders-closed-now = Школа сейчас не принимает и не отменяет заказы на этот день
orders-cut-off = Заказ и отмена: { $days ->
    [0] в тот же день до { $time }
    [one] за { $days } учебный день, до { $time }
    [few] за { $days } учебных дня, до { $time }
   *[many] за { $days } учебных дней, до { $time }
}
orders-cut-off-unknown = Срок заказа не указан. Узнайте его в школе и запишите здесь: тогда мы покажем, сколько осталось времени.
orders-cut-off-every-meal = Все приёмы пищи
orders-cut-off-as-every-meal = Как для всех приёмов пищи
orders-price = { $price } за порцию
orders-price-unknown = Цена не указана
orders-confirm = Заказать: { $meal }. Ребёнок: { $child }. Школа: { $school }. День: { $day }. Цена: { $price }. { $until }.
orders-confirm-no-school = Заказать: { $meal }. Ребёнок: { $child }. День: { $day }. Цена: { $price }. { $until }.
orders-confirm-cancel = Отменить заказ: { $meal }. Ребёнок: { $child }. Школа: { $school }. День: { $day }. Стоит { $price }. { $until }.
orders-confirm-cancel-no-school = Отменить заказ: { $meal }. Ребёнок: { $child }. День: { $day }. Стоит { $price }. { $until }.

# Предзаказ: как идёт.
order-wish = { $n ->
    [0] отменить заказ
    [one] заказать { $n } порцию
    [few] заказать { $n } порции
   *[many] заказать { $n } порций
}
order-standing = { $n ->
    [0] ничего не заказано
    [one] заказана { $n } порция
    [few] заказаны { $n } порции
   *[many] заказано { $n } порций
}
order-waiting = «{ $meal }», { $day }: { $wish } — ещё не отправлено. Отправим, как только школа ответит.
order-sending = «{ $meal }», { $day }: { $wish } — отправляем и проверяем.
order-checking = «{ $meal }», { $day }: { $wish } — ответ потерялся. Проверяем, дошла ли просьба; второй раз просить не нужно.
order-done = «{ $meal }», { $day }: { $standing }.
order-conflict = «{ $meal }», { $day }: вы просили { $wish }, а в школе { $standing }. Возможно, это сделал другой взрослый. Решите заново.
order-too-late = «{ $meal }», { $day }: { $wish } не успели, срок прошёл. Ничего не изменилось.
order-expired = «{ $meal }», { $day }: { $wish } не удалось. Попробуйте ещё раз.
order-cancelled = «{ $meal }», { $day }: просьба снята до отправки.
order-refused = «{ $meal }», { $day }: школа отказала. { $reason }
order-refused-reason = { $code ->
    [dayOff] В этот день школа не работает.
    [dateNotAllowed] На этот день заказы не принимают.
    [complexNotFound] Этого блюда больше нет в меню.
    [dishNotFound] Этого блюда больше нет в меню.
    [preorderNotAllowed] Это нельзя заказать заранее, или нет согласия на предзаказ.
    [prohibitedDish] В составе есть то, что вы запретили.
    [insufficientFunds] На счёте не хватает денег, а в долг эта школа не кормит. Пополните счёт и закажите снова.
    [dayLimitExceeded] Заказ больше лимита на день.
    [wrongAmount] Столько порций заказать нельзя.
    [orderCannotBeChanged] Этот заказ уже нельзя изменить.
    [preorderCutOffPassed] Срок прошёл.
    [no_such_service] В этой школе нет предзаказа.
    [not_your_account] Этот ребёнок не относится к вашей семье.
   *[other] Причину школа не назвала.
}

# Каждую неделю.
weekly-question = Заказывать каждую неделю: { $meal }. Ребёнок: { $child }. Школа: { $school }. В какие дни?
weekly-question-no-school = Заказывать каждую неделю: { $meal }. Ребёнок: { $child }. В какие дни?
weekly-question-from = Начиная с { $from }.
weekly-title = «{ $meal }» по дням: { $days }, с { $from } по { $to }
weekly-waiting = «{ $meal }», каждую неделю: ещё не отправлено. Отправим, как только школа ответит.
weekly-sending = «{ $meal }», каждую неделю: отправляем и проверяем.
weekly-done = «{ $meal }», каждую неделю: по дням { $days }.
weekly-removed = «{ $meal }», каждую неделю: больше не заказывается.
weekly-conflict = «{ $meal }», каждую неделю: в школе другое правило, чем вы видели. Решите заново.
weekly-expired = «{ $meal }», каждую неделю: не удалось. Попробуйте ещё раз.
weekly-cancelled = «{ $meal }», каждую неделю: просьба снята до отправки.
weekly-refused = «{ $meal }», каждую неделю: школа отказала. { $reason }

# Ребёнок заболел.
ill-confirm = { $child } останется дома: { $day }. Школа: { $school }. Причина: { $reason }. Отменим всё питание, какое ещё можно отменить, и сообщим школе.
ill-confirm-no-school = { $child } останется дома: { $day }. Причина: { $reason }. Отменим всё питание, какое ещё можно отменить, и сообщим школе.
ill-no-reasons = Причины ещё не загружены: нужна связь со школой
ill-nothing-ordered = На этот день ничего не заказано: отменять нечего
ill-meals-unread = Узнаём, что заказано на этот день
ill-meal-waiting = { $meal }: отменим, как только школа ответит
ill-meal-cancelling = { $meal }: отменяем и проверяем
ill-meal-cancelled = { $meal }: отменено
ill-meal-too-late = { $meal }: поздно, отменить можно было до { $until }. Будет оплачено: { $sum }.
ill-meal-too-late-unknown = { $meal }: поздно, срок отмены прошёл. Будет оплачено: { $sum }.
ill-meal-refused = { $meal }: школа не отменила. { $reason }
ill-meal-changed = { $meal }: заказ в школе изменился, проверьте его
ill-meal-expired = { $meal }: отменить не удалось
ill-money-not-charged = Деньги не списывались
ill-money-awaited = Ждём возврата { $sum }
ill-money-returned = Вернулось { $sum } ({ $when })
ill-money-missing = { $sum } не вернулись. Обратитесь в организацию питания; мы продолжаем смотреть.
ill-notice-waiting = Школе ещё не сообщили: отправим, как только она ответит
ill-notice-sending = Сообщаем школе и проверяем
ill-notice-filed = Школе сообщили: { $reason }
ill-notice-already = В школе уже есть сообщение на этот день с другой причиной
ill-notice-refused = Школа не приняла сообщение. Позвоните классному руководителю.
ill-notice-expired = Сообщить школе не удалось. Позвоните классному руководителю.
ill-cancelled = Снято до отправки
ill-attention-missing = Не вернулись { $sum } за отменённое питание
