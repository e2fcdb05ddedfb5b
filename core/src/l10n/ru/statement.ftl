# Выписка.
statement-title = { $name }: выписка с { $from } по { $to }
statement-title-account = { $name }, лицевой счёт { $account }: выписка с { $from } по { $to }
statement-counts = Операций: { $movements }, покупок: { $purchases }, посещений: { $visits }
statement-sums = Поступило на счёт { $in }, списано { $out }
statement-date = Дата
statement-time = Время
statement-kind = Вид
statement-what = Что
statement-sum = Сумма, ₽
statement-balance = Остаток после, ₽
statement-place = Где
statement-note = Примечание
statement-as-of = Данные на
statement-movement = Операция по счёту
statement-purchase = Покупка
statement-visit = Посещение
