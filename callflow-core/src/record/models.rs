//! Models of the recorder for loom.
