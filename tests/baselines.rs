//! Runs kept under a name.

use std::{fs, path::PathBuf};

use callflow::{Baseline, CallGraph, trace, trace_runs};

#[trace]
fn work(n: u64) {
    std::hint::black_box(n);
}

fn runs(count: usize) -> Vec<CallGraph> {
    trace_runs(count, || work(1))
}

#[test]
#[cfg(feature = "enabled")]
fn what_is_kept_is_found_again_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("not/there/yet");
    let three = runs(3);
    let saved = Baseline::save_to(&folder, "check-out_1.0", &three).unwrap();
    let loaded = Baseline::load_from(&folder, "check-out_1.0").unwrap();
    assert_eq!((loaded.name(), loaded.runs(), loaded.path()), ("check-out_1.0", &three[..], saved.path()));
    assert_eq!(Baseline::find_in(&folder, "check-out_1.0").unwrap(), Some(loaded));
    Baseline::save_to(&folder, "check-out_1.0", &runs(1)).unwrap();
    assert_eq!(Baseline::load_from(&folder, "check-out_1.0").unwrap().runs().len(), 1);
    // A file of one graph will do.
    three[0].save(folder.join("single.json")).unwrap();
    assert_eq!(Baseline::load_from(&folder, "single").unwrap().runs(), &three[..1]);
}

#[test]
fn a_missing_baseline_fails_and_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let error = Baseline::load_from(folder.path(), "checkout").unwrap_err();
    assert!(error.is_missing_baseline());
    for said in ["no baseline `checkout`", "checkout.json", "Baseline::save"] {
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(Baseline::find_in(folder.path(), "checkout").unwrap(), None);
}

#[test]
fn a_damaged_baseline_is_no_missing_one() {
    let folder = tempfile::tempdir().unwrap();
    for damaged in ["", "{\"runs\": [", "{\"runs\": [{}]}", "{\"runs\": [{\"callflow\": 99"] {
        fs::write(folder.path().join("checkout.json"), damaged).unwrap();
        let error = Baseline::find_in(folder.path(), "checkout").unwrap_err();
        assert!(!error.is_missing_baseline());
        assert!(error.to_string().contains("checkout.json"), "{error}");
    }
}

#[test]
fn names_cannot_leave_the_folder_and_nothing_is_no_baseline() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "..", "../up", "a/b", ".hidden", "a b", "a\0"] {
        assert!(Baseline::load_from(folder.path(), name).is_err(), "{name:?}");
        assert!(Baseline::save_to(folder.path(), name, &runs(1)).is_err(), "{name:?}");
    }
    let none = Baseline::save_to(folder.path(), "none", &[]).unwrap_err();
    assert!(none.to_string().contains("at least one run"), "{none}");
    assert_eq!(Baseline::save_to(folder.path(), "off", &runs(1)).is_ok(), cfg!(feature = "enabled"));
}

/// Runs the test below in processes of their own, whose folders and environments are theirs.
#[test]
#[cfg(feature = "enabled")]
fn a_folder_is_named_by_the_environment_or_lies_below_target() {
    let below_target = "target/callflow/baselines";
    for (named, place) in [(None, below_target), (Some(""), below_target), (Some("kept/here"), "kept/here")] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "in_a_process_of_its_own", "--nocapture"]).current_dir(folder.path());
        child.env("CALLFLOW_BASELINES_LIE_IN", place).env_remove("CALLFLOW_BASELINES");
        named.map(|named| child.env("CALLFLOW_BASELINES", named));
        let child = child.output().unwrap();
        let printed = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && printed.contains("kept and found"), "{child:?}");
        assert!(folder.path().join(place).join("checkout.json").is_file(), "{place}");
    }
}

/// See [`a_folder_is_named_by_the_environment_or_lies_below_target`]; by itself it has nothing to do.
#[test]
fn in_a_process_of_its_own() {
    let Some(place) = std::env::var_os("CALLFLOW_BASELINES_LIE_IN").map(PathBuf::from) else { return };
    assert_eq!(Baseline::folder(), place);
    assert!(Baseline::load("checkout").unwrap_err().is_missing_baseline());
    assert_eq!(Baseline::find("checkout").unwrap(), None);
    let saved = Baseline::save("checkout", &runs(1)).unwrap();
    assert_eq!(saved.path(), place.join("checkout.json"));
    assert_eq!(Baseline::load("checkout").unwrap(), saved);
    assert_eq!(Baseline::find("checkout").unwrap(), Some(saved));
    println!("kept and found");
}
