# Cards.
cards-not-read = The list of cards has not been read yet. It appears when the school answers.
cards-service-missing = The school does not show the child’s cards here. Ask the responsible employee about them.
cards-none = The child has no card. Turn to the school’s responsible employee.
cards-account = Account { $account } and all of the history belong to the child, not to a card: nothing is lost when a card is replaced.
cards-account-unknown = The account and all of the history belong to the child, not to a card: nothing is lost when a card is replaced.
card-kind = { $kind ->
    [service] Service card
    [social] Pupil’s Social Card
    [temporary] Temporary card
    [bracelet] Bracelet
    [fob] Fob
   *[other] Card
}
card-title = { $kind } •••• { $digits }
card-title-spoken = { $kind }, last digits { $digits }
card-state = { $state ->
    [active] Works
    [temporary] Works for a time
    [blocked-by-parent] Blocked by a parent
    [blocked-by-school] Blocked by the school
    [expired] Its time is over
   *[unclear] Its state is unknown
}
card-valid-to = until { $date }
card-valid-ended = { $date }
card-blocked-at = { $state } { $when }
card-gives-service = Service card: entering school, lunches and the buffet. Given by the school, free.
card-gives-social = Pupil’s Social Card: the same, and cheaper travel and up to 7% off goods for children. Got through SOCCARD.RU.
card-one-is-enough = One card is enough.
card-block-offer = Lost? Block it
card-block-question = Block the card { $title } ({ $name })? It cannot be unblocked: the school gives out a new one. If it was only left at home, do not block it.

transport-title = Travel purse on card •••• { $digits }
transport-balance = { $sum }
transport-trips = { $n ->
    [one] { $n } cheaper trip left
    [few] { $n } cheaper trips left
   *[many] { $n } cheaper trips left
}
transport-blocked = The travel purse is blocked
transport-not-set = No transport card is set
transport-unknown = The sum on the travel purse is unknown

card-block-waiting = The block has not been sent to the school yet: there is no network. The card still works. It is sent by itself as soon as there is one.
card-block-sending = The block was sent; checking whether the school has blocked the card.
card-block-done = The card is blocked. It no longer opens the door and no longer pays.
card-block-not-needed = The card did not work any more: there was nothing to block.
card-block-refused = The school did not block the card. It works: call the school’s responsible employee.
card-block-gone = The child no longer has this card.
card-block-expired = The block could not be sent for three days and was dropped. The card may work: block it again or call the school.
card-block-cancelled = You gave the block up: the card works.

lost-title = Card marked as lost { $when }
lost-step-temporary = Ask at school for a temporary service card: the child enters, eats and buys with it as usual.
lost-step-account = Money and history are not lost: they are on the personal account, not on the card.
lost-step-call = Until the block is sent the school can block the card too: call the responsible employee.
lost-replaced = A new card was given out: { $title }, { $state }.
lost-not-replaced = There is no new card in the list yet. It appears here when the school gives one out.
lost-after = What happened after that
lost-after-none = No passage and no purchase was recorded after that.
lost-after-entry = Entry { $when }
lost-after-exit = Exit { $when }
lost-after-purchase = Purchase { $when } of { $sum }
lost-after-maybe-new = perhaps already with the new card
lost-after-check = if this is not your child, tell the school

copied-title = Somebody else may be using the card
copied-note = This is only a hint: a faulty turnstile looks the same.
