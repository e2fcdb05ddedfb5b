# Alerts: title and text in full, and what may stand on a locked screen.
alert-entry = { $sex ->
    [female] { $name } entered
    [male] { $name } entered
   *[unknown] { $name } entered
}
alert-entry-body = { $when }, { $place }
alert-exit = { $sex ->
    [female] { $name } left
    [male] { $name } left
   *[unknown] { $name } left
}
alert-exit-body = { $when }, { $place }
alert-passage-body-bare = { $when }
alert-entry-not-recorded = { $name }: entry not recorded
alert-entry-not-recorded-body = No entry was recorded by { $time }. The cause is mostly harmless: the card stayed at home, the door was opened without it, there are no lessons today, or the data have not arrived yet. It does not mean that the child is not at school.
alert-late-arrival = { $sex ->
    [female] { $name } entered after the bell
    [male] { $name } entered after the bell
   *[unknown] { $name } entered after the bell
}
alert-late-arrival-body = Entered at { $time }, the bell was at { $bell }
alert-purchase = { $name }: { $what }, { $sum }
alert-purchase-body = { $when }: { $items }
alert-purchase-more = { $n ->
    [one] and { $n } more item
   *[other] and { $n } more items
}
alert-purchase-kind = { $kind ->
    [free-complex] free set meal
    [paid-complex] paid set meal
    [buffet] buffet
    [pre-order] pre-order
    [smart-buffet] smart buffet
   *[other] purchase
}
alert-free = free
alert-low-balance = { $name }: the account is low
alert-low-balance-body = { $sum } available, below the threshold of { $threshold }
alert-run-out-soon = { $name }: the money runs out soon
alert-run-out-soon-body = At the usual rate it lasts until { $date }. Top up early: money takes time to arrive.
alert-run-out-today-body = The money may be short on { $date } already. Top up now: money takes time to arrive.
alert-run-out = { $name }: the money has run out
alert-run-out-body = { $sum } available on the account. Top up now: money takes time to arrive.
alert-top-up-credited = { $name }: { $sum } credited
alert-top-up-credited-body = The balance is now { $balance }
alert-top-up-credited-bare = Credited { $when }
alert-top-up-failed = { $name }: the top-up of { $sum } failed
alert-top-up-failed-body = No money reached the account. Check the payment with your bank and try again.
alert-order-cut-off-near = { $name }: time to order ends soon
alert-order-cut-off-near-body = Meals for { $date } can be ordered or cancelled until { $time }
alert-order-cancelled = { $name }: order cancelled
alert-order-cancelled-body = Order for { $date }, { $sum }. The money should return to the account.
alert-card-blocked = { $name }: card blocked
alert-card-blocked-body = The card was blocked { $when }. If it was not you, call the school.
alert-temporary-card-issued = { $name }: temporary card issued
alert-temporary-card-issued-body = Issued { $when }. The account and the history stay the same.
alert-school-data-late = { $name }: the school's data are late
alert-school-data-late-body = The last data came { $when }. Everything will be brought up to date when the school answers.
alert-sign-in-needed = Sign in again
alert-sign-in-needed-body = The sign-in ran out and new data do not arrive. What is stored stays.
alert-neutral-passage = A new passage was recorded
alert-neutral-money = News about the account
alert-neutral-meals = News about meals
alert-neutral-card = Important: a message about the card
alert-neutral-service = A message from the app
alert-neutral-other = A new alert
alert-neutral-body = Open the app to see the details
alert-learned-late = { $n ->
    [one] learned { $n } minute later
   *[other] learned { $n } minutes later
}
alert-learned-much-later = learned { $when }
alert-child-unknown = The child
