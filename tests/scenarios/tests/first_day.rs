//! A parent's first day: signs in, sees the children, an entry and a lunch arrive.

use schoolcard_core::app::RefreshScope;
use schoolcard_core::domain::{Presence, PresenceEvidence};
use schoolcard_core::screens::home::BalanceCell;
use schoolcard_scenarios::{Phone, school};

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_signs_in_and_sees_where_the_children_are_and_what_they_have() {
    let school = school(2, 30).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let cards = phone.cards().unwrap();
    let children = school.operator_state().unwrap().children;
    assert_eq!(cards.len(), 2);
    for (card, child) in cards.iter().zip(&children) {
        assert_eq!(card.person.as_str(), child.person_id);
        let BalanceCell::Known { figure } = &card.balance else { panic!("no balance") };
        assert_eq!(figure.value.balance.confirmed.kopecks(), child.balance_kopecks);
        if child.inside {
            assert!(matches!(card.presence.value.presence, Presence::InSince { evidence: PresenceEvidence::Passage, .. }));
        }
    }
}
