//! The process that is not to be outlived: the editor.

/// Watches one process.
#[derive(Debug)]
pub(super) struct Parent {
    #[cfg(unix)]
    process: Option<rustix::process::Pid>,
    /// It is the parent of this process; one that has become a zombie still has an identifier, but no children.
    #[cfg(unix)]
    is_parent: bool,
}

impl Parent {
    /// The process with this identifier, where there is one.
    #[cfg(unix)]
    pub(super) fn new(id: Option<i32>) -> Self {
        let process = id.filter(|id| *id > 0).and_then(rustix::process::Pid::from_raw);
        Self { process, is_parent: process.is_some() && rustix::process::getppid() == process }
    }

    /// Whether it has ended.
    #[cfg(unix)]
    pub(super) fn is_gone(&self) -> bool {
        let Some(process) = self.process else { return false };
        if self.is_parent {
            return rustix::process::getppid() != self.process;
        }
        rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH)
    }

    /// Elsewhere the end of standard input tells.
    #[cfg(not(unix))]
    pub(super) fn new(_: Option<i32>) -> Self {
        Self {}
    }

    /// Elsewhere the end of standard input tells.
    #[cfg(not(unix))]
    pub(super) fn is_gone(&self) -> bool {
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_has_ended_is_gone() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a process");
        let parent = Parent::new(i32::try_from(child.id()).ok());
        assert!(!parent.is_gone());
        child.kill().and_then(|()| child.wait()).expect("it ends");
        assert!(parent.is_gone());
        assert!(!Parent::new(None).is_gone() && !Parent::new(Some(-1)).is_gone());
        assert!(!Parent::new(i32::try_from(std::os::unix::process::parent_id()).ok()).is_gone());
    }
}
