//! hotpath, with a guard for all calls of a case. Its end drains what was recorded; it prints no report.

use std::{env, fs, process};

use hotpath::{Format, HotpathGuardBuilder};

use super::Session;
use crate::{
    clocks::body,
    futures::{now, plain},
    measure::calls,
    resident::Resident,
};

#[hotpath::measure]
#[inline(never)]
fn measured(n: u64) -> u64 {
    body(n)
}

#[hotpath::measure]
async fn measured_future(n: u64) -> u64 {
    plain(n).await
}

#[hotpath::measure(future = true)]
async fn measured_polls(n: u64) -> u64 {
    plain(n).await
}

fn call_sync(count: u64) {
    calls(count, measured);
}

fn call_futures(count: u64) {
    calls(count, |n| now(measured_future(n)));
}

fn call_polls(count: u64) {
    calls(count, |n| now(measured_polls(n)));
}

fn guarded(record: fn(u64)) -> impl FnMut(u64) {
    move |count| {
        let _guard = HotpathGuardBuilder::new("bench").format(Format::None).build();
        record(count);
    }
}

/// The most calls of a function in the report of a guard for as many calls as were made before it.
fn reported(record: fn(u64), count: u64) -> Option<u64> {
    let path = env::temp_dir().join(format!("callflow-bench-{}.json", process::id()));
    {
        let _guard = HotpathGuardBuilder::new("bench").format(Format::Json).output_path(path.clone()).build();
        record(count);
    }
    let report = fs::read_to_string(&path).ok()?;
    fs::remove_file(&path).ok()?;
    let counts = report.split("\"calls\":").skip(1).filter_map(|rest| {
        let digits = rest.trim_start().split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse::<u64>().ok()
    });
    counts.max()
}

/// `[calls]` under one guard. Returns the peaks until its end, and with it.
pub(super) fn resident(numbers: &[u64]) -> Vec<f64> {
    let &[calls] = numbers else { panic!("calls") };
    let guard = HotpathGuardBuilder::new("bench").format(Format::None).build();
    call_sync(calls);
    let recording = Resident::of_child().peak;
    drop(guard);
    vec![recording, Resident::of_child().peak]
}

pub(super) fn sync() -> Session {
    Session::new(guarded(call_sync), |made| reported(call_sync, made))
}

pub(super) fn futures() -> Session {
    Session::new(guarded(call_futures), |made| reported(call_futures, made))
}

pub(super) fn polls() -> Session {
    Session::new(guarded(call_polls), |made| reported(call_polls, made))
}
