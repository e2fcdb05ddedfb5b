//! The balance rebuilt from movements (part of M9): `balance before + sum` of one movement is the balance before the next.
//!
//! The wire gives movements of one minute, or of one day where it sends bare dates, no order among themselves. Such a group fits when
//! its movements can be laid end to end in some order; only a group that fits in no order is a jump.

use std::collections::BTreeMap;

use super::account::Movement;
use super::bill_checker::Finding;
use super::money::Money;

/// Where the balance changed without a movement, oldest first. `movements` in any order, without gaps between first and last.
pub(super) fn jumps<'a>(movements: impl IntoIterator<Item = &'a Movement>) -> Vec<Finding> {
    let mut sorted: Vec<&Movement> = movements.into_iter().collect();
    sorted.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let mut found = Vec::new();
    let mut running: Option<Money> = None;
    for group in sorted.chunk_by(|a, b| a.at == b.at) {
        let sum = Money::checked_sum(group.iter().map(|movement| movement.sum));
        let told: Option<Vec<(Money, Money)>> =
            group.iter().map(|movement| Some((movement.balance_before?, movement.balance_after()?))).collect();
        let begins = match told {
            // Without all balances nothing can be said about this group, but the sum carries on.
            None => running,
            Some(told) => {
                let starts = starts(&told);
                let first = starts.first().copied().or_else(|| told.first().map(|(before, _)| *before));
                match (running, first) {
                    (Some(expected), _) if starts.contains(&expected) => Some(expected),
                    (Some(expected), Some(told)) => {
                        found.push(Finding::Jump { movement: group[0].id.clone(), at: group[0].at, expected, told });
                        the_only(&starts)
                    }
                    _ => the_only(&starts),
                }
            }
        };
        running = begins.zip(sum).and_then(|(begins, sum)| begins.checked_add(sum));
    }
    found
}

/// A group that runs in a circle could begin anywhere; nothing is built on a guess.
fn the_only(starts: &[Money]) -> Option<Money> {
    match starts {
        [start] => Some(*start),
        _ => None,
    }
}

/// The balances from which all of `told` (before, after) can be laid end to end; none when they do not fit together.
///
/// Every balance is reached as often as it is left, save the one at which the group begins and the one at which it ends.
fn starts(told: &[(Money, Money)]) -> Vec<Money> {
    let mut left_more_than_reached: BTreeMap<Money, i64> = BTreeMap::new();
    for (before, after) in told {
        *left_more_than_reached.entry(*before).or_default() += 1;
        *left_more_than_reached.entry(*after).or_default() -= 1;
    }
    let uneven: Vec<(Money, i64)> =
        left_more_than_reached.iter().filter(|(_, more)| **more != 0).map(|(sum, more)| (*sum, *more)).collect();
    match uneven.iter().filter(|(_, more)| *more > 0).collect::<Vec<_>>()[..] {
        [] => told.iter().map(|(before, _)| *before).collect(),
        [(start, 1)] => vec![*start],
        _ => Vec::new(),
    }
}
