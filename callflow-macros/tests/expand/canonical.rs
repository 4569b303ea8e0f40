impl Clone for One {
    #[trace]
    fn clone(&self) -> Self {
        *self
    }
}

impl PartialOrd for One {
    #[trace]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialOrd for Other {
    #[trace]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(Ordering::Less)
    }
}
