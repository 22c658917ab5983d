/* SPDX-License-Identifier: ISC */
#include "model/discovery/cisco.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool
cisco_mac(const char *word, char out[MAC_LEN])
{
	struct mac mac;
	size_t i;

	for (i = 0; i < 14; i++)
		if (i % 5 == 4 ? word[i] != '.' :
		    !isxdigit((unsigned char)word[i]))
			return false;
	if (word[i] != '\0' || !mac_parse(word, &mac))
		return false;
	mac_format(&mac, out);
	return true;
}

bool
cisco_is_port(const char *word)
{
	size_t n = 0;

	while (isalpha((unsigned char)word[n]) || (n > 0 && word[n] == '-'))
		n++;
	if (n < 2 || !isdigit((unsigned char)word[n]))
		return false;
	return word[n + strspn(word + n, "0123456789/.:,")] == '\0';
}

int
cisco_vlan(const char *word)
{
	size_t n = strspn(word, "0123456789");
	long vlan = n == 0 || n > 4 || word[n] != '\0' ? 0 :
	    strtol(word, NULL, 10);

	return vlan < 1 || vlan > 4094 ? 0 : (int)vlan;
}

bool
cisco_prompt(const struct words *words, char *out, size_t size)
{
	const char *name = words->n > 0 ? words->word[0] : "";
	size_t n = strcspn(name, "#>");
	const char *first = name + n + 1;

	if (n == 0 || name[n] == '\0')
		return false;
	if (*first == '\0')
		first = words->n > 1 ? words->word[1] : "";
	if (strncmp(first, "sh", 2) != 0)
		return false;
	sighting_line(out, size, name, n);
	return true;
}
