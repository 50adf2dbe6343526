# lib.sh: what the tests in sh share. Prints TAP (testanything.org).
#
#	ok   WHAT COMMAND…         the command succeeds
#	is   WHAT GOT WANT         two strings are equal
#	same WHAT FILE FILE        two files are equal, byte for byte
#	exits CODE WHAT COMMAND…   the command ends with CODE; its output is then in $T/out and $T/err
#	says WHAT PATTERN          the standard error of the last `exits` is one line that matches (grep -E)
#	await COMMAND…             polls until the command succeeds, for at most a minute or so
#	contract COMMAND…          what holds for every filter that passes $T/in.eml (see below)
#	skip_all WHY               this machine can't run the test; where TESTS_ALL is set, as in .ci/run, it fails
#	finish                     at the end
#
# $T is a scratch folder of the test's own, removed at the end; the programs are in PATH.

set -u
umask 022
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${TUTTI_BUILD:=$here/../build}"
PATH=$TUTTI_BUILD/bin:$PATH
export PATH
unset LIST LIST_NAME DELIMITER SENDER RECIPIENT EXTENSION POST_ID DEADLINE DRY_RUN RELEASED QMAILQUEUE
T=$(mktemp -d "${TMPDIR:-/tmp}/tutti.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
count=0

pass() { count=$((count + 1)); printf 'ok %s - %s\n' $count "$1"; }
fail()
{
	count=$((count + 1))
	printf 'not ok %s - %s\n' $count "$1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | cut -c 1-500 | sed 's/^/#   /'
}
skip_all()
{
	if [ "${TESTS_ALL-}" ]; then fail "it can be run" "$1"; echo 1..1; exit 1; fi
	echo "1..0 # SKIP $1"
	exit 0
}
await()
{
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
		sleep 0.05
	done
}

ok() { what=$1; shift; if "$@"; then pass "$what"; else fail "$what" "failed: $*"; fi; }
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:  $2" "want: $3"; fi; }
same()
{
	if cmp -s "$2" "$3"; then pass "$1"; else
		fail "$1" "$(diff "$2" "$3" 2>&1 | head -20 | cat -v)"
	fi
}
exits()
{
	wanted=$1 what=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err"
	got=$?
	if [ "$got" = "$wanted" ]; then pass "$what"; else
		fail "$what" "exit $got, wanted $wanted: $*" "$(head -5 "$T/err" | cat -v)"
	fi
}
says()
{
	if [ "$(wc -l <"$T/err")" = 1 ] && grep -qE -- "$2" "$T/err"; then pass "$1"; else
		fail "$1" "wanted: $2" "$(head -5 "$T/err" | cat -v)"
	fi
}
# Everything below a folder, with contents and times: to see that nothing was touched.
everything() { (cd "$1" && find . -printf '%p %y %m %s %T@\n' -type f -exec cksum {} \; | sort); }
body() { sed '1,/^$/d' "$1"; }
contract()
{
	exits 0 "$1: passes a message" "$@" <"$T/in.eml"
	is "$1: silent when all is well" "$(cat "$T/err")" ""
	sed '/^$/q' "$T/in.eml" >"$T/big.eml"
	head -c 300000 /dev/urandom | tr -d '\r\0' >"$T/big.body"
	cat "$T/big.body" >>"$T/big.eml"
	exits 0 "$1: passes a large body" "$@" <"$T/big.eml"
	body "$T/out" >"$T/out.body"
	same "$1: the body is byte for byte as it was" "$T/out.body" "$T/big.body"
	# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
	cat "$T/big.eml" | "$@" 2>&1 | cmp -s - "$T/out"
	is "$1: the same from a pipe" "$?" 0
	"$@" <"$T/in.eml" >/dev/full 2>"$T/err"
	is "$1: /dev/full is 75" "$?" 75
	says "$1: and says so" "^4\.3\.1 $1: "
	exits 75 "$1: a closed stdin is 75" "$@" <&-
	exits 75 "$1: a closed stdout is 75" sh -c 'in=$1; shift; exec "$@" <"$in" >&-' - "$T/in.eml" "$@"
	exits 75 "$1: an unknown option is 75" "$1" -Z <"$T/in.eml"
	says "$1: and shows the usage" "^4\.3\.5 $1: usage: $1"
	exits 0 "$1: --help" "$1" --help
	exits 100 "$1: no header is 100" "$@" </dev/null
	exits 100 "$1: NUL in the header is 100" sh -c 'printf "From: a\\000@b\n\nx\n" | "$@"' - "$@"
	mkdir "$T/dry" && everything . >"$T/before"
	exits 0 "$1: a dry run" env DRY_RUN=1 "$@" <"$T/in.eml"
	everything . >"$T/after"
	same "$1: touches nothing" "$T/after" "$T/before"
	rmdir "$T/dry"
}
finish() { echo "1..$count"; exit 0; }
