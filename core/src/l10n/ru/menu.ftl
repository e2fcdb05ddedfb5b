# Меню.
menu-title = Меню с { $from } по { $to }
menu-loading = Меню этой недели ещё не загружено
menu-service-down = Меню недоступно: служба питания не отвечает
menu-found = Найдено: { $n }
menu-found-nothing = На этой неделе ничего не найдено
menu-not-read = Меню этого дня ещё не загружено
menu-complexes-not-read = Комплексы этого дня не загружены
menu-buffet-not-read = Меню буфета на этот день не загружено
menu-day-off = Выходной день: меню нет
menu-none = Школа не опубликовала меню на этот день
menu-banned = запрещено родителями
menu-in-smart-buffet = есть в умном буфете
menu-can-be-ordered = можно заказать заранее
menu-dishes-can-be-chosen = блюда можно выбрать
menu-special-diet = диетическое
menu-complex-title = { $kind } · { $name }
menu-price-unknown = цена неизвестна
menu-ingredients = Состав: { $text }
menu-ingredients-unknown = Состав неизвестен
menu-nutrition-unknown = Вес и пищевая ценность неизвестны
menu-weight = { $n } г
menu-weight-unknown = вес неизвестен
menu-calories = { $n } ккал
menu-calories-unknown = калорийность неизвестна
menu-protein = белки { $n } г
menu-protein-unknown = белки неизвестны
menu-fat = жиры { $n } г
menu-fat-unknown = жиры неизвестны
menu-carbohydrates = углеводы { $n } г
menu-carbohydrates-unknown = углеводы неизвестны
buffet-hours = Буфет: { $hours }
buffet-smart-hours = Умный буфет: { $hours }
buffet-hours-unknown = часы работы неизвестны
meal-kind = { $kind ->
    [breakfast] Завтрак
    [second-breakfast] Второй завтрак
    [lunch] Обед
    [afternoon-snack] Полдник
    [dinner] Ужин
    [second-dinner] Второй ужин
    [water] Вода
   *[other] Другое питание
}
meal-payment = { $payment ->
    [free] бесплатно
    [paid] платно
   *[either] бесплатно или платно, по правам ребёнка
}
