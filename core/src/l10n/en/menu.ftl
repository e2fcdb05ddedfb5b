# Menus.
menu-title = Menu, { $from } to { $to }
menu-loading = The menu of this week is not loaded yet
menu-service-down = No menu: the meals service does not answer
menu-found = Found: { $n }
menu-found-nothing = Nothing found in this week
menu-not-read = The menu of this day is not loaded yet
menu-complexes-not-read = The set meals of this day are not loaded
menu-buffet-not-read = The buffet's menu of this day is not loaded
menu-day-off = Day off: no menu
menu-none = The school has published no menu for this day
menu-banned = banned by the parents
menu-in-smart-buffet = in the smart buffet
menu-can-be-ordered = can be ordered ahead
menu-dishes-can-be-chosen = dishes can be chosen
menu-special-diet = special diet
menu-complex-title = { $kind } · { $name }
menu-price-unknown = price unknown
menu-ingredients = Ingredients: { $text }
menu-ingredients-unknown = Ingredients unknown
menu-nutrition-unknown = Weight and nutrition unknown
menu-weight = { $n } g
menu-weight-unknown = weight unknown
menu-calories = { $n } kcal
menu-calories-unknown = calories unknown
menu-protein = protein { $n } g
menu-protein-unknown = protein unknown
menu-fat = fat { $n } g
menu-fat-unknown = fat unknown
menu-carbohydrates = carbohydrates { $n } g
menu-carbohydrates-unknown = carbohydrates unknown
buffet-hours = Buffet: { $hours }
buffet-smart-hours = Smart buffet: { $hours }
buffet-hours-unknown = opening hours unknown
meal-kind = { $kind ->
    [breakfast] Breakfast
    [second-breakfast] Second breakfast
    [lunch] Lunch
    [afternoon-snack] Afternoon snack
    [dinner] Dinner
    [second-dinner] Second dinner
    [water] Water
   *[other] Other meal
}
meal-payment = { $payment ->
    [free] free
    [paid] paid
   *[either] free or paid, by the child's rights
}
