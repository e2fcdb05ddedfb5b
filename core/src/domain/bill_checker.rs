//! What is wrong with the bills (M9).
