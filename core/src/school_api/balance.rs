//! Balances, in three generations (wire-api §5).
//!
//! One reader serves them all: the generations differ in where the same few fields lie.

use crate::domain::account::AccountReading;
use crate::domain::{AccountNumber, Money, PersonId, SpendingRules};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::family::{account_number, person_id};
use super::lenient::{self, Int, Maybe, Read, Text, wire_object};
use super::{Answer, SchoolApi};

const BALANCE_V3: &str = "/api/food/meals/v3/clients/balance";
const BALANCE_V2: &str = "/api/meals/v2/clients";
const FAMILY_STATUS: &str = "/api/family/mobile/v1/status";

/// Where 32 unsigned bits wrap round (wire-api §6, trap 3).
const WRAP: i64 = 1 << 32;

impl SchoolApi {
    /// Balances, account numbers and limits of `persons`, in one call (wire-api §5, v3). A child without an account is
    /// missing from the answer.
    pub async fn balances(&self, auth: Auth<'_>, persons: &[PersonId]) -> Result<Answer<Vec<AccountReading>>, ApiError> {
        let clients: Vec<_> = persons.iter().map(|person| serde_json::json!({ "personId": person.as_str() })).collect();
        let clients = serde_json::Value::Array(clients).to_string();
        self.send(self.get(Service::BearerOnly, auth, BALANCE_V3, &[("clientIds", &clients)])?).await?.read(balances)
    }

    /// Balance of one child on the older route (wire-api §5, v2).
    pub async fn balance_v2(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<AccountReading>, ApiError> {
        let request = self.get(Service::Mobile, auth, BALANCE_V2, &[("personId", person.as_str())])?;
        let mut answer = self.send(request).await?.read(balance)?;
        answer.value.child.get_or_insert_with(|| person.clone());
        Ok(answer)
    }

    /// Balances by account number on the oldest route (wire-api §5): no person, no limits.
    pub async fn family_status(&self, auth: Auth<'_>, accounts: &[AccountNumber]) -> Result<Answer<Vec<AccountReading>>, ApiError> {
        let accounts = accounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        self.send(self.get(Service::Mobile, auth, FAMILY_STATUS, &[("contract_ids", &accounts)])?).await?.read(balances)
    }
}

wire_object! {
    /// A balance of any generation.
    WireBalance {
        client: Maybe<WireClient> = "clientid",
        account: Int = "contractid",
        balance: Int = "balance",
        rules: Maybe<WireRules> = "expenseconstraints",
    }
}

wire_object! {
    /// Whose it is.
    WireClient {
        person: Text = "personid",
        account: Int = "contractid",
    }
}

wire_object! {
    /// Limits, in kopecks.
    WireRules {
        day_limit: Int = "expensedaylimit",
        threshold: Int = "balancethreshold",
    }
}

/// Balances in a list.
pub(super) fn balances(body: &[u8]) -> Result<Read<Vec<AccountReading>>, ApiError> {
    let read = lenient::list::<WireBalance>(body)?;
    let (value, skipped) = read.value.convert(reading);
    Ok(Read { value, skipped, said_something: read.said_something })
}

/// One balance.
pub(super) fn balance(body: &[u8]) -> Result<Read<AccountReading>, ApiError> {
    let wire: WireBalance = lenient::single(body)?.value;
    reading(wire).map(Read::whole).ok_or(ApiError::Malformed { what: "no balance in the balance" })
}

fn reading(wire: WireBalance) -> Option<AccountReading> {
    let client = wire.client.0.unwrap_or_default();
    Some(AccountReading {
        child: person_id(&client.person),
        account: account_number(wire.account).or_else(|| account_number(client.account)),
        confirmed: signed(wire.balance)?,
        rules: wire
            .rules
            .0
            .map(|rules| SpendingRules { day_limit: rules.day_limit.0.map(Money), warn_below: rules.threshold.0.map(Money) }),
    })
}

/// A sum in kopecks. A negative one may be printed as 32 unsigned bits (wire-api §6, trap 3): what lies above 2³¹ − 1
/// (21 million roubles) and below 2³² is that.
pub(super) fn signed(sum: Int) -> Option<Money> {
    sum.0.map(|kopecks| Money(if (i64::from(i32::MAX) + 1..WRAP).contains(&kopecks) { kopecks - WRAP } else { kopecks }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_generations_say_the_same() {
        let want = AccountReading {
            child: Some(PersonId::from("0a1b")),
            account: Some(AccountNumber(5_000_000_000)),
            confirmed: Money(-24_050),
            rules: None,
        };
        let v3 = balances(br#"[{"clientId":{"personId":"0A1B","staffId":null},"contractId":5000000000,"balance":-24050}]"#).unwrap().value;
        let v2 = balance(br#"{"clientId":{"contractId":"5000000000","staffId":null,"personId":"0a1b"},"balance":"-24050","rnipsc":""}"#)
            .unwrap()
            .value;
        let status = balances(br#"{"students":[{"balance":-24050,"contract_id":5000000000,"at_school":true}]}"#).unwrap().value;
        assert_eq!(v3, std::slice::from_ref(&want));
        assert_eq!(v2, want);
        assert_eq!(status, [AccountReading { child: None, ..want }]);
    }

    #[test]
    fn a_limit_of_null_is_no_limit_and_other_rules_stay() {
        let read = balances(br#"[{"clientId":{"personId":"a"},"balance":1,"expenseConstraints":{"expenseDayLimit":null,"balanceThreshold":30000}},{"clientId":{"personId":"b"}}]"#).unwrap();
        assert_eq!(read.value[0].rules, Some(SpendingRules { day_limit: None, warn_below: Some(Money(30_000)) }));
        assert_eq!((read.value.len(), read.skipped), (1, 1), "a row without a balance tells nothing");
    }

    #[test]
    fn no_account_is_an_empty_list() {
        assert_eq!(balances(b"[]").unwrap().value, []);
        assert_eq!(balances(b"").unwrap().value, []);
        assert!(balance(b"").is_err());
    }

    #[test]
    fn a_negative_sum_printed_without_a_sign_is_negative() {
        assert_eq!(signed(Int(Some(4_294_959_296))), Some(Money(-8000)));
        assert_eq!(signed(Int(Some(4_294_967_295))), Some(Money(-1)));
        assert_eq!(signed(Int(Some(2_147_483_648))), Some(Money(-2_147_483_648)));
        assert_eq!(signed(Int(Some(2_147_483_647))), Some(Money(2_147_483_647)));
        assert_eq!(signed(Int(Some(4_294_967_296))), Some(Money(4_294_967_296)));
        assert_eq!(signed(Int(Some(-8000))), Some(Money(-8000)));
    }
}
