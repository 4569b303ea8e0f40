use std::time::Duration;

use callflow_core::{
    CallGraph,
    fixture::{Losses, Outcome, Reading, SiteKind},
};

use super::Builder;

/// Names that break out of whatever prints them carelessly.
pub const HOSTILE: [&str; 14] = [
    "</script><script>document.title='owned'</script>",
    "</style><style>*{display:none}</style>",
    "</title></textarea><img src=x onerror=\"document.title='owned'\">",
    "\" onmouseover=\"document.title='owned'\" x=\"",
    "' onfocus='document.title=1' autofocus='",
    "<!--<script>",
    "]]></svg><svg onload=document.title=1>",
    "&lt;b&gt;&amp;&#x27;",
    "right\u{202e}tfel ot\u{202c} and \u{2067}back",
    "lines\nof\r\nname\tand\u{0}nul\u{7f}",
    "\u{2028}separators\u{2029}",
    "{{ handlebars }} {% if %} ${template}",
    "مرحبا::שלום::日本語の関数名前がとても長い場合はどうなるか",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}zalgo\u{489}\u{489}\u{489}",
];

/// A repeatable source of numbers: xorshift.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

/// A scope in which nothing was called.
pub fn empty() -> CallGraph {
    Builder::new("nothing called", Duration::from_millis(3)).finish()
}

/// What a build without the recorder gives.
pub fn unrecorded() -> CallGraph {
    CallGraph::from_reading(Reading::default())
}

/// One sync function.
pub fn one() -> CallGraph {
    let mut builder = Builder::new("one function", Duration::from_micros(1_250));
    let site = builder.site("shop::total", SiteKind::Sync);
    builder.path(None, site, 1, 1_200_000);
    builder.finish()
}

/// A small program as people write it.
pub fn checkout() -> CallGraph {
    let mut builder = Builder::new("checkout", Duration::from_millis(184));
    let mut site = |name: &str| builder.site(name, SiteKind::Sync);
    let (main, parse, price, query, render) = (
        site("shop::checkout::run"),
        site("shop::cart::Cart::parse"),
        site("shop::pricing::price"),
        site("shop::db::query"),
        site("shop::page::render"),
    );
    let top = builder.path(None, main, 1, 2_400_000);
    let parsed = builder.path(Some(top), parse, 40, 31_000_000);
    let priced = builder.path(Some(top), price, 40, 12_500_000);
    builder.path(Some(priced), query, 120, 88_000_000);
    builder.path(Some(parsed), query, 3, 2_100_000);
    builder.path(Some(top), render, 1, 39_000_000);
    builder.fail(3, Outcome::Error, 4);
    builder.finish()
}

/// `count` functions that call each other, with a few async ones, shared callees and recursion.
pub fn functions(count: usize) -> CallGraph {
    paths(count, count * 3)
}

/// `paths` call paths over `functions` functions.
pub fn paths(functions: usize, paths: usize) -> CallGraph {
    program(functions, paths).finish()
}

/// The same, still to be changed.
pub fn program(functions: usize, paths: usize) -> Builder {
    const MODULES: [&str; 9] = [
        "api::handlers",
        "orders::pricing",
        "orders::checkout",
        "db::pool",
        "db::query",
        "search::index",
        "search::rank",
        "cache",
        "serde_json::de",
    ];
    const VERBS: [&str; 12] = [
        "fetch", "build", "parse", "resolve", "load", "score", "validate", "encode", "decode", "render",
        "lookup", "apply",
    ];
    const NOUNS: [&str; 12] = [
        "user", "cart", "price", "row", "body", "token", "batch", "index", "page", "order", "session",
        "coupon",
    ];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut builder = Builder::new(&format!("{functions} functions"), Duration::from_millis(4_200));
    let sites: Vec<usize> = (0..functions)
        .map(|number| {
            let owner = if number % 7 == 3 { "Store::" } else { "" };
            let name = format!("{}::{owner}{}_{}", dice.pick(&MODULES), dice.pick(&VERBS), dice.pick(&NOUNS));
            builder.site(&name, if number % 11 == 5 { SiteKind::Async } else { SiteKind::Sync })
        })
        .collect();
    builder.reading.max_concurrent_tasks = 8;
    let mut depth: Vec<usize> = Vec::new();
    for path in 0..paths {
        // The first functions each stand below an earlier one, so that every function is called.
        let parent = match path {
            0 => None,
            _ if path < functions => Some(dice.below(path as u64) as usize / 2),
            _ => Some(dice.below(path as u64) as usize),
        };
        let level = parent.map_or(0, |parent| depth[parent] + 1);
        depth.push(level);
        // Most calls lead to later functions, as in programs with layers; a few lead back.
        let above = parent.map_or(0, |parent| builder.reading.paths[parent].site);
        let lowest = if dice.below(60) == 0 { 0 } else { (above + 1).min(functions - 1) };
        let any = lowest + dice.below((functions - lowest) as u64) as usize;
        let site = if path < functions { sites[path] } else { sites[any] };
        let own = 4_000_000_000 / (path as u64 + 3) / (1 + dice.below(9)) + dice.below(900);
        let calls = 1 + dice.below(400);
        if builder.reading.sites[site].kind == SiteKind::Async {
            let wait = own * dice.below(5);
            builder.async_path(parent, site, calls, own, wait);
        } else {
            builder.path(parent, site, calls, own);
        }
        if path % 37 == 9 {
            builder.fail(path, Outcome::Error, 1);
        }
    }
    builder
}

/// One function that calls itself `levels` deep.
pub fn recursion(levels: usize) -> CallGraph {
    let mut builder = Builder::new("deep recursion", Duration::from_millis(700));
    let (main, walk) =
        (builder.site("tree::main", SiteKind::Sync), builder.site("tree::Node::walk", SiteKind::Sync));
    let mut parent = builder.path(None, main, 1, 1_000_000);
    for level in 0..levels {
        parent = builder.path(Some(parent), walk, 1, 60_000 + (level as u64 % 7) * 1_000);
    }
    builder.finish()
}

/// Two functions that call each other and themselves.
pub fn mutual() -> CallGraph {
    let mut builder = Builder::new("is it even?", Duration::from_millis(20));
    let mut site = |name: &str| builder.site(name, SiteKind::Sync);
    let (main, even, odd) = (site("parity::main"), site("parity::is_even"), site("parity::is_odd"));
    let mut parent = builder.path(None, main, 1, 700_000);
    for level in 0..9 {
        parent = builder.path(
            Some(parent),
            if level % 2 == 0 { even } else { odd },
            5,
            1_000_000 + level * 40_000,
        );
    }
    builder.path(Some(parent), even, 2, 3_000_000);
    builder.finish()
}

/// Two functions that call each other `levels` deep.
pub fn alternation(levels: usize) -> CallGraph {
    let mut builder = Builder::new("deep alternation", Duration::from_millis(700));
    let sites = ["parser::expression", "parser::term"].map(|name| builder.site(name, SiteKind::Sync));
    let mut parent = None;
    for level in 0..levels {
        parent = Some(builder.path(parent, sites[level % 2], 1, 60_000));
    }
    builder.finish()
}

/// Functions, scope and calls under the given names.
pub fn named(names: &[String]) -> CallGraph {
    let title = names.concat();
    let mut builder = Builder::new(&title, Duration::from_millis(90));
    builder.reading.max_concurrent_tasks = 5;
    let mut parent = None;
    for (number, name) in names.iter().enumerate() {
        let kind = if number % 2 == 0 { SiteKind::Async } else { SiteKind::Sync };
        let site = builder.site(name, kind);
        builder.reading.sites[site].file.clone_from(name);
        builder.reading.sites[site].module.clone_from(name);
        let path = match kind {
            SiteKind::Async => builder.async_path(parent, site, 2, 3_000_000, 40_000_000),
            _ => builder.path(parent, site, 2, 3_000_000),
        };
        let start = number as u64 * 1_000;
        if kind == SiteKind::Async {
            builder.call(
                path,
                None,
                None,
                Some(Outcome::Error),
                &[(start, start + 400), (start + 9_000, start + 9_900)],
            );
        }
        if number % 5 != 4 {
            parent = Some(path);
        }
    }
    builder.finish()
}

/// [`HOSTILE`] names, and one of 10 kilobytes.
pub fn hostile() -> CallGraph {
    let mut names: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
    names.push("very_long_name_".repeat(690));
    names.push(format!("krate::{}::method", "Generic<Vec<Option<String>>>".repeat(20)));
    named(&names)
}

/// A request that looks up ten users at once, with every way to end.
pub fn gather() -> CallGraph {
    let mut builder = Builder::new("load ten users", Duration::from_millis(122));
    let mut site = |name: &str, kind| builder.site(name, kind);
    let page = site("web::users::page", SiteKind::Async);
    let auth = site("web::auth::check", SiteKind::Async);
    let gather = site("callflow::gather_traced", SiteKind::Library);
    let lane = site("<lane>", SiteKind::Lane);
    let fetch = site("web::users::fetch_user", SiteKind::Async);
    let log = site("web::log::flush", SiteKind::Async);
    builder.reading.sites[fetch].max_concurrent = 10;
    builder.reading.sites[lane].max_concurrent = 10;
    builder.reading.max_concurrent_tasks = 10;
    let page = builder.async_path(None, page, 1, 900_000, 113_000_000);
    let auth = builder.async_path(Some(page), auth, 1, 450_000, 9_000_000);
    let gather = builder.async_path(Some(page), gather, 1, 180_000, 98_000_000);
    let lane = builder.async_path(Some(gather), lane, 10, 90_000, 560_000_000);
    let fetch = builder.async_path(Some(lane), fetch, 10, 3_200_000, 548_000_000);
    let log = builder.async_path(None, log, 1, 300_000, 60_000_000);
    for (outcome, count) in [(Outcome::Error, 2), (Outcome::Panicked, 1), (Outcome::Cancelled, 1)] {
        builder.fail(fetch, outcome, count);
        builder.fail(lane, outcome, count);
    }
    let ok = Some(Outcome::Ok);
    let top = builder.call(page, None, None, ok, &[(500, 900), (10_400, 11_000), (112_000, 116_500)]);
    builder.call(auth, Some(top), None, ok, &[(700, 880), (10_400, 10_700)]);
    let all =
        builder.call(gather, Some(top), None, ok, &[(10_800, 11_000), (60_000, 60_050), (112_000, 112_100)]);
    for number in 0..10_u32 {
        let start = 10_800 + u64::from(number) * 18;
        let end = 38_000 + u64::from(number) * 37 % 11 * 7_000;
        let outcome = match number {
            3 | 7 => Outcome::Error,
            5 => Outcome::Panicked,
            8 => Outcome::Cancelled,
            _ => Outcome::Ok,
        };
        let middle = start + (end - start) / 3;
        let polls =
            [(start, start + 60), (middle, middle + 900), (middle + 6_000, middle + 6_300), (end - 400, end)];
        let own = builder.call(lane, Some(all), Some(number), Some(outcome), &polls);
        builder.call(fetch, Some(own), None, Some(outcome), &polls);
    }
    builder.call(log, None, None, None, &[(60_000, 60_200), (82_000, 82_100)]);
    builder.finish()
}

/// A gather over `count` children that is polled once for each.
pub fn fan_out(count: u32) -> CallGraph {
    let mut builder = Builder::new("wide gather", Duration::from_secs(1));
    let gather = builder.site("callflow::gather_traced", SiteKind::Library);
    let lane = builder.site("<lane>", SiteKind::Lane);
    builder.reading.max_concurrent_tasks = u64::from(count);
    let gather = builder.async_path(None, gather, 1, 1_000_000, 900_000_000);
    let lane = builder.async_path(Some(gather), lane, u64::from(count), 1_000_000, 400_000_000);
    let last = u64::from(count) * 20;
    let polls: Vec<(u64, u64)> = (0..=last / 10).map(|poll| (poll * 10, poll * 10 + 1)).collect();
    let top = builder.call(gather, None, None, Some(Outcome::Ok), &polls);
    for number in 0..count {
        let start = u64::from(number);
        builder.call(
            lane,
            Some(top),
            Some(number),
            Some(Outcome::Ok),
            &[(start, start + 1), (last - 9, last - 8)],
        );
    }
    builder.finish()
}

/// `count` async calls of `width` tasks at a time, each with two calls below it.
pub fn tasks(count: u64, width: u64) -> CallGraph {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let mut builder = Builder::new(&format!("{count} tasks"), Duration::from_secs(60));
    let handle = builder.site("api::handlers::handle_request", SiteKind::Async);
    let query = builder.site("db::pool::Pool::query", SiteKind::Async);
    let respond = builder.site("api::handlers::respond", SiteKind::Async);
    for site in [handle, query, respond] {
        builder.reading.sites[site].max_concurrent = width;
    }
    builder.reading.max_concurrent_tasks = width;
    let handle = builder.async_path(None, handle, count, count * 900_000, count * 40_000_000);
    let query = builder.async_path(Some(handle), query, count, count * 400_000, count * 30_000_000);
    let respond = builder.async_path(Some(handle), respond, count, count * 200_000, count * 3_000_000);
    for number in 0..count {
        let start = number * 60_000_000 / (count + width) + dice.below(3_000);
        let length = 60_000_000 / (count + width) * width;
        let length = length / 4 + dice.below(length * 3 / 4) + 900;
        let polls: Vec<(u64, u64)> = (0..6)
            .map(|poll| {
                (
                    start + length * poll / 6,
                    start + length * poll / 6 + 1 + length / 40 + dice.below(length / 14),
                )
            })
            .collect();
        let outcome = match dice.below(40) {
            0 => Outcome::Error,
            1 => Outcome::Cancelled,
            _ => Outcome::Ok,
        };
        let parent = builder.call(handle, None, None, Some(outcome), &polls);
        builder.call(query, Some(parent), None, Some(Outcome::Ok), &polls[..4]);
        builder.call(respond, Some(parent), None, Some(outcome), &polls[4..]);
    }
    builder.reading.calls.iter_mut().for_each(|call| call.slices.sort_unstable());
    sort_calls(&mut builder.reading);
    builder.losses(losses());
    builder.finish()
}

/// The recorder hands calls over by start, with parents named by their place in that order.
fn sort_calls(reading: &mut Reading) {
    let mut order: Vec<usize> = (0..reading.calls.len()).collect();
    order.sort_by_key(|&call| (reading.calls[call].start, call));
    let mut place = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let old = reading.calls.clone();
    reading.calls = order.into_iter().map(|call| old[call].clone()).collect();
    for call in &mut reading.calls {
        call.parent = call.parent.map(|parent| place[parent]);
    }
}

fn losses() -> Losses {
    let mut losses = Losses::default();
    losses.timeline_calls = 1_204;
    losses
}

/// Async calls `levels` deep, each within the one above.
pub fn nested_async(levels: usize) -> CallGraph {
    let mut builder = Builder::new("deep async recursion", Duration::from_millis(200));
    let site = builder.site("crawl::visit", SiteKind::Async);
    builder.reading.max_concurrent_tasks = 1;
    let (mut path, mut call) = (None, None);
    for level in 0..levels as u64 {
        let next = builder.async_path(path, site, 1, 4_000, 1_000_000);
        let polls = [(level, level + 1), (100_000 - level, 100_000 - level + 1)];
        call = Some(builder.call(next, call, None, Some(Outcome::Ok), &polls));
        path = Some(next);
    }
    builder.finish()
}
