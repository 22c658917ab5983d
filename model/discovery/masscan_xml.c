/* SPDX-License-Identifier: ISC */
/*
 * masscan -oX: the elements of nmap, a host for each port that answered,
 * every address called ipv4, and no word about what was looked at.
 */
#include <string.h>

#include "model/discovery/nmap_reader.h"
#include "model/discovery/reader.h"

int
masscan_xml_sniff(const char *head, size_t n)
{
	const char *run = memmem(head, n, "<nmaprun", 8), *end;
	size_t i = 0;

	while (i < n && (head[i] == ' ' || head[i] == '\t' ||
	    head[i] == '\r' || head[i] == '\n'))
		i++;
	if (i == n || head[i] != '<' || run == NULL)
		return 0;
	n -= (size_t)(run - head);
	end = memchr(run, '>', n);
	if (end != NULL)
		n = (size_t)(end - run);
	return memmem(run, n, "scanner=\"masscan\"", 17) != NULL ||
	    memmem(run, n, "scanner='masscan'", 17) != NULL ? 99 : 0;
}

struct import_reader *
masscan_xml_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return nmap_reader_new(sink, true);
}
