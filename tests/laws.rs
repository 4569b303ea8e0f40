//! The laws of the data, checked on random programs against a reference that keeps every event.
//!
//! A program runs once on the library and, told by the wrappers of `laws/shadow.rs`, on the model of
//! `laws/model.rs`. The two must show the same; `laws/times.rs` adds what must hold between times.
//! `PROPTEST_CASES` raises the number of programs.

#[path = "laws/executor.rs"]
mod executor;
#[path = "laws/gathering.rs"]
mod gathering;
#[path = "laws/known.rs"]
mod known;
#[path = "laws/limits.rs"]
mod limits;
#[path = "laws/model.rs"]
mod model;
#[path = "laws/picture.rs"]
mod picture;
#[path = "laws/populations.rs"]
mod populations;
#[path = "laws/program.rs"]
mod program;
#[path = "laws/run.rs"]
mod run;
#[path = "laws/selection.rs"]
mod selection;
#[path = "laws/shadow.rs"]
mod shadow;
#[path = "laws/sites.rs"]
mod sites;
#[path = "laws/threads.rs"]
mod threads;
#[path = "laws/times.rs"]
mod times;
#[path = "laws/world.rs"]
mod world;

use std::sync::Arc;

use callflow::TraceScope;
use program::{Language, programs};
use proptest::{prelude::*, test_runner::TestCaseError};
use world::{Root, World};

/// So many programs unless the environment asks for more. Found failures become tests by name, not seeds.
fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), failure_persistence: None, ..ProptestConfig::default() }
}

fn holds(result: Result<(), String>) -> Result<(), TestCaseError> {
    result.map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn sync_programs_show_what_the_events_say(program in programs(Language::Sync, 5)) {
        let scope = Arc::new(TraceScope::new());
        let world = World::new(&program, Root::Alone { max_paths: usize::MAX });
        holds(world.run(&program, scope.clone()))?;
        holds(times::check_sync(&scope.snapshot()))?;
    }

    #[test]
    fn async_programs_show_what_the_events_say(program in programs(Language::Async, 4)) {
        holds(world::run(&program))?;
    }

    #[test]
    fn programs_with_nested_scopes_show_what_the_events_say(program in programs(Language::Whole, 4)) {
        holds(world::run(&program))?;
    }
}
