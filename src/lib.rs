//! callflow
