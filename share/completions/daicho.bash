# SPDX-License-Identifier: ISC
# Completion of daicho in bash.  It asks the program itself for its verbs,
# options and entities, so that there is no list here to grow old.
_daicho()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD-1]}
	local daicho=${COMP_WORDS[0]} verb='' words i

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-r | --register | --lang | --as-of) ((i++)) ;;
		-*) ;;
		*) verb=${COMP_WORDS[i]}; break ;;
		esac
	done
	case $before in
	-r | --register | -o | --output | --file | --template | --refused | \
	    --map | --spool)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return ;;
	--lang)
		mapfile -t COMPREPLY < <(compgen -W "ja en" -- "$word")
		return ;;
	esac
	if [[ $word == -* ]]; then
		words=$("$daicho" help ${verb:+"$verb"} 2>/dev/null |
		    sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p')
		# The options of every verb are told by help alone.
		words+=" --register --read-only --as-of --lang --ascii"
		words+=" --plain --help --version"
	elif [[ -z $verb || $verb == help ]]; then
		words=$("$daicho" help 2>/dev/null |
		    sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p')
	else
		case $verb in
		list | count | show | add | set | retire | replace | log | \
		    export | erase | fields | diff)
			words=$("$daicho" fields --format plain 2>/dev/null |
			    cut -f1 | sort -u) ;;
		draw) words="network dataflow" ;;
		report) words="weekly survey findings audit" ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	[[ ${#COMPREPLY[@]} -gt 0 || $word == -* ]] ||
	    mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _daicho daicho
