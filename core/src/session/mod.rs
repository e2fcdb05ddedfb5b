//! Who is signed in, and with which tokens. README.md has the picture.

mod driver;
mod machine;

pub use driver::{ADULT, Access, Session, SessionError};
pub use machine::{Attempt, Refusal, State, Trouble};
