//! Entry point: reads the command line, opens the log, runs the command.

use std::process::ExitCode;

use undersigned::{
    commands,
    config::{Arguments, LogConfig},
};

fn main() -> ExitCode {
    let arguments = Arguments::read();
    let config = match arguments.options().check() {
        Ok(config) => config,
        Err(faults) => return commands::fail(&faults.into()),
    };
    open_log(&config.log);
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads and timers");
    match runtime.block_on(commands::run(arguments.command, config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => commands::fail(&error),
    }
}

/// Standard error takes the log; standard output is for answers.
fn open_log(log: &LogConfig) {
    let filter = tracing_subscriber::EnvFilter::new(&log.filter);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A log that nobody reads any more (a restarted journal) must not bring a request down.
        .log_internal_errors(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_writer(std::io::stderr);
    if log.json {
        subscriber.json().init();
    } else {
        subscriber.with_target(false).init();
    }
}
