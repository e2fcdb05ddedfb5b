# Meals.
meal-portions = { $name }, { $n ->
    [one] { $n } portion
   *[other] { $n } portions
}

# Orders ahead: day and cut-off.
orders-day-open = Orders are taken
orders-day-closed = No orders are taken for this day
orders-day-unknown = The school did not say whether orders are taken for this day
orders-day-over = The day is over
orders-not-read = Orders have not been read yet
orders-empty = Nothing is ordered for this day
orders-until = Can be ordered or cancelled until { $until } ({ $left } left)
orders-until-soon = Can be ordered or cancelled until { $until } (less than a minute left)
orders-until-unknown = The school does not say until when this can be ordered or cancelled. Its answer decides.
orders-too-late = Too late: it could be ordered or cancelled until { $until }
orders-closed-now = The school takes and cancels no orders for this day now
orders-cut-off = To order and cancel: { $days ->
    [0] the same day until { $time }
    [one] { $days } school day before, until { $time }
   *[other] { $days } school days before, until { $time }
}
orders-cut-off-unknown = The cut-off is not set. Ask the school and write it down here: then the time left is shown.
orders-cut-off-every-meal = Every meal
orders-cut-off-as-every-meal = As for every meal
orders-price = { $price } a portion
orders-price-unknown = No price given
orders-confirm = Order: { $meal }. Child: { $child }. School: { $school }. Day: { $day }. Price: { $price }. { $until }.
orders-confirm-no-school = Order: { $meal }. Child: { $child }. Day: { $day }. Price: { $price }. { $until }.
orders-confirm-cancel = Cancel the order: { $meal }. Child: { $child }. School: { $school }. Day: { $day }. It costs { $price }. { $until }.
orders-confirm-cancel-no-school = Cancel the order: { $meal }. Child: { $child }. Day: { $day }. It costs { $price }. { $until }.

# Orders ahead: how one goes.
order-wish = { $n ->
    [0] cancel the order
    [one] order { $n } portion
   *[other] order { $n } portions
}
order-standing = { $n ->
    [0] nothing is ordered
    [one] { $n } portion is ordered
   *[other] { $n } portions are ordered
}
order-waiting = “{ $meal }”, { $day }: { $wish } – not sent yet. It is sent as soon as the school answers.
order-sending = “{ $meal }”, { $day }: { $wish } – being sent and checked.
order-checking = “{ $meal }”, { $day }: { $wish } – the answer got lost. We are finding out whether the school heard it; do not ask again.
order-done = “{ $meal }”, { $day }: { $standing }.
order-conflict = “{ $meal }”, { $day }: you asked to { $wish }, but at the school { $standing }. Perhaps another adult did it. Decide anew.
order-too-late = “{ $meal }”, { $day }: too late to { $wish }, the time is over. Nothing has changed.
order-expired = “{ $meal }”, { $day }: could not { $wish }. Try again.
order-cancelled = “{ $meal }”, { $day }: taken back before it was sent.
order-refused = “{ $meal }”, { $day }: the school refused. { $reason }
order-refused-reason = { $code ->
    [dayOff] The school is closed on this day.
    [dateNotAllowed] No orders are taken for this day.
    [complexNotFound] This meal is no longer on the menu.
    [dishNotFound] This meal is no longer on the menu.
    [preorderNotAllowed] This cannot be ordered ahead, or the consent to orders is missing.
    [prohibitedDish] It contains something you have banned.
    [insufficientFunds] There is not enough money, and this school gives no credit. Top up and order again.
    [dayLimitExceeded] The order is above the day limit.
    [wrongAmount] So many portions cannot be ordered.
    [orderCannotBeChanged] This order can no longer be changed.
    [preorderCutOffPassed] The time is over.
    [no_such_service] This school has no orders ahead.
    [not_your_account] This child does not belong to your family.
   *[other] The school gave no reason.
}

# Every week.
weekly-question = Order every week: { $meal }. Child: { $child }. School: { $school }. On which days?
weekly-question-no-school = Order every week: { $meal }. Child: { $child }. On which days?
weekly-question-from = Starting from { $from }.
weekly-title = “{ $meal }” on { $days }, from { $from } to { $to }
weekly-waiting = “{ $meal }”, every week: not sent yet. It is sent as soon as the school answers.
weekly-sending = “{ $meal }”, every week: being sent and checked.
weekly-done = “{ $meal }”, every week: on { $days }.
weekly-removed = “{ $meal }”, every week: not ordered any more.
weekly-conflict = “{ $meal }”, every week: the school has another rule than you saw. Decide anew.
weekly-expired = “{ $meal }”, every week: it did not work. Try again.
weekly-cancelled = “{ $meal }”, every week: taken back before it was sent.
weekly-refused = “{ $meal }”, every week: the school refused. { $reason }

# The child is ill.
ill-confirm = { $child } stays at home: { $day }. School: { $school }. Reason: { $reason }. All meals that can still be cancelled are cancelled, and the school is told.
ill-confirm-no-school = { $child } stays at home: { $day }. Reason: { $reason }. All meals that can still be cancelled are cancelled, and the school is told.
ill-no-reasons = The reasons have not been read yet: the school has to be reached
ill-nothing-ordered = Nothing is ordered for this day: there is nothing to cancel
ill-meals-unread = Finding out what is ordered for this day
ill-meal-waiting = { $meal }: cancelled as soon as the school answers
ill-meal-cancelling = { $meal }: being cancelled and checked
ill-meal-cancelled = { $meal }: cancelled
ill-meal-too-late = { $meal }: too late, it could be cancelled until { $until }. It will be charged: { $sum }.
ill-meal-too-late-unknown = { $meal }: too late, the time is over. It will be charged: { $sum }.
ill-meal-refused = { $meal }: the school did not cancel it. { $reason }
ill-meal-changed = { $meal }: the order has changed at the school, please check it
ill-meal-expired = { $meal }: could not be cancelled
ill-money-not-charged = Nothing had been charged
ill-money-awaited = { $sum } is to come back
ill-money-returned = { $sum } came back ({ $when })
ill-money-missing = { $sum } did not come back. Ask the food provider; we keep looking.
ill-notice-waiting = The school has not been told yet: it is told as soon as it answers
ill-notice-sending = The school is being told, and it is checked
ill-notice-filed = The school was told: { $reason }
ill-notice-already = The school already has a notice for this day with another reason
ill-notice-refused = The school did not take the notice. Call the class teacher.
ill-notice-expired = The school could not be told. Call the class teacher.
ill-cancelled = Taken back before it was sent
ill-attention-missing = { $sum } for a cancelled meal did not come back
