//! What the child gives up before it touches a hostile byte.
//!
//! Invariant: after [`confine`] the process can compute, read what it has open and write what it has open. It
//! cannot open a file, reach the network, start a process or a thread, or grow beyond its limits; nothing undoes
//! this.

use crate::documents::limits;
use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rlimit::Resource;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};
use std::collections::BTreeMap;

/// Why the process could not be confined.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A resource limit was refused.
    #[error("resource limits could not be set")]
    Limits(#[source] std::io::Error),
    /// The kernel has no Landlock, or it is switched off.
    #[error("this kernel does not enforce Landlock")]
    NoLandlock,
    /// Landlock answered with an error.
    #[error("Landlock could not be set up")]
    Landlock(#[from] landlock::RulesetError),
    /// The system call filter was refused.
    #[error("the system call filter could not be set up")]
    Seccomp(#[from] seccompiler::Error),
}

/// Confines this process for good.
pub fn confine(allow_without_landlock: bool) -> Result<(), SandboxError> {
    limit_resources().map_err(SandboxError::Limits)?;
    if !shut_file_system()? && !allow_without_landlock {
        return Err(SandboxError::NoLandlock);
    }
    Ok(seccompiler::apply_filter(&system_call_filter()?)?)
}

fn limit_resources() -> std::io::Result<()> {
    rlimit::setrlimit(Resource::CORE, 0, 0)?;
    rlimit::setrlimit(Resource::FSIZE, 0, 0)?;
    rlimit::setrlimit(Resource::NPROC, 0, 0)?;
    // Landlock needs one descriptor for its rules, beside the three standard ones.
    rlimit::setrlimit(Resource::NOFILE, 8, 8)?;
    // The soft limit kills by SIGXCPU, which the parent can tell from a crash.
    rlimit::setrlimit(Resource::CPU, limits::CPU_SECONDS, limits::CPU_SECONDS + 1)?;
    rlimit::setrlimit(Resource::AS, limits::ADDRESS_SPACE, limits::ADDRESS_SPACE)
}

/// Forbids the whole file system, and what else this kernel's Landlock knows; false where it knows nothing.
fn shut_file_system() -> Result<bool, landlock::RulesetError> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::from_all(ABI::V5))?
        .scope(Scope::AbstractUnixSocket | Scope::Signal)?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// Allows what computing needs; everything else fails with EPERM.
fn system_call_filter() -> Result<BpfProgram, seccompiler::Error> {
    let free = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = free.into_iter().map(|call| (call, Vec::new())).collect();
    // Memory may be asked for, but never memory that can be run.
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        let not_executable = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(executable), 0)
            .map_err(seccompiler::Error::Backend)?;
        let rule = SeccompRule::new(vec![not_executable]).map_err(seccompiler::Error::Backend)?;
        rules.insert(call, vec![rule]);
    }
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let architecture = TargetArch::try_from(std::env::consts::ARCH).map_err(seccompiler::Error::Backend)?;
    let filter = SeccompFilter::new(rules, refuse, SeccompAction::Allow, architecture);
    filter.and_then(BpfProgram::try_from).map_err(seccompiler::Error::Backend)
}
