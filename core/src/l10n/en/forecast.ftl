# How long the money lasts. { $day } is "Thursday 14 May" or "on Thursday 14 May".
weekday-until = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
weekday-on = { $weekday ->
    [1] on Monday
    [2] on Tuesday
    [3] on Wednesday
    [4] on Thursday
    [5] on Friday
    [6] on Saturday
   *[7] on Sunday
}
day-with-weekday = { $weekday } { $date }
run-out-until = With usual spending enough until { $day }
run-out-until-past = By the last known balance the money was enough until { $day }
run-out-short = The money may be short { $day } already
run-out-short-past = By the last known balance the money may have been short { $day }
run-out-beyond = With usual spending enough for more than two months
run-out-empty = No money is left on the account
run-out-no-spending = Nothing was paid for in the last weeks
run-out-too-little = Too few purchases so far to tell how long the money lasts
run-out-unknown = The balance has not been read yet, so it is unknown how long the money lasts
run-out-range = at the earliest until { $early }, at the latest until { $late }
suggestion-friday = Until { $day }: { $sum }
suggestion-month-end = Until the end of the month, { $date }: { $sum }
attention-run-out = { $forecast } (balance { $as_of }). Money may take up to a day to arrive, so top up in time.
attention-low-and-forecast = { $low }. { $forecast } (balance { $as_of }).

# Spending by week, month and kind.
days-range = { $from } – { $to }
month-name = { $month ->
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
month-and-year = { $month } { $year }
spending-kind = { $kind ->
    [complex] Set meals
    [pre-order] Ordered ahead
    [buffet] Buffet
    [smart-buffet] Smart buffet
   *[other] Other
}

# The bill checker: what to ask the school about.
finding-when = { $date } at { $time }
finding-jump = { $when }: the balance changed by { $sum } without a movement. The school may have corrected an earlier day.
finding-charged-twice = { $when }: { $sum } seems to have been charged twice
finding-not-there = { $date }: { $sum } charged, although nothing shows that the child was at school that day
finding-reported-absent = { $date }: { $sum } charged, although you reported the child absent
finding-other-price = { $date }: “{ $name }” at { $charged }, but { $menu } on the menu
finding-edited = { $date } changed on { $seen }: { $sum }
finding-removed = { $date } changed: a movement was taken away, { $sum }
finding-banned = { $when }: “{ $name }” was sold, which you banned
findings-none = Checked from { $from } to { $to }: nothing wrong
findings = { $n ->
    [one] Checked from { $from } to { $to }: { $n } question to the school
   *[other] Checked from { $from } to { $to }: { $n } questions to the school
}
findings-not-yet = The bills cannot be checked yet: the movements are not loaded
