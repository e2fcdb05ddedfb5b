# How fresh the data are. { $when } is "as of 11:30".
as-of = { $when }
as-of-late = { $when }, nothing newer yet
as-of-service-down = { $when }, the school does not answer
as-of-never = no data yet
as-of-never-service-down = no data yet: the school does not answer
days-unread-all = These days have not been read yet
days-unread-before = The days before { $date } have not been read yet
days-unread-after = The days after { $date } have not been read yet
days-unread-one = { $date } has not been read yet
days-unread-between = The days from { $from } to { $to } have not been read yet
days-unread-some = Some of the days from { $from } to { $to } have not been read yet

# Presence. Never "absent".
presence-in = At school since { $time }
presence-in-by-purchase = At school: bought something at { $time }
presence-out = { $sex ->
   *[unknown] Left { $when }
}
presence-entry-not-recorded = Entry not recorded
presence-exit-not-recorded = Exit not recorded
presence-not-read-since = No recent data about entries
presence-no-data = Nothing is known about entries
presence-not-read = Entries not loaded yet
evidence-passage = by the turnstile
evidence-purchase = by a canteen purchase at { $time }; no entry by card was recorded
evidence-purchase-after-exit = by a canteen purchase at { $time }, although an exit was recorded before it
evidence-entry-not-recorded = Mostly the reason is simple: the card stayed at home, the door was opened without it, there are no lessons today, or the data are on their way. It does not mean the child is not at school.
evidence-exit-not-recorded = Last seen at school { $when }. Mostly an exit is missing because the turnstile was opened without the card.
evidence-not-read-since = Last seen at school { $when }. There are no newer data yet.
evidence-no-data = The school has sent no entries lately. This is usual in holidays and before the card is connected.
evidence-not-read = They appear after the first loading.

# Balance and today.
balance-loading = Loading the balance
balance-no-account = No personal account found. Ask the responsible employee of the school.
balance-service-down = The balance could not be read yet: the meals service does not answer
balance-offline = The balance could not be read yet: no connection
balance-spoken = balance { $sum }
today = { $n ->
    [one] Today: { $n } purchase for { $sum }
   *[other] Today: { $n } purchases for { $sum }
}
today-free = { $n ->
    [one] Today: { $n } purchase, free
   *[other] Today: { $n } purchases, free
}
today-none = No purchases today
today-not-read = No data about purchases today yet
attention-debt = The account is { $sum } in debt. Top it up: every school has its own rules about meals on credit.
attention-low = { $sum } left on the account: less than the threshold of { $threshold }
attention-two-buildings = The card was seen in two buildings at { $time }. If this is no mistake, check that the card was not copied.
attention-purchase-while-out = A purchase at { $time }, after the exit. Perhaps the entry was not recorded; if not, check that the card was not copied.

# Visits.
visit-both = { $entry } – { $exit }
visit-inside = { $entry } – still at school
visit-no-exit = { $entry } – exit not recorded
visit-not-read-since = { $entry } – exit not known yet
visit-no-entry = entry not recorded – { $exit }
visit-both-spoken = entry at { $entry }, exit at { $exit }, { $duration }
visit-inside-spoken = entry at { $entry }, still at school
visit-no-exit-spoken = entry at { $entry }, exit not recorded
visit-not-read-since-spoken = entry at { $entry }, exit not known yet
visit-no-entry-spoken = entry not recorded, exit at { $exit }
visit-late = learned { $when }
visits-empty = No entries on these days. This is usual at weekends and in holidays.
visits-empty-where-read = No entries on the days that were read.

# Meals.
purchase-kind = { $kind ->
    [free-complex] Free set meal
    [paid-complex] Paid set meal
    [buffet] Buffet
    [pre-order] Pre-order
    [smart-buffet] Smart buffet
   *[other] Purchase
}
purchase-status = { $status ->
    [new] ordered
    [assembled] put together
    [loaded] waiting in the machine
    [cancelled] cancelled
   *[other] in progress
}
row-title = { $time } · { $kind }
row-title-more = { $time } · { $kind } · { $more }
purchase-free = free
purchase-item = { $name } × { $amount } — { $sum }
purchase-item-of = { $name } × { $amount } — { $sum }: { $dishes }
purchase-spoken = { $title }, { $sum }
purchase-spoken-with-items = { $title }, { $sum }: { $items }
meals-spent = Spent { $sum }
meals-spent-nothing = Free
meals-empty = No purchases on these days
meals-empty-where-read = No purchases on the days that were read

# Money.
movement-kind = { $kind ->
    [top-up] Top-up
    [purchase] Purchase
    [cancellation] Purchase cancelled
    [transfer] Transfer
    [refund] Refund
   *[other] Movement
}
movement-edited = Changed by the school on { $date }: it was { $sum }
movement-removed = The school took this movement away
movement-spoken = { $time }, { $kind }, { $sum }
movement-spoken-with-balance = { $time }, { $kind }, { $sum }, balance { $balance }
money-empty = No movements on these days
money-empty-where-read = No movements on the days that were read

# Messages beside the data.
notice-offline = No connection. You see what was kept; it will be updated as soon as there is one.
notice-needs-sign-in = The sign-in has run out. Sign in again to get news; everything kept stays here.
notice-pass-down = The entries service does not answer. You see the last known data.
notice-food-down = The meals service does not answer. You see the last known data.
notice-profile-down = The school service does not answer. You see the last known data.
notice-waiting = The school service asks to wait. We will update a little later by ourselves.
notice-cache-rebuilt = The kept data were damaged. They are being loaded again; nothing is lost at the school.
notice-storage-fault = There is no space left, or writing is not allowed. New data may not be kept: free some space.
notice-no-children = No child is connected to this account. Hand an application with your phone and e-mail to the responsible employee of the school.
progress-first-sync = { $n ->
    [one] Loading the history: { $count } event
   *[other] Loading the history: { $count } events
}
progress-first-sync-reached = { $n ->
    [one] Loading the history: { $count } event, back to { $date }
   *[other] Loading the history: { $count } events, back to { $date }
}

# Signing in.
sign-in-invitation = Sign in with mos.ru to see your child's entries, meals and balance.
sign-in-awaiting = Finish signing in in the browser. If its window is closed, open it again.
sign-in-working = Checking the sign-in…
sign-in-refused = The sign-in was not confirmed. Try again.
sign-in-wrong-answer = The answer belongs to another attempt. Start signing in again.
sign-in-code-expired = The time to sign in is over. Start signing in again.
sign-in-no-school-account = This account has no access to the school service. Check that you signed in under your own name, or ask the responsible employee of the school.
sign-in-not-a-parent = This is not a parent's account. Sign in as a parent or legal representative.
sign-in-offline = No connection. Check the internet and try again.
sign-in-service-down = The sign-in service does not answer. Try a little later.
