/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/intl.h"

enum { RING = 16 };

static _Thread_local struct err ring[RING];
static _Thread_local unsigned ring_next;

/* A message that was too long may end inside of a character. */
static void
drop_half_character(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
		n--;
	if (n > 0 && ((unsigned char)text[n - 1] & 0x80) != 0)
		text[n - 1] = '\0';
}

const struct err *
err_newv(enum err_kind kind, const char *fmt, va_list ap)
{
	struct err *err = &ring[ring_next++ % RING];

	err->kind = kind;
	if (vsnprintf(err->msg, sizeof(err->msg), fmt, ap) >=
	    (int)sizeof(err->msg))
		drop_half_character(err->msg);
	return err;
}

const struct err *
err_new(enum err_kind kind, const char *fmt, ...)
{
	const struct err *err;
	va_list ap;

	va_start(ap, fmt);
	err = err_newv(kind, fmt, ap);
	va_end(ap);
	return err;
}

/* What the person at the keyboard can do about it. */
static const char *
remedy(int code)
{
	static const struct {
		int		 code;
		const char	*text;
	} remedies[] = {
		{ EACCES, N_("Ask for permission, or choose another place.") },
		{ EPERM, N_("Ask for permission, or choose another place.") },
		{ EROFS, N_("Choose another place.") },
		{ ENOENT, N_("Make its folder first, or choose another "
		    "place.") },
		{ ENOTDIR, N_("Make its folder first, or choose another "
		    "place.") },
		{ EISDIR, N_("Choose another name.") },
		{ ENAMETOOLONG, N_("Choose a shorter name.") },
		{ ENOSPC, N_("Make room on the disk and try again.") },
		{ EDQUOT, N_("Make room on the disk and try again.") },
		{ EFBIG, N_("Make room for larger files and try again.") },
	};
	size_t i;

	for (i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (remedies[i].code == code)
			return _(remedies[i].text);
	return _("Try again, and look with daicho doctor.");
}

const struct err *
err_sys(const char *fmt, ...)
{
	int code = errno;
	char text[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_new(ERR_IO, "%s: %s. %s", text, strerror(code),
	    remedy(code));
}

void
err_copy(struct err *dst, const struct err *src)
{
	if (src != NULL)
		*dst = *src;
}

int
err_exit_status(const struct err *err)
{
	static const int status[] = {
		[ERR_USAGE] = 2,
		[ERR_INPUT] = 3, [ERR_INVALID] = 3, [ERR_NOT_FOUND] = 3,
		[ERR_BUSY] = 4, [ERR_CONFLICT] = 4, [ERR_READONLY] = 4,
		[ERR_DENIED] = 4, [ERR_CANCELLED] = 4,
		[ERR_REGISTER] = 5, [ERR_IO] = 5, [ERR_INTERNAL] = 5,
	};

	return err == NULL ? 0 : status[err->kind];
}
