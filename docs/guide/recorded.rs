// Graphs with times of choice, for the guide's comparisons: real ones would tell another tale on every machine.

use callflow::CallGraph;

/// So many runs in which functions, given as name, calls and milliseconds, take their time give or take 0.5 %.
pub(crate) fn runs(runs: u32, functions: &[(&str, u64, f64)]) -> Vec<CallGraph> {
    calling(runs, functions, &[])
}

/// The same with a caller for some of the functions.
pub(crate) fn calling(
    runs: u32,
    functions: &[(&str, u64, f64)],
    callers: &[(&str, &str)],
) -> Vec<CallGraph> {
    noisy(runs, 0.005, functions, callers)
}

/// The same with noise of choice, as a fraction.
pub(crate) fn noisy(
    runs: u32,
    noise: f64,
    functions: &[(&str, u64, f64)],
    callers: &[(&str, &str)],
) -> Vec<CallGraph> {
    let row = |factor: f64, name: &str| {
        let &(_, calls, time) = functions.iter().find(|(other, ..)| *other == name).unwrap();
        (calls, factor * time / 1e3)
    };
    (0..runs)
        .map(|run| {
            // 0, 3, 6, 2, 5, 1, 4, …: no order that a test could take for a drift.
            let factor = 1.0 + noise * (f64::from(3 * run % 7) / 3.0 - 1.0);
            let nodes: Vec<String> = functions
                .iter()
                .map(|(name, ..)| {
                    let (calls, time) = row(factor, name);
                    format!(r#"{{"full_name": "{name}", "call_count": {calls}, "total_time": {time}}}"#)
                })
                .collect();
            let edges: Vec<String> = callers
                .iter()
                .map(|(caller, callee)| {
                    let (calls, time) = row(factor, callee);
                    format!(
                        r#"{{"caller": "{caller}", "callee": "{callee}", "call_count": {calls}, "total_time": {time}}}"#
                    )
                })
                .collect();
            let called = |name: &str| callers.iter().any(|(_, callee)| *callee == name);
            let wall: f64 = functions.iter().filter(|(name, ..)| !called(name)).map(|(_, _, time)| factor * time / 1e3).sum();
            let (nodes, edges) = (nodes.join(", "), edges.join(", "));
            let json = format!(
                r#"{{"nodes": [{nodes}], "edges": [{edges}], "metadata": {{"duration": {wall}}}}}"#
            );
            CallGraph::from_json(&json).unwrap()
        })
        .collect()
}
