//! `GET /api/meals/v2/orders`: the same orders as a bare array with renamed fields (wire-api §6).

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::family::{self, Key};
use super::orders::{self, Item, Order, Sort, Wanted};
use super::query::Params;
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;

/// `?contractId&from=YYYY-MM-DDT00:00:01&to=…`; only the days of the two instants count (assumed).
pub async fn list(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let contract = params.require(&["contractId", "contract_id"])?;
    let period = params.date_range()?;
    let orders = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Contract(contract))?;
        Ok::<_, WireError>(orders::find(db, &caller, &child, period, &Wanted::default())?)
    })?;
    Ok(Json(orders.iter().map(order).collect()))
}

fn order(order: &Order) -> Value {
    let mut json = order.head("id");
    json["items"] = order
        .items
        .iter()
        .map(|item| match &item.sort {
            Sort::Dish { .. } => json!({ "dish": dish(item), "complex": null }),
            Sort::Complex { meal, payment, dishes } => json!({
                "dish": null,
                "complex": {
                    "complexId": item.id,
                    "name": item.name,
                    "price": item.price,
                    "kind": meal,
                    "paymentType": payment,
                    "amount": item.amount,
                    "items": dishes.iter().map(dish).collect::<Vec<_>>(),
                },
            }),
        })
        .collect();
    json
}

fn dish(item: &Item) -> Value {
    json!({ "dishId": item.id, "name": item.name, "price": item.price, "amount": item.amount })
}
