# Dates, times, amounts.
weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
weekday-short = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
month-of-day = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
day-and-month = { $day } { $month }
day-month-year = { $day } { $month } { $year }
day-title = { $weekday }, { $date }
at-time = at { $time }
yesterday-at-time = yesterday at { $time }
date-at-time = on { $date } at { $time }
for-time = as of { $time }
for-yesterday = as of yesterday, { $time }
for-date = as of { $date }, { $time }
duration = { $hours ->
    [0] { $minutes } min
   *[other] { $hours } h { $minutes } min
}
hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
roubles = { $n ->
    [one] rouble
   *[other] roubles
}
kopecks = { $n ->
    [one] kopeck
   *[other] kopecks
}
