//! One child's school day: passages in and out, then meals and money (in `meals`).
//!
//! Nothing is written that would lie in the future of the sandbox clock; what is learned late may still be hidden.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::Special;
use super::people::Pupil;
use crate::db::rows::{Side, edit_visit_exit, insert_visit};

/// Writes one day; holds what the day's parts share.
pub(super) struct DayWriter<'a> {
    pub db: &'a Connection,
    pub random: ChaCha8Rng,
    pub pupil: &'a Pupil,
    pub date: NaiveDate,
    pub now: NaiveDateTime,
    /// Class that day; 0 and below is kindergarten.
    pub level: i32,
    pub camp: bool,
    pub special: Option<Special>,
    /// Kopecks on the account when the day begins.
    pub balance: i64,
}

/// When the child is in which building.
pub(super) struct Stay {
    pub building: i64,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
}

impl DayWriter<'_> {
    /// Writes the day; the balance when it ends.
    pub(super) fn write(mut self) -> rusqlite::Result<i64> {
        let stays = self.stays();
        for (index, stay) in stays.iter().enumerate() {
            self.write_passages(stay, index == 0)?;
        }
        self.write_meals(&stays)?;
        Ok(self.balance)
    }

    /// A time of the day plus up to `spread` minutes of chance, with seconds.
    pub(super) fn about(&mut self, hour: u32, minute: u32, spread: i64) -> NaiveDateTime {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        self.date.and_time(time) + Duration::seconds(self.random.random_range(0..=spread * 60))
    }

    fn stays(&mut self) -> Vec<Stay> {
        let weekday = self.date.weekday().num_days_from_monday() as usize;
        let own_day = |offset: usize| weekday == (self.pupil.index + offset) % 5;
        let second = own_day(1) && self.level >= 1 && !self.camp;
        let club = (own_day(2) || own_day(4)) && self.level >= 1 && !self.camp;
        let pupil = self.pupil;

        let from = if self.camp { self.about(8, 30, 25) } else { self.about(7, 52, 34) };
        let leave = match self.level {
            _ if self.camp => self.about(15, 40, 50),
            ..=0 => self.about(17, 0, 80),
            1..=4 => self.about(14, 40, 120),
            5..=8 => self.about(14, 50, 70),
            _ => self.about(15, 20, 80),
        };
        let mut stays = Vec::with_capacity(3);
        if second {
            let change = self.about(12, 40, 8);
            let arrive = change + Duration::minutes(self.random.random_range(7..14));
            stays.push(Stay { building: pupil.main_building, from, to: change });
            stays.push(Stay { building: pupil.second_building, from: arrive, to: leave });
        } else {
            stays.push(Stay { building: pupil.main_building, from, to: leave });
        }
        if club {
            let from = (leave + Duration::minutes(18)).max(self.about(16, 40, 15));
            let to = from + Duration::minutes(self.random.random_range(75..95));
            stays.push(Stay { building: pupil.club_building, from, to });
        }
        stays
    }

    fn write_passages(&mut self, stay: &Stay, first: bool) -> rusqlite::Result<()> {
        let special = self.special.filter(|_| first);
        if self.special == Some(Special::ForgottenCard) {
            return Ok(());
        }
        let entry = (special != Some(Special::MissingEntry) && stay.from <= self.now)
            .then(|| self.side(stay.from, special == Some(Special::LateNews)));
        let exit = (special != Some(Special::MissingExit) && stay.to <= self.now).then(|| self.side(stay.to, false));
        if entry.is_none() && exit.is_none() {
            return Ok(());
        }
        let child = self.pupil.id;
        if let (Some(Special::DoubleEntry), Some(entry)) = (special, &entry) {
            let earlier = Side::at(entry.at - Duration::minutes(2));
            insert_visit(self.db, child, stay.building, Some(&earlier), None)?;
        }
        let visit = insert_visit(self.db, child, stay.building, entry.as_ref(), exit.as_ref())?;
        let edited_at = self.edited_at();
        if special == Some(Special::EditedDay) && exit.is_some() && edited_at <= self.now {
            edit_visit_exit(self.db, visit, stay.to - Duration::minutes(11), edited_at)?;
        }
        Ok(())
    }

    /// The school corrects a day the morning after.
    pub(super) fn edited_at(&self) -> NaiveDateTime {
        let nine = NaiveTime::from_hms_opt(9, 10, 0).unwrap_or_default();
        (self.date + Duration::days(1)).and_time(nine)
    }

    /// One tap: most are known within minutes, a few much later; small children do not come alone.
    fn side(&mut self, at: NaiveDateTime, late: bool) -> Side {
        let delay =
            if late || self.random.random_bool(0.01) { self.random.random_range(35..90) * 60 } else { self.random.random_range(5..240) };
        let (last, first, middle) = &self.pupil.mother;
        let person = match self.random.random_range(0..10) {
            0..=4 if self.level <= 2 => Some(serde_json::json!({"lastName": last, "firstName": first, "middleName": middle}).to_string()),
            5 if self.level <= 2 => Some(serde_json::json!(format!("{last} {first} {middle}")).to_string()),
            _ => None,
        };
        Side { at, visible_at: at + Duration::seconds(delay), person }
    }
}
