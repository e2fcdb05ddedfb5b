//! The sandbox school server: the real service's wire (wire-api.md), a console for its operator, no account needed.
//!
//! Start one with [`start`]; one host plays login, school and pay. What is known of the real service
//! and what is assumed stands in README.md of this crate.

mod adults;
mod cards;
mod clock;
mod connection;
mod console;
mod counters;
mod db;
mod envelope;
mod faults;
mod generator;
mod headers;
mod login;
mod meals;
mod model;
mod operator;
mod payments;
pub mod push;
mod server;
mod wire;

pub use adults::{Adult, Application, Consent, NewAdult, Rights};
pub use cards::{CardAction, Carrier, CarrierKind, CarrierState};
pub use clock::{Clock, parse_local};
pub use counters::{Counters, RouteCount};
pub use faults::{AsOf, FaultKind, FaultRule, Faults, PaymentStep, Service};
pub use generator::calendar::is_school_day;
pub use meals::{CutOff, MenuDay, OrderRecord, RefusedSale, RuleRecord, SchoolRules, TopUpMethod};
pub use model::{Direction, MovementKind, OrderStatus, OrderType, SaleKind};
pub use operator::{BuildingState, ChildState, Event, OperatorError, ParentState, Purchase, Receipt, SaleItem, SandboxState, TokenPair};
pub use payments::{
    Attempt, ChangedBy, CreditingDelays, Effect, Ledger, LedgerMark, LedgerQuery, LimitRecord, LimitWish, LinkState, PageAnswer, PayMethod,
    PaymentRecord, PaymentSettings, Press,
};
pub use push::{DeviceRecord, Email, ProviderPush};
pub use server::{AppState, Sandbox, SandboxConfig, SandboxError, start};
