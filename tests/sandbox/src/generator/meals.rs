//! What a child eats in a day and what it does to the account.

use chrono::{Duration, NaiveDateTime};
use rand::Rng;

use super::Special;
use super::catalogue::{BREAKFASTS, BUFFET, ComplexSeed, Dish, LUNCHES, SNACKS, TOP_UP_ORIGINS};
use super::day::{DayWriter, Stay};
use crate::db::rows::{DishLine, Lines, NewMovement, NewOrder, edit_order_total, insert_movement, insert_order};
use crate::model::{MovementKind, OrderStatus, OrderType};

/// What the canteen's own movements are called.
const CANTEEN: &str = "Столовая";

impl DayWriter<'_> {
    /// Orders, their movements, and a top-up in the evening when money runs low.
    pub(super) fn write_meals(&mut self, stays: &[Stay]) -> rusqlite::Result<()> {
        let small = self.level <= 0 || self.camp;
        let fed_free = self.level <= 4 || self.pupil.discounted;

        // Breakfast: free by law for classes 1 to 4.
        let at = self.about(9, 15, 12);
        if fed_free {
            self.eat(stays, at, BREAKFASTS, OrderType::FreeComplex)?;
        } else if self.random.random_bool(0.45) {
            self.eat(stays, at, BREAKFASTS, OrderType::PaidComplex)?;
        }
        let at = self.about(10, 15, 12);
        self.maybe_buffet(stays, at, if small { 0.0 } else { 0.72 })?;

        let at = self.about(12, 5, 20);
        match self.special {
            Some(Special::CancelledOrder) => self.cancelled_order()?,
            Some(Special::EditedDay) => self.edited_lunch(stays, at)?,
            _ if small || self.pupil.discounted => {
                self.eat(stays, at, LUNCHES, OrderType::FreeComplex)?;
            }
            _ if self.level >= 7 && self.random.random_bool(0.2) => {
                self.pre_ordered_lunch(stays, at)?;
            }
            _ if self.random.random_bool(0.85) => {
                self.eat(stays, at, LUNCHES, OrderType::PaidComplex)?;
            }
            _ => {}
        }
        let at = self.about(14, 5, 10);
        self.maybe_buffet(stays, at, if small { 0.0 } else { 0.45 })?;

        let at = self.about(15, 20, 10);
        if small {
            self.eat(stays, at, SNACKS, OrderType::FreeComplex)?;
        } else if self.level <= 4 && self.random.random_bool(0.7) {
            self.eat(stays, at, SNACKS, OrderType::PaidComplex)?;
        }
        if self.special == Some(Special::Refund) {
            let at = self.about(16, 45, 30);
            self.movement(at, at, -20_000, MovementKind::Refund, "Возврат по заявлению родителя", None)?;
        }
        self.top_up_when_low()
    }

    /// A set meal eaten where the child is at that minute; nothing when nowhere at school.
    fn eat(&mut self, stays: &[Stay], at: NaiveDateTime, menu: &[ComplexSeed], order_type: OrderType) -> rusqlite::Result<Option<i64>> {
        let complex = &menu[self.random.random_range(0..menu.len())];
        self.sell(stays, at, complex_lines(complex), order_type)
    }

    fn maybe_buffet(&mut self, stays: &[Stay], at: NaiveDateTime, chance: f64) -> rusqlite::Result<()> {
        if !self.random.random_bool(chance) {
            return Ok(());
        }
        let first = self.random.random_range(0..BUFFET.len());
        let step = self.random.random_range(1..BUFFET.len());
        let dishes = (0..self.random.random_range(1..=3))
            .map(|index| {
                let amount = if self.random.random_bool(0.08) { 2 } else { 1 };
                dish_line(&BUFFET[(first + index * step) % BUFFET.len()], amount)
            })
            .fold(Vec::<DishLine>::new(), |mut lines, line| {
                if lines.iter().all(|known| known.id != line.id) {
                    lines.push(line);
                }
                lines
            });
        self.sell(stays, at, Lines::Dishes(dishes), OrderType::Buffet)?;
        Ok(())
    }

    fn sell(&mut self, stays: &[Stay], at: NaiveDateTime, lines: Lines, order_type: OrderType) -> rusqlite::Result<Option<i64>> {
        let place = stays.iter().find(|stay| stay.from <= at && at < stay.to && stay.building != self.pupil.club_building);
        let visible_at = at + Duration::seconds(self.random.random_range(20..420));
        let Some(place) = place.filter(|_| at <= self.now) else {
            return Ok(None);
        };
        let order = NewOrder {
            child_id: self.pupil.id,
            building_id: place.building,
            created_at: at,
            on_date: self.date,
            delivered_at: Some(at),
            status: OrderStatus::Issued,
            order_type,
            lines,
            visible_at,
        };
        let order_id = insert_order(self.db, &order)?;
        if order.total() > 0 {
            self.movement(at, visible_at, -order.total(), MovementKind::Order, CANTEEN, Some(order_id))?;
        }
        Ok(Some(order_id))
    }

    /// Ordered and paid the evening before, eaten today.
    fn pre_ordered_lunch(&mut self, stays: &[Stay], at: NaiveDateTime) -> rusqlite::Result<()> {
        let eaten = stays.iter().find(|stay| stay.from <= at && at < stay.to);
        let Some(place) = eaten.filter(|_| at <= self.now) else {
            return Ok(());
        };
        let ordered_at = self.about(19, 30, 60) - Duration::days(1);
        let order = NewOrder {
            child_id: self.pupil.id,
            building_id: place.building,
            created_at: ordered_at,
            on_date: self.date,
            delivered_at: Some(at),
            status: OrderStatus::Issued,
            order_type: OrderType::PreOrder,
            lines: complex_lines(&LUNCHES[self.random.random_range(0..LUNCHES.len())]),
            visible_at: ordered_at,
        };
        let order_id = insert_order(self.db, &order)?;
        self.movement(ordered_at, ordered_at, -order.total(), MovementKind::Order, CANTEEN, Some(order_id))
    }

    /// Ordered the evening before, cancelled an hour later, money back.
    fn cancelled_order(&mut self) -> rusqlite::Result<()> {
        let ordered_at = self.about(19, 30, 30) - Duration::days(1);
        let cancelled_at = ordered_at + Duration::minutes(65);
        let order = NewOrder {
            child_id: self.pupil.id,
            building_id: self.pupil.main_building,
            created_at: ordered_at,
            on_date: self.date,
            delivered_at: None,
            status: OrderStatus::Cancelled,
            order_type: OrderType::PreOrder,
            lines: complex_lines(&LUNCHES[0]),
            visible_at: cancelled_at,
        };
        let order_id = insert_order(self.db, &order)?;
        let total = order.total();
        self.movement(ordered_at, ordered_at, -total, MovementKind::Order, CANTEEN, Some(order_id))?;
        self.movement(cancelled_at, cancelled_at, total, MovementKind::OrderCancelled, CANTEEN, Some(order_id))
    }

    /// A paid lunch the school makes cheaper the morning after.
    fn edited_lunch(&mut self, stays: &[Stay], at: NaiveDateTime) -> rusqlite::Result<()> {
        const CHEAPER: i64 = 2_300;
        let order = self.eat(stays, at, LUNCHES, OrderType::PaidComplex)?;
        let edited_at = self.edited_at();
        if let Some(order_id) = order.filter(|_| edited_at <= self.now) {
            let total = LUNCHES[0].price - CHEAPER;
            if edit_order_total(self.db, order_id, total, edited_at)? {
                self.balance += CHEAPER;
            }
        }
        Ok(())
    }

    /// In the evening, when the account is nearly empty; some parents notice late, so it may be overdrawn.
    fn top_up_when_low(&mut self) -> rusqlite::Result<()> {
        let alarm = self.random.random_range(2_000..60_000);
        let sum = [50_000, 100_000, 150_000, 200_000][self.random.random_range(0..4)];
        let origin = TOP_UP_ORIGINS[self.random.random_range(0..TOP_UP_ORIGINS.len())];
        let at = self.about(18, 30, 180);
        let visible_at = at + Duration::minutes(self.random.random_range(1..50));
        if self.balance < alarm && at <= self.now {
            self.movement(at, visible_at, sum, MovementKind::TopUp, origin, None)?;
        }
        Ok(())
    }

    fn movement(
        &mut self,
        at: NaiveDateTime,
        visible_at: NaiveDateTime,
        sum: i64,
        kind: MovementKind,
        origin: &str,
        order_id: Option<i64>,
    ) -> rusqlite::Result<()> {
        if at > self.now {
            return Ok(());
        }
        self.balance += sum;
        insert_movement(self.db, &NewMovement { child_id: self.pupil.id, at, sum, kind, origin, order_id, visible_at })?;
        Ok(())
    }
}

/// A set meal of the catalogue as order lines.
pub(crate) fn complex_lines(complex: &ComplexSeed) -> Lines {
    Lines::Complex {
        id: complex.id,
        name: complex.name.to_owned(),
        price: complex.price,
        amount: 1,
        meal_kind: complex.meal_kind,
        dishes: complex.dishes.iter().map(|dish| dish_line(dish, 1)).collect(),
    }
}

pub(crate) fn dish_line(&(id, name, price, category): &Dish, amount: i64) -> DishLine {
    DishLine { id, name: name.to_owned(), price, amount, category_id: category.0, category_name: category.1.to_owned() }
}
