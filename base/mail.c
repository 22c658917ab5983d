/* SPDX-License-Identifier: ISC */
#include "base/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/mem.h"

enum { WORD_BYTES = 42 };	/* of a subject in one encoded word */

static const char *
mailer(void)
{
	const char *named = getenv("SENDMAIL");

	return named != NULL && *named != '\0' ? named : "/usr/sbin/sendmail";
}

/* RFC 2047: encoded words of whole characters, each on a line of its own. */
static void
put_subject(struct buf *out, const char *subject)
{
	char word[sodium_base64_ENCODED_LEN(WORD_BYTES,
	    sodium_base64_VARIANT_ORIGINAL)];
	size_t n, left = strlen(subject);

	buf_add(out, "Subject:");
	while (left > 0) {
		n = left < WORD_BYTES ? left : WORD_BYTES;
		while (n < left && (subject[n] & 0xC0) == 0x80)
			n--;
		sodium_bin2base64(word, sizeof(word),
		    (const unsigned char *)subject, n,
		    sodium_base64_VARIANT_ORIGINAL);
		buf_printf(out, " =?UTF-8?B?%s?=\n", word);
		subject += n;
		left -= n;
	}
}

static void
put_message(struct buf *out, const char *address, const char *subject,
    const char *body)
{
	buf_printf(out, "To: %s\n", address);
	put_subject(out, subject);
	buf_add(out, "MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: 8bit\n"
	    "Auto-Submitted: auto-generated\n\n");
	buf_add(out, body);
}

/* In the child; never returns. */
static void
become_mailer(const char *path, int in)
{
	static const char *const argv[] = { "sendmail", "-t", "-i", NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, STDIN_FILENO) >= 0 && null >= 0 &&
	    dup2(null, STDOUT_FILENO) >= 0)
		execv(path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

static bool
feed(int fd, const struct buf *message)
{
	size_t done = 0;
	ssize_t n;

	while (done < message->len) {
		n = write(fd, message->s + done, message->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static const struct err *
run(const char *path, const struct buf *message)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	int ends[2], status = 0;
	bool fed;
	pid_t pid;

	if (access(path, X_OK) != 0)
		return err_sys(_("Mail cannot be sent with %s"), path);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(_("Mail cannot be sent with %s"), path);
	pid = fork();
	if (pid == 0)
		become_mailer(path, ends[0]);
	close(ends[0]);
	if (pid < 0) {
		close(ends[1]);
		return err_sys(_("Mail cannot be sent with %s"), path);
	}
	/* A mailer that does not read to the end says so by its status. */
	sigaction(SIGPIPE, &ignore, &before);
	fed = feed(ends[1], message);
	close(ends[1]);
	sigaction(SIGPIPE, &before, NULL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!fed || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_new(ERR_IO, _("%s did not take the mail; see the "
		    "machine's mail log."), path);
	return NULL;
}

const struct err *
mail_check(const char *address)
{
	const char *at;

	for (at = address; (unsigned char)*at > ' ' && *at != 0x7f; at++)
		;
	return *address != '\0' && *at == '\0' ? NULL : err_new(ERR_USAGE,
	    _("\"%s\" is no mail address."), address);
}

const struct err *
mail_send(const char *address, const char *subject, const char *body)
{
	struct buf message = { 0 };
	const struct err *err = mail_check(address);

	if (err != NULL)
		return err;
	put_message(&message, address, subject, body);
	err = run(mailer(), &message);
	buf_release(&message);
	return err;
}
