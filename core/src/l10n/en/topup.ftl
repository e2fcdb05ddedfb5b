# Top-up: the sum.
topup-account-unknown = The personal account is not known yet. Refresh; if it does not appear, ask the school's responsible employee.
topup-no-provider = The school names no food provider, so there is nobody to pay online. Ask the school's responsible employee how to top up.
topup-payee = Payee: { $name }
topup-payee-inn = Payee: { $name }, INN { $inn }
topup-payee-unknown = Payee: the school's food provider (name not loaded yet)
topup-fee-unknown = The fee is not published: the bank's page shows it before you pay
topup-bounds = From { $least } to { $most }
topup-empty = Enter a sum
topup-not-a-sum = This is not a sum. Write roubles and, if needed, two digits of kopecks: 500 or 12.50
topup-too-small = Too little: from { $least }
topup-too-large = Too much at once: up to { $most }
topup-confirm = Top up account { $account } by { $sum }. Child: { $child }. School: { $school }. { $payee }. { $fee }.
topup-confirm-no-school = Top up account { $account } by { $sum }. Child: { $child }. { $payee }. { $fee }.

# Top-up: how it goes.
topup-draft = The top-up of { $sum } has not been sent yet. We will send it as soon as the school answers; until then you can cancel it.
topup-held = Another payment to this account is on its way: { $sum }, { $when }. We do not ask you to pay again until it is clear what became of it.
topup-requesting = Asking the school for a payment page for { $sum }.
topup-pay = The payment page for { $sum } is ready. It opens in the browser and is good until { $time }. A second tap opens the same page.
topup-page-over = The payment page for { $sum } has run out. Checking whether you paid.
topup-confirming = Checking whether the payment of { $sum } went through. Coming back from the bank proves nothing, so we read the history of payments. You need not pay again.
topup-processing = The bank is processing the payment of { $sum }. You need not pay again.
topup-approved = { $sum } paid. The money is on its way to the account. You need not pay again.
topup-expected = Money usually arrives within { $duration }
topup-expected-unknown = The school publishes no crediting time. If the money does not arrive within three days, keep the receipt and ask the food provider.
topup-credited = { $sum } arrived on the account
topup-credited-less = { $sum } arrived on the account instead of { $asked }: that much was paid on the bank's page
topup-credited-more = { $sum } arrived on the account instead of { $asked }: the page was paid more than once. The rest stays on the account; it can be asked back in writing.
topup-also-coming = Another { $sum } is on its way.
topup-declined = The bank refused the payment of { $sum }. Nothing was taken.
topup-expired = The top-up of { $sum } was not paid: the page ran out. Nothing was taken.
topup-never-sent = The top-up of { $sum } could not be sent. Nothing was taken.
topup-cancelled = The top-up of { $sum } was cancelled.
topup-unknown = It is not known yet whether the payment of { $sum } went through: the history of payments does not answer. We will find out; you need not pay again.
topup-overdue = The payment of { $sum } is confirmed but has not reached the account. Keep the receipt and ask the food provider; we go on looking.
topup-refused = { $code ->
    [no_provider] The school names no food provider: this account cannot be topped up online.
    [no_account] There is no such personal account. Refresh and try again.
    [not_your_account] This account does not belong to your family.
    [no_such_service] The school service takes no payments online.
   *[other] The school service refused the top-up. Try another sum or another way.
}
topup-notice-pay = A top-up of { $sum } waits to be paid
topup-notice-coming = A top-up of { $sum } is on its way
topup-notice-checking = Finding out whether the top-up of { $sum } went through

# Other ways.
way-terminal = Payment terminal
way-terminal-steps = Find the payment for school meals, enter the personal account number, check the child's name, put the money in and keep the receipt.
way-atm = Cash machine
way-atm-steps = Insert the card, choose payments, find school meals, enter the personal account number, check the child's name and keep the receipt.
way-bank-app = Bank app
way-bank-app-steps = Under payments find school meals in Moscow, enter the personal account number, check the child's name and the payee.
way-cash-desk = Bank cash desk
way-cash-desk-steps = Give the personal account number and the payee, check the child's name on the slip.
way-fee-unknown = Fee and time are not published: ask before you pay

# History of payments.
payment-status = { $status ->
    [processing] The bank is at work
    [approved] Paid
    [declined] Refused by the bank
   *[unclear] State unknown
}
payment-title = { $when } · { $status }
payment-spoken = { $when }, { $status }, { $sum }
payments-not-read = The history of payments has not been read yet
payments-empty = No payments yet

# Limits.
limits-day = Day limit: { $sum }
limits-day-none = No day limit
limits-threshold = Warn below { $sum }
limits-threshold-none = No threshold set
limits-unknown = The school has not told the rules of this account
limits-waiting = The change has not been sent yet
limits-sending = Sending the change and checking what the school has noted
limits-done = The school took the change
limits-conflict = While you were deciding, the school changed the rules. It now has: { $theirs }. You saw: { $seen }. Your change was not sent: check and decide again.
limits-refused = The school refused the change
limits-expired = The change could not be saved at the school. Try again.
limits-cancelled = The change was cancelled
