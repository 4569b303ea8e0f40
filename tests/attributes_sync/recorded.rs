use super::*;

#[trace]
fn leaf(number: u8) -> u8 {
    number + 1
}

#[trace]
fn branch(number: u8) -> u8 {
    leaf(leaf(number))
}

#[test]
fn callees_hang_below_their_callers() {
    let Traced { value, graph } = trace_scope!(|| (branch(1), leaf(1)));
    assert_eq!(value, (3, 2));
    assert_eq!(graph.draw(), "branch\n  leaf ×2\nleaf\n");
}

#[test]
fn nothing_is_recorded_without_a_scope() {
    assert_eq!(branch(1), 3);
}

#[trace(name = "shop::checkout")]
fn renamed() {}

#[test]
fn a_name_is_taken_as_it_is() {
    let graph = trace_scope!(renamed).graph;
    assert_eq!(graph.nodes()[0].full_name(), "shop::checkout");
    assert_eq!(graph.nodes()[0].module(), "attributes_sync::recorded");
}

#[trace]
fn placed() {}

#[test]
fn the_place_is_that_of_the_functions_name() {
    let graph = trace_scope!(placed).graph;
    let node = &graph.nodes()[0];
    assert!(node.file().ends_with("recorded.rs"), "{}", node.file());
    let line = include_str!("recorded.rs").lines().position(|line| line == "fn placed() {}");
    assert_eq!(Some(node.line() as usize), line.map(|before| before + 1));
}

#[trace]
fn recursive(depth: u8) -> Result<u8, String> {
    if depth == 0 { Err("bottom".to_owned()) } else { recursive(depth - 1) }
}

#[test]
fn recursion_is_recorded_call_by_call() {
    assert_eq!(drawn(|| recursive(2)), "recursive, 1 error\n  recursive, 1 error\n    recursive, 1 error\n");
}

#[trace(skip)]
fn skipped() {}

#[test]
fn skipped_functions_are_left_alone() {
    assert_eq!(drawn(skipped), "");
}
