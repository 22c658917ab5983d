/* SPDX-License-Identifier: ISC */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
allow_folder(int rules, const char *folder)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE |
		    LANDLOCK_ACCESS_FS_REMOVE_FILE |
		    LANDLOCK_ACCESS_FS_MAKE_REG,
		.parent_fd = open(folder, O_PATH | O_CLOEXEC),
	};

	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
	    &attr, 0);
	if (attr.parent_fd >= 0)
		close(attr.parent_fd);
}

/*
 * A ruleset that handles all kinds of writing and allows none of them, but
 * below a folder (NULL: nowhere).
 */
static void
forbid_writing(const char *folder)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE |
		    LANDLOCK_ACCESS_FS_WRITE_FILE |
		    LANDLOCK_ACCESS_FS_REMOVE_DIR |
		    LANDLOCK_ACCESS_FS_REMOVE_FILE |
		    LANDLOCK_ACCESS_FS_MAKE_CHAR |
		    LANDLOCK_ACCESS_FS_MAKE_DIR |
		    LANDLOCK_ACCESS_FS_MAKE_REG |
		    LANDLOCK_ACCESS_FS_MAKE_SOCK |
		    LANDLOCK_ACCESS_FS_MAKE_FIFO |
		    LANDLOCK_ACCESS_FS_MAKE_BLOCK |
		    LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	long fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (fd < 0)
		return;
	if (folder != NULL)
		allow_folder((int)fd, folder);
	syscall(SYS_landlock_restrict_self, fd, 0);
	close((int)fd);
}

static void
forbid_calls(const int *denied, size_t n)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;

	if (filter == NULL)
		return;
	for (i = 0; i < n; i++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
	seccomp_load(filter);
	seccomp_release(filter);
}

void
sandbox_enter(void)
{
	static const int denied[] = {
		SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(socket),
		SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
		SCMP_SYS(listen), SCMP_SYS(ptrace), SCMP_SYS(kill),
		SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
		SCMP_SYS(mount), SCMP_SYS(unshare), SCMP_SYS(setns),
		SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(io_uring_setup),
	};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	forbid_writing(NULL);
	forbid_calls(denied, sizeof(denied) / sizeof(denied[0]));
}

void
sandbox_confine(const char *folder)
{
	static const int denied[] = { SCMP_SYS(execve), SCMP_SYS(execveat) };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	forbid_writing(folder);
	forbid_calls(denied, sizeof(denied) / sizeof(denied[0]));
}
