//! Files that cannot be written: nothing that was recorded is lost, and what was there before stays.

#![cfg(feature = "enabled")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use callflow::{CallGraph, ScopeError, TraceScope, trace, trace_scope, trace_scope_async};

#[trace]
fn work() -> u32 {
    42
}

/// What a scope carries whose file could not be written, after all that is promised about it was checked.
#[track_caller]
fn carried(result: Result<callflow::Traced<u32>, ScopeError<u32>>, path: &Path) -> io::ErrorKind {
    let error = result.expect_err("the file cannot be written");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    assert_eq!(error.graph().node("work").unwrap().calls(), 1);
    let (error, traced) = error.into_parts();
    assert_eq!((error.path(), traced.value), (Some(path), 42));
    assert!(std::error::Error::source(&error).is_some());
    error.io_kind()
}

/// A folder, and in it nothing but what the test put there.
#[track_caller]
fn holds_only(folder: &Path, names: &[&str]) {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    found.sort();
    assert_eq!(found, names);
}

#[test]
fn a_path_that_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["page.html", "page.json"] {
        let path = folder.path().join(name);
        fs::create_dir(&path).unwrap();
        carried(trace_scope!(&path, work), &path);
    }
    holds_only(folder.path(), &["page.html", "page.json"]);
}

#[test]
fn a_folder_that_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "kept").unwrap();
    let path = folder.path().join("file/page.html");
    carried(futures::executor::block_on(trace_scope_async!(&path, async { work() })), &path);
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "kept");
}

#[test]
fn a_folder_that_may_not_be_written() {
    // Nobody may make files there, whoever runs the test.
    let path = Path::new("/proc/self/page.html");
    if !Path::new("/proc/self").exists() {
        return;
    }
    carried(trace_scope!(path, work), path);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.json");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        // The superuser may.
        match trace_scope!(&path, work) {
            Ok(_) => assert!(CallGraph::load(&path).is_ok()),
            refused => {
                assert_eq!(carried(refused, &path), io::ErrorKind::PermissionDenied);
                assert_eq!(fs::read_to_string(&path).unwrap(), "before");
            }
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        holds_only(folder.path(), &["page.json"]);
    }
}

#[test]
fn a_name_that_is_no_file() {
    for path in ["", "page", "page.pdf", "..", "page.html/.."] {
        let Err(error) = trace_scope!(path, work) else { panic!("{path} was written") };
        let (error, traced) = error.into_parts();
        assert!(!error.to_string().is_empty());
        assert_eq!((traced.value, traced.graph.calls()), (42, 1), "{path}");
    }
}

#[test]
fn a_scope_that_is_finished_reports_what_it_could_not_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    fs::create_dir(&path).unwrap();
    let scope = TraceScope::builder().output(&path).build().unwrap();
    scope.run(work);
    let error = scope.try_finish().unwrap_err();
    assert_eq!(error.graph().calls(), 1);
    // A rescue file is what `?` makes of it.
    let error = io::Error::from(error);
    let rescue = PathBuf::from(error.to_string().rsplit('`').nth(1).unwrap());
    assert_eq!(CallGraph::load(&rescue).unwrap().calls(), 1, "{error}");
    fs::remove_file(rescue).unwrap();
}

/// Runs one of the tests below in a process of its own whose files are cut at a few kilobytes, as on a full disk.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, "the old page").unwrap();
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" --exact in_a_process_without_room --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .env("CALLFLOW_PAGE_WITHOUT_ROOM", &page)
        .output()
        .unwrap();
    let printed =
        String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && printed.contains("1 passed"), "{printed}");
    assert!(printed.contains("nothing was lost"), "{printed}");
    assert_eq!(fs::read_to_string(&page).unwrap(), "the old page");
    holds_only(folder.path(), &["page.html"]);
}

/// See [`a_disk_that_is_full`]; by itself it has nothing to do.
#[test]
fn in_a_process_without_room() {
    let Some(page) = std::env::var_os("CALLFLOW_PAGE_WITHOUT_ROOM").map(PathBuf::from) else { return };
    carried(trace_scope!(&page, work), &page);
    println!("nothing was lost");
}

/// Kills a process again and again while it writes: whatever it was at, the file is whole.
#[test]
fn a_process_that_is_killed_while_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.json");
    let graph = trace_scope!(work).graph;
    graph.save(&page).unwrap();
    let mut written = 0;
    for kill in 0..12_u64 {
        let before = fs::metadata(&page).unwrap().modified().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "in_a_process_that_is_killed", "--nocapture"])
            .env("CALLFLOW_PAGE_OF_THE_KILLED", &page)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // It says that it writes, and then writes for as long as it lives.
        let mut lines = io::BufRead::lines(io::BufReader::new(child.stdout.take().unwrap()));
        assert!(lines.any(|line| line.unwrap().contains("it writes")));
        std::thread::sleep(std::time::Duration::from_micros(kill * 700));
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success());
        let left = CallGraph::load(&page).expect("the file is whole");
        assert!(left == graph || left.node("work").unwrap().calls() == 2_000, "{}", left.draw());
        written += u32::from(fs::metadata(&page).unwrap().modified().unwrap() != before);
    }
    assert!(written > 0, "no process wrote anything before it was killed");
    // What it was at may stay, hidden and named for it.
    for entry in fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_temporary = Path::new(&name).extension().is_some_and(|kind| kind == "tmp");
        assert!(name == "page.json" || name.starts_with(".page.json.") && is_temporary, "{name}");
    }
}

/// See [`a_process_that_is_killed_while_it_writes`]; by itself it has nothing to do.
#[test]
fn in_a_process_that_is_killed() {
    let Some(page) = std::env::var_os("CALLFLOW_PAGE_OF_THE_KILLED").map(PathBuf::from) else { return };
    let graph = trace_scope!(|| drop((0..2_000).map(|_| work()).collect::<Vec<_>>())).graph;
    println!("it writes");
    loop {
        graph.save(&page).unwrap();
    }
}

/// Ends its process, since nothing unwinds into C.
#[trace]
extern "C" fn called_from_c() -> u32 {
    work();
    panic!("at the boundary");
}

/// Runs the test below in a process of its own, which ends there.
#[test]
fn a_call_whose_panic_aborts_stays_in_flight() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "in_a_process_that_aborts", "--nocapture"])
        .env("CALLFLOW_ABORTS", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&child.stdout);
    assert!(!child.status.success(), "{printed}");
    // At the panic, which is the last that is seen under `panic = "abort"`.
    let at_the_panic = printed.find("called_from_c").map(|place| &printed[place..]).unwrap_or_default();
    assert!(at_the_panic.starts_with("called_from_c ×0, 1 in flight\n  work\n"), "{printed}");
}

/// See [`a_call_whose_panic_aborts_stays_in_flight`]; by itself it has nothing to do.
#[test]
fn in_a_process_that_aborts() {
    if std::env::var_os("CALLFLOW_ABORTS").is_none() {
        return;
    }
    std::panic::set_hook(Box::new(|_| {
        println!("{}", callflow::current_graph().map_or_else(String::new, |graph| graph.draw()));
    }));
    let _ = trace_scope!(|| called_from_c());
}

#[test]
fn a_page_is_written_although_the_code_panics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/page.json");
    let unwound = std::panic::catch_unwind(|| {
        let _ = trace_scope!(&path, || {
            work();
            std::panic::resume_unwind(Box::new(()))
        });
    });
    assert!(unwound.is_err());
    assert_eq!(CallGraph::load(&path).unwrap().node("work").unwrap().calls(), 1);
}
