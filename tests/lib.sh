# lib.sh: what the tests in sh share. Prints TAP (testanything.org).
#
#	ok   WHAT COMMAND…         the command succeeds
#	is   WHAT GOT WANT         two strings are equal
#	same WHAT FILE FILE        two files are equal, byte for byte
#	exits CODE WHAT COMMAND…   the command ends with CODE; its output is then in $T/out and $T/err
#	says WHAT PATTERN          the standard error of the last `exits` is one line that matches (grep -E)
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

pass() { count=$((count + 1)); echo "ok $count - $1"; }
fail()
{
	count=$((count + 1))
	echo "not ok $count - $1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | cut -c 1-500 | sed 's/^/#   /'
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
finish() { echo "1..$count"; exit 0; }
