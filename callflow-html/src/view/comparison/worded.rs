use callflow_core::json_text::{Object, ToJson};

use super::{
    super::shell::{Card, Phrase, Role},
    cards,
    direction::Direction,
    headline,
};

/// What is read of a comparison at its head, in one direction.
pub(crate) struct Worded {
    pub(super) headline: Vec<Phrase>,
    pub(super) cards: Vec<Card>,
}

impl Worded {
    pub(super) fn of(direction: Direction<'_>) -> Self {
        Self { headline: headline::headline(direction), cards: cards::cards(direction) }
    }
}

impl ToJson for Worded {
    fn write(&self, out: &mut String) {
        let role = |phrase: &Phrase| match phrase.role {
            Role::Words => "",
            Role::Figure => "strong",
            Role::Name => "bdi",
        };
        let headline: Vec<_> = self.headline.iter().map(|phrase| (role(phrase), &phrase.text)).collect();
        let cards: Vec<_> = self.cards.iter().map(|card| (card.tone, (&card.value, &card.detail))).collect();
        let mut object = Object::begin(out);
        object.key("headline", &headline);
        object.key("cards", &cards);
        object.end();
    }
}
