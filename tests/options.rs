//! What a scope can be asked to leave out, and how what was left out is counted.

#![cfg(feature = "enabled")]

#[allow(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::time::{Duration, Instant};

use callflow::{
    CallGraph, Context, InContext as _, TraceScope, TraceScopeBuilder, TraceStats, gather_traced,
    get_async_stats, span, trace, trace_async,
};
use support::{assert_drawn, block_on, by_turns, calls, leaf, nap, poll_once, unwind, unwinds, yield_now};

fn scope(options: impl FnOnce(TraceScopeBuilder) -> TraceScopeBuilder) -> TraceScope {
    options(TraceScope::builder()).build().unwrap()
}

fn stats(graph: &CallGraph) -> TraceStats {
    let stats = graph.metadata().trace_stats;
    let skipped = stats.skipped_sampling + stats.skipped_filtering + stats.skipped_duration;
    assert_eq!(stats.total_calls, stats.recorded_calls + skipped, "{stats:?}");
    let in_flight: u64 =
        graph.nodes().iter().filter(|node| !node.is_library()).map(callflow::Node::in_flight).sum();
    assert_eq!(stats.recorded_calls, graph.calls() + in_flight);
    stats
}

#[trace]
fn outer() {
    leaf();
    inner();
}

#[trace]
fn inner() {
    leaf();
}

#[trace_async]
async fn fetch() {
    nap().await;
    leaf();
}

mod sampling {
    use super::*;

    const CALLS: u64 = 4_000;

    fn half() -> TraceScope {
        scope(|options| options.sampling_rate(0.5))
    }

    /// Six standard deviations of a fair coin.
    #[track_caller]
    fn assert_half(kept: u64, of: u64) {
        let slack = 3.0 * (of as f64).sqrt();
        assert!((kept as f64 - of as f64 / 2.0).abs() < slack, "{kept} of {of}");
    }

    #[test]
    fn sync_subtrees_are_kept_or_muted_whole() {
        let scope = half();
        scope.run(|| (0..CALLS).for_each(|_| outer()));
        let graph = scope.finish();
        let kept = calls(&graph, "outer");
        assert_half(kept, CALLS);
        assert_eq!((calls(&graph, "inner"), calls(&graph, "leaf")), (kept, 2 * kept));
        let stats = stats(&graph);
        assert_eq!((stats.recorded_calls, stats.skipped_sampling), (4 * kept, 4 * (CALLS - kept)));
        assert_eq!(stats.total_calls, 4 * CALLS);
        assert_drawn(&graph, &format!("outer ×{kept}\n  inner ×{kept}\n    leaf ×{kept}\n  leaf ×{kept}"));
    }

    #[test]
    fn async_subtrees_are_kept_or_muted_whole() {
        let scope = half();
        block_on(scope.run_async(|| async {
            for _ in 0..CALLS {
                fetch().await;
            }
        }));
        let graph = scope.finish();
        let kept = calls(&graph, "fetch");
        assert_half(kept, CALLS);
        assert_eq!((calls(&graph, "nap"), calls(&graph, "leaf")), (kept, kept));
        assert_eq!(stats(&graph).skipped_sampling, 3 * (CALLS - kept));
        assert_eq!(get_async_stats(&graph).max_concurrent_tasks, 1);
        assert_eq!(graph.nodes().iter().map(callflow::Node::in_flight).sum::<u64>(), 0);
    }

    #[test]
    fn a_gather_is_one_call_of_the_sample() {
        let scope = half();
        for _ in 0..200 {
            scope.run(|| block_on(gather_traced((0..3).map(|_| fetch()))));
        }
        let graph = scope.finish();
        let gathers = calls(&graph, "gather_traced");
        assert!(gathers > 0 && gathers < 200);
        assert_eq!((calls(&graph, "<lane>"), calls(&graph, "fetch")), (3 * gathers, 3 * gathers));
        assert_eq!(stats(&graph).skipped_sampling, 9 * (200 - gathers));
    }

    /// A muted caller is a context: what it spawns goes nowhere, and not to the scope's root.
    #[test]
    fn what_a_muted_call_spawns_is_muted() {
        #[trace_async]
        async fn spawner(spawned: &std::sync::Mutex<Vec<futures::future::BoxFuture<'static, ()>>>) {
            spawned.lock().unwrap().push(Box::pin(fetch()));
            let context = Context::current();
            std::thread::scope(|threads| {
                threads.spawn(|| {
                    let _guard = context.attach();
                    leaf();
                });
            });
            leaf();
        }
        let scope = scope(|options| options.sampling_rate(0.0));
        let spawned = std::sync::Mutex::default();
        scope.run(|| block_on(spawner(&spawned)));
        let spawned = spawned.into_inner().unwrap();
        scope.run(|| spawned.into_iter().for_each(block_on));
        // Where nothing is set, too.
        block_on(async {}.in_context(scope.context()));
        let graph = scope.finish();
        assert_drawn(&graph, "");
        assert_eq!(stats(&graph).skipped_sampling, 6, "spawner, two leaves, fetch, nap, leaf");
    }

    #[test]
    fn a_rate_of_nought_keeps_nothing_and_of_one_all() {
        let none = scope(|options| options.sampling_rate(0.0));
        none.run(outer);
        let graph = none.finish();
        assert!(graph.nodes().is_empty() && graph.call_tree().is_empty());
        assert_eq!(stats(&graph).skipped_sampling, 4);
        assert!(format!("{graph}").contains("4 calls left out of the sample"), "{graph}");
        let all = scope(|options| options.sampling_rate(1.0));
        all.run(outer);
        assert_eq!(stats(&all.finish()), stats(&trace_all(outer)));
    }

    fn trace_all(work: fn()) -> CallGraph {
        callflow::trace_scope!(work).graph
    }

    #[test]
    fn many_scopes_of_one_call_each_are_a_sample_too() {
        let kept = (0..400)
            .filter(|_| {
                let scope = half();
                scope.run(leaf);
                scope.finish().calls() == 1
            })
            .count();
        assert_half(kept as u64, 400);
    }

    #[test]
    fn muted_calls_may_panic_be_cancelled_and_take_turns() {
        #[trace]
        fn fails() {
            leaf();
            unwind();
        }
        #[trace_async]
        async fn waits() {
            nap().await;
            std::future::pending::<()>().await;
        }
        let scope = half();
        scope.run(|| {
            for _ in 0..100 {
                unwinds(fails);
                let mut waiting = std::pin::pin!(waits());
                assert!(poll_once(waiting.as_mut()).is_pending());
                by_turns(fetch(), fetch());
            }
        });
        scope.run(outer);
        let graph = scope.finish();
        let (fails, waits) = (graph.node("fails").unwrap(), graph.node("waits").unwrap());
        assert_eq!((fails.outcomes().panicked, waits.outcomes().cancelled), (fails.calls(), waits.calls()));
        assert!(fails.calls() > 20 && waits.calls() > 20);
        assert_eq!(stats(&graph).total_calls, 100 * (2 + 2 + 2 * 3) + 4);
        assert_eq!(get_async_stats(&graph).in_flight, 0);
    }

    /// Σ self is the time of what was recorded, whatever was muted meanwhile.
    #[test]
    fn muted_calls_take_no_time() {
        let scope = half();
        scope.run(|| (0..200).for_each(|_| outer()));
        let graph = scope.finish();
        let roots: Duration = graph.call_tree().roots().map(callflow::CallPath::total_time).sum();
        assert_eq!(graph.busy_time(), roots);
    }
}

mod filters {
    use super::*;

    mod shop {
        use callflow::{trace, trace_async};

        #[trace]
        pub(super) fn checkout() {
            cart::total();
            super::leaf();
        }

        pub(super) mod cart {
            #[callflow::trace]
            pub(in super::super) fn total() {
                cache::look_up();
                super::super::leaf();
            }

            pub(in super::super) mod cache {
                #[callflow::trace]
                pub(in super::super::super) fn look_up() {
                    super::super::super::leaf();
                }
            }
        }

        #[trace_async]
        pub(super) async fn order() {
            cart::total();
            super::nap().await;
            super::leaf();
        }
    }

    const HERE: &str = concat!(module_path!(), "::shop");

    #[test]
    fn what_a_filtered_call_calls_hangs_below_its_nearest_recorded_caller() {
        let scope = scope(|options| options.exclude_modules([format!("{HERE}::cart")]));
        scope.run(shop::checkout);
        scope.run(shop::cart::total);
        let graph = scope.finish();
        assert_drawn(
            &graph,
            "
            checkout
              leaf ×3
            leaf ×2
            ",
        );
        assert_eq!(stats(&graph).skipped_filtering, 4);
        let checkout = graph.node("checkout").unwrap();
        let leaves = graph.edges()[0].total_time();
        assert_eq!(
            checkout.self_time_raw() + leaves,
            checkout.total_time(),
            "a filtered call's time is its caller's"
        );
    }

    #[test]
    fn included_modules_are_all_there_is_and_exclusion_wins() {
        let scope = scope(|options| {
            options.include_modules([HERE]).exclude_modules([format!("{HERE}::cart::cache")])
        });
        scope.run(shop::checkout);
        let graph = scope.finish();
        assert_drawn(&graph, "checkout\n  total");
        assert_eq!(stats(&graph).skipped_filtering, 4, "look_up and three leaves");
    }

    #[test]
    fn filtered_futures_pass_their_context_on() {
        let scope = scope(|options| options.exclude_modules([HERE]));
        scope.run(|| {
            outer();
            block_on(shop::order());
            span!("below", { block_on(shop::order()) });
        });
        let graph = scope.finish();
        assert_drawn(
            &graph,
            "
            below
              leaf ×3
              nap
            outer
              inner
                leaf
              leaf
            leaf ×3
            nap
            ",
        );
        assert_eq!(stats(&graph).skipped_filtering, 6, "twice order, total and look_up");
    }

    /// The caller's path goes along to where a filtered future is polled.
    #[test]
    fn filtered_futures_that_are_spawned_hang_below_their_caller() {
        let scope = scope(|options| options.exclude_modules([HERE]));
        let spawned = scope.run(|| span!("spawner", { shop::order() })).value;
        std::thread::spawn(|| block_on(spawned)).join().unwrap();
        assert_drawn(&scope.finish(), "spawner\n  ~leaf ×3\n  ~nap");
    }

    #[test]
    fn a_filtered_future_that_is_dropped_leaves_nothing_behind() {
        #[callflow::trace_async]
        async fn caller(polled: bool) {
            let mut waiting = Box::pin(shop::order());
            if polled {
                assert!(poll_once(waiting.as_mut()).is_pending());
            }
            drop(waiting);
            yield_now().await;
        }
        let scope = scope(|options| options.exclude_modules([HERE]));
        scope.run(|| block_on(async { gather_traced([caller(false), caller(true)]).await }));
        let graph = scope.finish();
        assert_eq!(graph.node("nap").unwrap().outcomes().cancelled, 1);
        assert_eq!(stats(&graph).skipped_filtering, 3, "a future that is never polled is no call");
        assert_eq!(get_async_stats(&graph).max_concurrent_tasks, 2, "a caller, and the nap of the other");
    }

    #[test]
    fn gathers_are_never_filtered() {
        let scope = scope(|options| options.include_modules(["no::such::module"]));
        scope.run(|| block_on(gather_traced([fetch(), fetch()])));
        assert_drawn(&scope.finish(), "gather_traced\n  <lane> ×2");
    }
}

mod durations {
    use super::*;

    const LONG: Duration = Duration::from_millis(2);

    #[trace]
    fn spin(long: bool) {
        let start = Instant::now();
        while long && start.elapsed() < 2 * LONG {}
    }

    #[trace]
    fn mixed() {
        (0..9).for_each(|_| spin(false));
        spin(true);
    }

    #[trace_async]
    async fn wait(long: bool) {
        spin(long);
        yield_now().await;
        leaf();
    }

    #[test]
    fn short_calls_are_left_out_and_their_time_is_their_callers() {
        let scope = scope(|options| options.min_duration(LONG));
        scope.run(mixed);
        let graph = scope.finish();
        assert_drawn(&graph, "mixed\n  spin");
        assert_eq!(stats(&graph).skipped_duration, 9);
        let (mixed, spin) = (graph.node("mixed").unwrap(), graph.node("spin").unwrap());
        assert_eq!(mixed.self_time_raw() + spin.total_time(), mixed.total_time());
        assert!(spin.min() >= LONG && spin.percentile(0.0) >= LONG);
        assert!(format!("{graph}").contains("9 calls shorter"), "{graph}");
    }

    #[test]
    fn short_futures_are_left_out_and_their_time_is_their_callers() {
        #[trace]
        fn caller() {
            for long in [false, false, true, false] {
                block_on(wait(long));
            }
        }
        let scope = scope(|options| options.min_duration(LONG));
        scope.run(caller);
        let graph = scope.finish();
        assert_drawn(&graph, "caller\n  wait\n    spin");
        assert_eq!(stats(&graph).skipped_duration, 3 * 3 + 1);
        assert_eq!(graph.timeline().len(), 1);
        assert_eq!(graph.timeline().left_out(), 0);
        let [caller, wait, spin] = ["caller", "wait", "spin"].map(|name| graph.node(name).unwrap());
        assert_eq!(caller.self_time_raw() + wait.self_time_raw() + spin.self_time_raw(), caller.total_time());
        assert_eq!(graph.busy_time(), caller.total_time());
        let stats = get_async_stats(&graph);
        assert_eq!((stats.in_flight, stats.total_async_time), (0, wait.total_time()));
    }

    #[test]
    fn calls_in_flight_are_not_short() {
        let scope = scope(|options| options.min_duration(Duration::from_secs(3600)));
        scope.run(|| {
            (0..3).for_each(|_| leaf());
            span!("open", {
                let graph = scope.snapshot();
                assert_eq!(graph.node("open").unwrap().in_flight(), 1);
                assert_eq!((stats(&graph).recorded_calls, stats(&graph).skipped_duration), (1, 3));
                assert!(graph.node("leaf").is_none());
            });
        });
        let graph = scope.finish();
        assert_eq!((graph.nodes().len(), stats(&graph).skipped_duration), (0, 4));
    }

    #[test]
    fn failures_that_are_short_are_left_out_like_all_others() {
        #[trace]
        fn fails() -> Result<(), ()> {
            Err(())
        }
        let scope = scope(|options| options.min_duration(LONG));
        scope.run(|| {
            fails().unwrap_err();
            unwinds(|| span!("unwinds", { unwind() }));
        });
        let graph = scope.finish();
        assert_eq!((graph.calls(), stats(&graph).skipped_duration), (0, 2));
    }
}

mod arguments {
    use std::{cell::Cell, fmt};

    use super::*;

    struct Loud<'a>(&'a Cell<u32>);

    impl fmt::Debug for Loud<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.set(self.0.get() + 1);
            leaf();
            f.write_str("loud")
        }
    }

    #[trace(args(n, text.len(), twice = 2 * n))]
    fn work(n: u32, text: &str) {
        let _ = (n, text);
    }

    #[trace(args(loud))]
    fn loudly(loud: &Loud<'_>) {
        let _ = loud;
    }

    fn asking() -> TraceScope {
        scope(|options| options.include_args(true))
    }

    #[test]
    fn the_last_five_are_kept_in_order() {
        let scope = asking();
        scope.run(|| (0..8).for_each(|n| work(n, "abc")));
        let graph = scope.finish();
        assert_eq!(
            graph.node("work").unwrap().arguments(),
            [3, 4, 5, 6, 7].map(|n| format!("n = {n}, text.len() = 3, twice = {}", 2 * n))
        );
    }

    #[test]
    fn nothing_is_formatted_unless_the_scope_asks_and_the_call_is_recorded() {
        let formatted = Cell::new(0);
        let loud = Loud(&formatted);
        loudly(&loud);
        let silent = TraceScope::new();
        silent.run(|| loudly(&loud));
        let muted = scope(|options| options.include_args(true).sampling_rate(0.0));
        muted.run(|| loudly(&loud));
        let filtered = scope(|options| options.include_args(true).exclude_modules([module_path!()]));
        filtered.run(|| loudly(&loud));
        assert_eq!(formatted.get(), 0);
        assert!(silent.finish().node("loudly").unwrap().arguments().is_empty());

        let asking = asking();
        asking.run(|| loudly(&loud));
        let graph = asking.finish();
        assert_eq!(formatted.get(), 1);
        assert_eq!(graph.node("loudly").unwrap().arguments(), ["loud = loud"]);
        assert!(graph.node("leaf").is_none(), "what a `Debug` calls is not recorded");
    }

    #[test]
    fn a_sampled_call_and_its_arguments_go_together() {
        let scope = scope(|options| options.include_args(true).sampling_rate(0.5));
        for n in 0..50 {
            let before = scope.snapshot().find("work").map_or(0, callflow::Node::calls);
            scope.run(|| work(n, ""));
            let graph = scope.snapshot();
            let Ok(node) = graph.find("work") else { continue };
            let kept = node.arguments().iter().any(|text| text.starts_with(&format!("n = {n},")));
            assert_eq!(kept, node.calls() > before);
        }
    }

    #[test]
    fn a_debug_that_panics_or_never_ends_does_no_harm() {
        struct Panics;
        impl fmt::Debug for Panics {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                unwind()
            }
        }
        struct Endless;
        impl fmt::Debug for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                loop {
                    f.write_str("ä\n")?;
                }
            }
        }
        #[trace(args(first, second))]
        fn takes(first: u8, second: &dyn fmt::Debug) -> u8 {
            let _ = second;
            first
        }
        let scope = asking();
        assert_eq!(
            scope.run(|| takes(1, &Panics) + takes(2, &Endless) + takes(3, &"\u{202e}</script>")).value,
            6
        );
        let graph = scope.finish();
        let [panicked, endless, hostile] = graph.node("takes").unwrap().arguments() else {
            panic!("{graph}")
        };
        assert_eq!(panicked, "first = 1, second = , <panicked>");
        assert!(endless.ends_with('…') && endless.chars().count() == 101, "{endless}");
        assert_eq!(hostile, "first = 3, second = \"\\u{202e}</script>\"");
        assert_eq!(graph.node("takes").unwrap().outcomes().ok, 3);
    }

    #[test]
    fn futures_offer_theirs_when_they_are_called() {
        #[trace_async(args(id))]
        async fn fetch(id: u32) -> u32 {
            nap().await;
            id
        }
        let scope = asking();
        scope.run(|| block_on(gather_traced((0..3).map(fetch))));
        assert_eq!(scope.finish().node("fetch").unwrap().arguments(), ["id = 0", "id = 1", "id = 2"]);
    }

    #[test]
    fn threads_do_not_wait_for_each_other() {
        let scope = asking();
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| scope.run(|| (0..500).for_each(|n| work(n, ""))));
            }
        });
        let graph = scope.finish();
        assert_eq!((calls(&graph, "work"), graph.node("work").unwrap().arguments().len()), (2_000, 5));
        assert!(graph.metadata().arguments_missed < 2_000);
    }
}

#[test]
fn impossible_options_are_refused_when_the_scope_is_built() {
    let refused = |options: TraceScopeBuilder, said: &str| {
        for error in [options.clone().build().err(), options.build_global().err()] {
            let error = error.expect("an error");
            assert!(error.is_options() && error.to_string().contains(said), "{error}");
        }
    };
    let options = TraceScope::builder;
    refused(options().sampling_rate(1.5), "sampling_rate is 1.5, but must be between 0 and 1");
    refused(options().sampling_rate(f64::NAN), "sampling_rate is NaN");
    refused(options().include_modules(["my-shop"]), "write `my_shop`");
    refused(options().exclude_modules(["shop::"]), "`shop::`");
    refused(options().include_modules(["a::b"]).exclude_modules(["a"]), "leaves nothing");
    refused(options().min_duration(Duration::MAX), "min_duration");
    refused(options().max_call_paths(0), "max_call_paths is 0");
}

#[test]
fn calls_past_the_cap_on_paths_are_marked_and_keep_their_sums() {
    let scope = scope(|options| options.max_call_paths(2));
    scope.run(|| (0..3).for_each(|_| outer()));
    let graph = scope.finish();
    assert_drawn(
        &graph,
        "
        <overflow> ×0
          inner ×3
          leaf ×3
        outer ×3
          leaf ×3
        ",
    );
    assert_eq!(["outer", "inner", "leaf"].map(|name| calls(&graph, name)), [3, 3, 6]);
    let roots: Duration = graph.node("outer").unwrap().total_time();
    assert_eq!(graph.busy_time(), roots, "self times are exact");
    assert!(graph.node("<overflow>").unwrap().is_library());
    assert_eq!(graph.metadata().overflowed_calls, 6);
    assert!(graph.to_string().contains("! 6 calls past the cap on call paths"), "{graph}");
}

#[test]
fn the_options_are_kept_with_the_graph() {
    let scope = scope(|options| {
        options.sampling_rate(0.25).include_modules(["a", "b::c"]).min_duration(Duration::from_micros(5))
    });
    let kept = scope.finish().metadata().options.clone();
    assert_eq!((kept.sampling_rate, kept.min_duration), (0.25, Duration::from_micros(5)));
    assert_eq!(kept.include_modules, ["a", "b::c"]);
    assert_eq!((kept.max_call_paths, kept.max_timeline_calls, kept.include_args), (100_000, 16_384, false));
}

#[test]
fn all_of_it_together_adds_up() {
    let scope = scope(|options| {
        options
            .sampling_rate(0.5)
            .exclude_modules([format!("{}::filters", module_path!())])
            .min_duration(Duration::from_nanos(1))
            .include_args(true)
    });
    std::thread::scope(|threads| {
        for _ in 0..3 {
            threads.spawn(|| {
                for _ in 0..300 {
                    scope.run(outer);
                    block_on(scope.run_async(|| gather_traced([fetch(), fetch()])));
                }
            });
        }
    });
    assert_eq!(stats(&scope.finish()).total_calls, 3 * 300 * (4 + 6));
}
