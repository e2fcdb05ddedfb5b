//! Property: however a history is cut into windows, in whatever order they arrive and however often, the rows are the same.

use proptest::prelude::*;
use schoolcard_core::domain::Direction;
use schoolcard_core::store::Window;

use super::*;

#[derive(Debug, Clone)]
struct History {
    taps: Vec<(u32, u32, bool)>,
    /// First and last day of each window, in the order of arrival.
    windows: Vec<(u32, u32)>,
}

fn histories() -> impl Strategy<Value = History> {
    let taps = prop::collection::vec((1..29_u32, 0..1440_u32, any::<bool>()), 0..60);
    let windows = prop::collection::vec((1..29_u32, 0..7_u32).prop_map(|(from, more)| (from, (from + more).min(28))), 0..12);
    (taps, windows).prop_map(|(taps, windows)| History { taps, windows })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn overlapping_windows_in_any_order_end_with_the_rows_of_one_pass(history in histories()) {
        let taps: Vec<Passage> = history
            .taps
            .iter()
            .map(|(d, minute, inward)| {
                let direction = if *inward { Direction::In } else { Direction::Out };
                let mut tap = tap(&masha(), at(*d, minute / 60, minute % 60), direction);
                tap.learned_at = at(30, 0, 0);
                tap
            })
            .collect();
        let goods: Vec<Purchase> = taps.iter().map(|t| purchase(&masha(), t.id().as_str(), t.at, 100)).collect();
        let moves: Vec<Movement> = taps.iter().map(|t| movement(&masha(), t.id().as_str(), t.at, -100)).collect();

        let (once, often) = (Scene::new(), Scene::new());
        let whole = (1, 28);
        // The last pass over everything stands for the windows that complete the history.
        let passes = [(&once, vec![whole]), (&often, history.windows.iter().copied().chain([whole]).collect())];
        for (scene, windows) in passes {
            for (from, to) in windows {
                let window = Window::from(days(from, to));
                let taps: Vec<_> = taps.iter().filter(|t| window.contains(t.at)).cloned().collect();
                let goods: Vec<_> = goods.iter().filter(|t| window.contains(t.at)).cloned().collect();
                let moves: Vec<_> = moves.iter().filter(|t| window.contains(t.at)).cloned().collect();
                scene.store.write(move |w| {
                    w.put_passages(&masha(), window, taps)?;
                    w.put_purchases(&masha(), window, goods, true)?;
                    w.put_movements(&masha(), window, moves, at(30, 0, 0))
                }).unwrap();
            }
        }
        prop_assert_eq!(once.store.passages(&masha(), Window::ALL).unwrap(), often.store.passages(&masha(), Window::ALL).unwrap());
        prop_assert_eq!(once.store.purchases(&masha(), Window::ALL).unwrap(), often.store.purchases(&masha(), Window::ALL).unwrap());
        prop_assert_eq!(once.store.movements(&masha(), Window::ALL).unwrap(), often.store.movements(&masha(), Window::ALL).unwrap());
        let mut keys: Vec<_> = taps.iter().map(Passage::id).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(once.store.counts().unwrap().passages, keys.len() as u64, "nothing doubled, nothing lost");
        prop_assert_eq!(often.store.counts().unwrap().edits, 0);
    }

    #[test]
    fn a_reread_of_the_same_rows_is_never_a_change(history in histories()) {
        let scene = Scene::new();
        let taps: Vec<Passage> =
            history.taps.iter().map(|(d, minute, _)| tap(&masha(), at(*d, minute / 60, minute % 60), Direction::In)).collect();
        let again = taps.clone();
        scene.store.write(move |w| w.put_passages(&masha(), days(1, 28), taps)).unwrap();
        scene.changes();
        for (from, to) in history.windows {
            let rows: Vec<_> = again.iter().filter(|t| days(from, to).contains(t.at.date())).cloned().collect();
            prop_assert!(!scene.store.write(move |w| w.put_passages(&masha(), days(from, to), rows)).unwrap());
        }
        prop_assert_eq!(scene.changes(), vec![]);
    }
}
