# На сколько хватит денег. { $day } — «четверга, 14 мая» или «в четверг, 14 мая».
weekday-until = { $weekday ->
    [1] понедельника
    [2] вторника
    [3] среды
    [4] четверга
    [5] пятницы
    [6] субботы
   *[7] воскресенья
}
weekday-on = { $weekday ->
    [1] в понедельник
    [2] во вторник
    [3] в среду
    [4] в четверг
    [5] в пятницу
    [6] в субботу
   *[7] в воскресенье
}
day-with-weekday = { $weekday }, { $date }
run-out-until = При обычных тратах хватит до { $day }
run-out-until-past = По последнему известному балансу денег хватало до { $day }
run-out-short = Денег может не хватить уже { $day }
run-out-short-past = По последнему известному балансу денег могло не хватить { $day }
run-out-beyond = При обычных тратах хватит больше чем на два месяца
run-out-empty = На счёте не осталось денег
run-out-no-spending = Платных покупок за последние недели не было
run-out-too-little = Покупок пока мало, чтобы оценить, на сколько хватит денег
run-out-unknown = Баланс пока не прочитан, поэтому неизвестно, на сколько хватит денег
run-out-range = раньше всего до { $early }, позже всего до { $late }
suggestion-friday = До { $day }: { $sum }
suggestion-month-end = До конца месяца, { $date }: { $sum }
attention-run-out = { $forecast } (баланс { $as_of }). Деньги могут идти до суток, поэтому пополните счёт заранее.
attention-low-and-forecast = { $low }. { $forecast } (баланс { $as_of }).

# Траты по неделям, месяцам и видам.
days-range = { $from } – { $to }
month-name = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
}
month-and-year = { $month } { $year }
spending-kind = { $kind ->
    [complex] Комплексы
    [pre-order] Предзаказы
    [buffet] Буфет
    [smart-buffet] Умный буфет
   *[other] Другое
}

# Проверка счёта: о чём стоит спросить школу.
finding-when = { $date } в { $time }
finding-jump = { $when }: баланс изменился на { $sum } без операции. Возможно, школа исправила более ранний день.
finding-charged-twice = { $when }: похоже, { $sum } списаны дважды
finding-not-there = { $date }: списано { $sum }, хотя отметок о ребёнке в школе в этот день нет
finding-reported-absent = { $date }: списано { $sum }, хотя вы сообщили, что ребёнка не будет
finding-other-price = { $date }: «{ $name }» по { $charged }, а в меню { $menu }
finding-edited = День { $date } изменён { $seen }: { $sum }
finding-removed = День { $date } изменён: операция убрана, { $sum }
finding-banned = { $when }: продано запрещённое вами «{ $name }»
findings-none = Проверено с { $from } по { $to }: расхождений нет
findings = { $n ->
    [one] Проверено с { $from } по { $to }: { $n } вопрос к школе
    [few] Проверено с { $from } по { $to }: { $n } вопроса к школе
   *[many] Проверено с { $from } по { $to }: { $n } вопросов к школе
}
findings-not-yet = Проверить счёт пока нельзя: операции ещё не загружены
