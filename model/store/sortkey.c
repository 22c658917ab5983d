/* SPDX-License-Identifier: ISC */
#include "model/store/sortkey.h"

#include <ctype.h>
#include <string.h>

#include "base/net.h"
#include "base/utf8.h"

enum { DIGITS_MAX = 90 };

/* The count of digits goes before them, so that longer numbers are larger. */
static const char *
number(struct buf *out, const char *s)
{
	size_t n;

	while (*s == '0' && isdigit((unsigned char)s[1]))
		s++;
	n = strspn(s, "0123456789");
	buf_addc(out, '1');
	buf_addc(out, (char)('!' + (n < DIGITS_MAX ? n : DIGITS_MAX)));
	buf_addn(out, s, n);
	return s + n;
}

void
sortkey_version(struct buf *out, const char *version)
{
	struct buf folded = { 0 };
	const char *s;

	utf8_fold(&folded, version);
	for (s = buf_str(&folded); *s != '\0';) {
		size_t n = strcspn(s, "0123456789.-_+ ");

		if (isdigit((unsigned char)*s)) {
			s = number(out, s);
		} else if (n > 0) {
			buf_addc(out, '2');
			buf_addn(out, s, n);
			s += n;
		} else {
			s++;
			continue;
		}
		/* Ends a part below everything that may continue it. */
		buf_addc(out, ' ');
	}
	buf_release(&folded);
}

void
sortkey_address(struct buf *out, const char *address)
{
	static const char digits[] = "0123456789abcdef";
	struct cidr cidr;
	size_t i, n;

	if (!cidr_parse(address, &cidr)) {
		buf_printf(out, "~%s", address);
		return;
	}
	n = cidr.ip.family == 4 ? 4 : 16;
	buf_addc(out, cidr.ip.family == 4 ? '4' : '6');
	for (i = 0; i < n; i++) {
		buf_addc(out, digits[cidr.ip.b[i] >> 4]);
		buf_addc(out, digits[cidr.ip.b[i] & 15]);
	}
	buf_addc(out, digits[cidr.bits >> 4]);
	buf_addc(out, digits[cidr.bits & 15]);
}
