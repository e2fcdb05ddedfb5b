//! The cards of the first child, in the core's own words.

use schoolcard_core::domain::{CardId, CardKind, CardState, HelpTopic};
use schoolcard_core::l10n::{CardsText, L10n, Locale};
use schoolcard_core::screens::cards::{CardAction, CardRow, LossState, TransportCell};
use schoolcard_core::screens::{CardsState, ScreenState};

use super::{anna, as_of, day, fresh};

/// One working card.
pub fn cards() -> ScreenState {
    let l10n = L10n::new(Locale::Ru);
    let title = l10n.card_title(CardKind::Service, "4421");
    let question = l10n.card_block_question(&title, "Анна Соколова");
    ScreenState::Cards {
        state: CardsState::Cards {
            person: anna(),
            name: "Анна Соколова".into(),
            account_text: l10n.cards_account(None),
            cards: vec![CardRow {
                id: CardId("7".into()),
                kind: CardKind::Service,
                state: CardState::Active,
                spoken: l10n.card_title_spoken(CardKind::Service, "4421"),
                state_text: format!("{} {}", l10n.card_state(CardState::Active), l10n.card_valid_to(day(30), false, day(12))),
                title,
                block: None,
                action: CardAction::Block { text: l10n.cards(CardsText::BlockOffer), question },
            }],
            empty_text: String::new(),
            compared: [CardsText::GivesService, CardsText::GivesSocial, CardsText::OneIsEnough].map(|text| l10n.cards(text)).to_vec(),
            transport: TransportCell::NotSet { text: l10n.cards(CardsText::TransportNotSet) },
            loss: LossState::Nothing,
            hints_title: String::new(),
            hints: vec![],
            freshness: fresh(),
            as_of_text: as_of(),
            help: HelpTopic::LostCard,
            notices: vec![],
        },
    }
}
