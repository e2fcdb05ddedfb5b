# Даты, время, количества.
weekday = { $weekday ->
    [1] понедельник
    [2] вторник
    [3] среда
    [4] четверг
    [5] пятница
    [6] суббота
   *[7] воскресенье
}
weekday-short = { $weekday ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
month-of-day = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
day-and-month = { $day } { $month }
day-month-year = { $day } { $month } { $year }
day-title = { $weekday }, { $date }
at-time = в { $time }
yesterday-at-time = вчера в { $time }
date-at-time = { $date } в { $time }
for-time = на { $time }
for-yesterday = на вчера, { $time }
for-date = на { $date }, { $time }
duration = { $hours ->
    [0] { $minutes } мин
   *[other] { $hours } ч { $minutes } мин
}
hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[many] { $n } часов
}
minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
   *[many] { $n } минут
}
roubles = { $n ->
    [one] рубль
    [few] рубля
   *[many] рублей
}
kopecks = { $n ->
    [one] копейка
    [few] копейки
   *[many] копеек
}
