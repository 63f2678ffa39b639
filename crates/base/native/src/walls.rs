//! The walls: put up around the process that calls, and tried.

use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};
use std::collections::BTreeMap;
use std::io;
use std::os::fd::AsFd as _;

/// How much of Landlock the kernel has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landlock {
    /// All that is asked of it.
    Full,
    /// An older version: files, perhaps not ports.
    Part,
    /// None.
    Missing,
}

/// What stands around a child. All of it is tried from inside, not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one wall, by name")]
pub struct Walls {
    /// No file can be opened, made or listed, and no descriptor used for what it is not there for.
    pub files: bool,
    /// No socket can be made.
    pub network: bool,
    /// No program and no thread can be started.
    pub programs: bool,
    /// Nothing stands in the environment.
    pub environment: bool,
    /// Memory, processor time and files written have an end.
    pub limits: bool,
    /// How much of Landlock the kernel has beside.
    pub landlock: Landlock,
}

impl Walls {
    /// Whether every wall stands that a child must have. Landlock says a second time what seccomp says.
    pub const fn stand(self) -> bool {
        self.files && self.network && self.programs && self.environment && self.limits
    }

    pub(crate) fn to_bytes(self) -> [u8; 6] {
        let landlock = match self.landlock {
            Landlock::Full => b'f',
            Landlock::Part => b'p',
            Landlock::Missing => b'm',
        };
        let stands = [self.files, self.network, self.programs, self.environment, self.limits];
        let [files, network, programs, environment, limits] = stands.map(u8::from);
        [files, network, programs, environment, limits, landlock]
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let &[files, network, programs, environment, limits, landlock] = bytes else { return None };
        let landlock = match landlock {
            b'f' => Landlock::Full,
            b'p' => Landlock::Part,
            b'm' => Landlock::Missing,
            _ => return None,
        };
        let [files, network, programs, environment, limits] = [files, network, programs, environment, limits].map(|stands| stands == 1);
        Some(Self { files, network, programs, environment, limits, landlock })
    }
}

/// **Units**: octets of memory that can be written, as the largest picture needs it twice over.
const MEMORY: u64 = 768 * 1024 * 1024;
/// **Units**: seconds of processor time.
const PROCESSOR: u64 = 10;

/// Walls in the process that calls, for good.
///
/// # Errors
/// The kernel has no seccomp, or does not let it be used: then nothing foreign may be read.
pub(crate) fn put_up() -> Result<Built, seccompiler::Error> {
    limit();
    // Behind the filter nobody can ask any more.
    let limits = are_limited();
    let landlock = forbid_paths_and_ports().map_or(Landlock::Missing, |status| match status {
        RulesetStatus::FullyEnforced => Landlock::Full,
        RulesetStatus::PartiallyEnforced => Landlock::Part,
        RulesetStatus::NotEnforced => Landlock::Missing,
    });
    // Sets `no_new_privs` as well.
    seccompiler::apply_filter(&filter()?)?;
    Ok(Built { landlock, limits })
}

/// What is known about walls from when they were put up; the rest is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Built {
    landlock: Landlock,
    limits: bool,
}

const BOUNDS: [(Resource, u64); 6] = [
    (Resource::Cpu, PROCESSOR),
    (Resource::Data, MEMORY),
    (Resource::Fsize, 0),
    (Resource::Core, 0),
    (Resource::Nproc, 0),
    (Resource::Stack, 8 * 1024 * 1024),
];

fn limit() {
    for (resource, most) in BOUNDS {
        // A limit that is lower already may not be raised, and needs not be; whether it holds is read afterwards.
        let _lower = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// Whether all limits hold, and cannot be raised again.
fn are_limited() -> bool {
    BOUNDS.into_iter().all(|(resource, most)| {
        let limit = getrlimit(resource);
        [limit.current, limit.maximum].into_iter().all(|limit| limit.is_some_and(|limit| limit <= most))
    })
}

fn forbid_paths_and_ports() -> Result<RulesetStatus, RulesetError> {
    let newest = ABI::V6;
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?;
    Ok(rules.create()?.restrict_self()?.ruleset)
}

/// The system calls that computing takes. Everything else fails with `EPERM`, so that a child can say what was tried.
fn filter() -> Result<BpfProgram, seccompiler::Error> {
    let free = [
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = free.into_iter().map(|call| (call, Vec::new())).collect();
    let protection = || SeccompCondition::new(2, Len::Dword, Op::MaskedEq(bits(libc::PROT_EXEC)), 0);
    let anonymous = SeccompCondition::new(3, Len::Dword, Op::MaskedEq(bits(libc::MAP_ANONYMOUS)), bits(libc::MAP_ANONYMOUS))?;
    rules.insert(libc::SYS_mmap, vec![SeccompRule::new(vec![protection()?, anonymous])?]);
    rules.insert(libc::SYS_mprotect, vec![SeccompRule::new(vec![protection()?])?]);
    let descriptor = |op, number| SeccompRule::new(vec![SeccompCondition::new(0, Len::Dword, op, number)?]);
    rules.insert(libc::SYS_read, vec![descriptor(Op::Eq, 0)?]);
    rules.insert(libc::SYS_write, vec![descriptor(Op::Eq, 1)?, descriptor(Op::Eq, 2)?]);
    let eperm = u32::try_from(libc::EPERM).unwrap_or(1);
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    Ok(SeccompFilter::new(rules, SeccompAction::Errno(eperm), SeccompAction::Allow, arch)?.try_into()?)
}

/// A flag of the C library as the kernel compares it.
fn bits(flag: libc::c_int) -> u64 {
    u64::try_from(flag).unwrap_or(u64::MAX)
}

/// Tries what must not work.
pub(crate) fn rehearse(built: Built) -> Walls {
    let files = [
        refused(&std::fs::File::open("/")),
        refused(&std::fs::read("/proc/self/status")),
        refused(&std::fs::read_dir("/tmp")),
        refused(&std::fs::File::create("/tmp/beleg-child")),
        refused(&std::fs::create_dir("/tmp/beleg-child.d")),
    ];
    let network = [
        refused(&std::net::TcpListener::bind("127.0.0.1:0")),
        refused(&std::os::unix::net::UnixDatagram::unbound()),
        refused(&std::io::pipe()),
    ];
    // A descriptor stands for what it was opened for: what is read cannot be written, and none can be copied.
    let descriptors = [
        refused(&std::io::stdin().as_fd().try_clone_to_owned()),
        refused(&rustix::io::write(std::io::stdin(), b"").map_err(io::Error::from)),
    ];
    let programs = [
        // That it is not there is found out by a process of its own, which is what must not begin.
        refused(&std::process::Command::new("/no/such/program").spawn()),
        refused(&std::thread::Builder::new().spawn(|| ())),
    ];
    Walls {
        files: files == [true; 5] && descriptors == [true; 2],
        network: network == [true; 3],
        programs: programs == [true; 2],
        environment: std::env::vars_os().next().is_none(),
        limits: built.limits,
        landlock: built.landlock,
    }
}

/// Whether it was a wall that stood in the way, and not something else.
fn refused<T>(tried: &io::Result<T>) -> bool {
    matches!(tried, Err(error) if error.kind() == io::ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_walls_the_rehearsal_sees_that() {
        let open = rehearse(Built { landlock: Landlock::Missing, limits: are_limited() });
        assert!(!open.files && !open.network && !open.programs && !open.environment && !open.limits && !open.stand());
        let _gone = std::fs::remove_dir("/tmp/beleg-child.d");
        let _gone = std::fs::remove_file("/tmp/beleg-child");
    }

    #[test]
    fn walls_read_back() {
        let walls = Walls { files: true, network: false, programs: true, environment: false, limits: true, landlock: Landlock::Part };
        assert_eq!(Walls::from_bytes(&walls.to_bytes()), Some(walls));
        let without_limits = Walls { network: true, environment: true, limits: false, ..walls };
        assert!(!without_limits.stand() && Walls { limits: true, ..without_limits }.stand());
        assert_eq!(Walls::from_bytes(b"rubbish"), None);
    }
}
