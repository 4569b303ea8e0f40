//! A page appears whole or not at all.

use std::{collections::BTreeSet, ffi::OsString, fs, path::Path, process, thread};

use callflow_html::{AsyncPage, ComparisonPage, GraphPage, export_async_stats_html, export_html};

mod support;

fn entries(directory: &Path) -> BTreeSet<OsString> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn parents_are_made_and_nothing_else_stays() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a/b/page.html");
    let (first, second) = (support::one(), support::gather());
    export_html(&first, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), GraphPage::new(&first).render());
    export_async_stats_html(&second, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), AsyncPage::new(&second).render());
    let comparison = support::faster();
    ComparisonPage::new(&comparison).write(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), ComparisonPage::new(&comparison).render());
    assert_eq!(entries(path.parent().unwrap()), BTreeSet::from(["page.html".into()]));
}

#[test]
fn a_failed_write_names_the_path_and_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("file"), "").unwrap();
    fs::create_dir(directory.path().join("taken")).unwrap();
    // A parent that is a file, a target that is a directory, a path without a name.
    for bad in ["file/page.html", "taken", "file/.."] {
        let path = directory.path().join(bad);
        for error in [
            export_html(&support::one(), &path).unwrap_err(),
            export_async_stats_html(&support::one(), &path).unwrap_err(),
            ComparisonPage::new(&support::faster()).write(&path).unwrap_err(),
        ] {
            assert_eq!(error.path(), Some(path.as_path()));
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        }
    }
    assert_eq!(entries(directory.path()), BTreeSet::from(["file".into(), "taken".into()]));
}

#[test]
fn an_existing_page_survives_a_failed_write() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    fs::write(&path, "old").unwrap();
    // Directories stand where the temporary file would be.
    for number in 0..500 {
        let name = format!(".page.html.{}-{number}.tmp", process::id());
        fs::create_dir(directory.path().join(name)).unwrap();
    }
    assert_eq!(export_html(&support::one(), &path).unwrap_err().path(), Some(path.as_path()));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn writers_at_the_same_path_leave_one_whole_page() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("page.html");
    let graphs = [support::one(), support::checkout(), support::gather(), support::functions(50)];
    thread::scope(|scope| {
        for graph in &graphs {
            scope.spawn(|| (0..5).for_each(|_| export_html(graph, &path).unwrap()));
        }
    });
    let written = fs::read_to_string(&path).unwrap();
    assert!(graphs.iter().any(|graph| GraphPage::new(graph).render() == written));
    assert_eq!(entries(directory.path()).len(), 1);
}
