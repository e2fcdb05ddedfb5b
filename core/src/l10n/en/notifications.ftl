# The feed of alerts and their settings.
alerts-empty = No alerts yet
alerts-unread = { $n ->
    [one] { $n } new
   *[other] { $n } new
}
alert-suppressed-off = not told: this kind is switched off
alert-suppressed-hours = not told: outside the chosen hours
alert-suppressed-quiet = not told: quiet hours
alerts-push-none = Instant notifications are not connected here. The app learns the news by asking the school.
alerts-push-waiting = Instant notifications are being connected. Until then the app learns the news by asking the school.
alerts-push-silent = The last events came without instant notifications. The channel seems dead: the app learns the news by itself, later.
alert-kind = { $kind ->
    [entry] Entry
    [exit] Exit
    [entry_not_recorded] Entry not recorded
    [late_arrival] Entry after the bell
    [purchase] Purchase
    [low_balance] Low balance
    [run_out_soon] Money runs out soon
    [top_up_credited] Money credited
    [top_up_failed] Top-up failed
    [order_cut_off_near] Time to order ends
    [order_cancelled] Order cancelled
    [card_blocked] Card blocked
    [temporary_card_issued] Temporary card issued
    [school_data_late] School data late
   *[sign_in_needed] Sign-in needed
}
alert-hint-entry-not-recorded = Off because it frightens: mostly the card stayed at home, the door was opened without it, there are no lessons, or the data have not arrived yet.
alert-hint-late-arrival = Off: the school does not tell when the bell rings, so it has to be set.
alert-hours = from { $from } to { $to }
alert-hours-from = from { $from }
alert-hours-to = until { $to }
alert-quiet = Quiet hours: { $hours }. News of the card always come.
alert-quiet-none = No quiet hours
notification-channel-push = Push
notification-channel-email = E-mail
notification-not-read = The school's settings have not been read yet
notification-waiting = The change has not been sent yet
notification-sending = Sending, and checking what the school has recorded
notification-done = The school accepted the change
notification-conflict = The setting was changed from another device. Check it and decide again.
notification-gone = The school no longer offers this setting
notification-refused = The school refused the change
notification-expired = The change could not be saved at the school. Try again.
notification-cancelled = The change was given up
