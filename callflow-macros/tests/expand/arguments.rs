#[trace(args(table, rows.len(), most = limit + 1))]
fn guarded(table: &str, rows: &[Row], limit: usize) {
    work(table, rows, limit)
}

#[trace(args(table, point.x, n))]
fn observed(Name(table): Name, Point { x, mut y }: Point, point: Point, &n: &u8) -> Result<(), Error> {
    y += x;
    work(table, point, y, n)
}

impl User {
    #[trace_async(args(id, self.name))]
    async fn later(&self, Path(id): Path<u64>) -> u64 {
        id
    }
}

#[trace_async(args(id))]
fn tail(id: String) -> impl Future<Output = usize> {
    const ONE: usize = 1;
    let bytes = id.into_bytes();
    async move { bytes.len() + ONE }
}
