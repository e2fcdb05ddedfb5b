# The statement.
statement-title = { $name }: statement from { $from } to { $to }
statement-title-account = { $name }, personal account { $account }: statement from { $from } to { $to }
statement-counts = Movements: { $movements }, purchases: { $purchases }, visits: { $visits }
statement-sums = Paid in { $in }, charged { $out }
statement-date = Date
statement-time = Time
statement-kind = Kind
statement-what = What
statement-sum = Sum, ₽
statement-balance = Balance after, ₽
statement-place = Where
statement-note = Note
statement-as-of = As of
statement-movement = Movement of the account
statement-purchase = Purchase
statement-visit = Visit
