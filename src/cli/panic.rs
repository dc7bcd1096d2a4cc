//! What is said when Comity itself has a fault.

use std::io::{self, Write};
use std::panic::PanicHookInfo;

use super::Status;

/// Asks for a report instead of a stack trace, unless `RUST_BACKTRACE` asks for one, and ends the process: a fault must
/// not look like findings, and Rust's own status for it is none of ours.
pub(super) fn hook() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            usual(info);
        }
        // Standard error may be closed; there is nobody left to tell.
        let _ = writeln!(io::stderr(), "{}", message(info));
        std::process::exit(Status::CouldNotCheck as i32);
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line()));
    let payload = info.payload();
    let reason = payload.downcast_ref::<&str>().copied();
    let reason = reason.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!(
        "comity: internal error{}: {}\n\
         This is a fault of Comity, not of your norms, and nothing was proved. Please report it with this text, the \
         version ({}), and the files that led to it if you may share them.",
        place.unwrap_or_default(),
        reason.unwrap_or("no reason given"),
        env!("CARGO_PKG_VERSION"),
    )
}
