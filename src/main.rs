//! Entry point: reads the command line, opens the log, runs the command.

#[path = "../demo/mod.rs"]
mod demo;

use std::process::ExitCode;

use undersigned::{
    cli,
    config::{Arguments, LogConfig},
};

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let config = match arguments.options.check() {
        Ok(config) => config,
        Err(faults) => return cli::fail(&faults.into()),
    };
    open_log(&config.log);
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads and timers");
    match runtime.block_on(cli::run(arguments.command, config, demo::run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(&error),
    }
}

/// Sends the log to standard error; standard output is for the output of commands.
fn open_log(log: &LogConfig) {
    let filter = tracing_subscriber::EnvFilter::new(&log.filter);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A log that is no longer read (a restarted journal) must not make a request fail.
        .log_internal_errors(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_writer(std::io::stderr);
    if log.json {
        subscriber.json().init();
    } else {
        subscriber.with_target(false).init();
    }
}
