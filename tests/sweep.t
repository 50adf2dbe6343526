#!/bin/sh
# sweep: some of the faults of `make sweep`, in every program; and the sweep finds defects that were planted.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

# The shim takes the place of malloc and of system calls, and so does a sanitizer; a static program loads none.
if grep -q __asan_init "$TUTTI_BUILD/bin/check-loop" || ! ldd "$TUTTI_BUILD/bin/check-loop" >"$T/ldd" 2>&1; then
	echo '1..0 # SKIP a build that a shim cannot be loaded into'
	exit 0
fi
TMPDIR=$T QUICK=1 "$here/sweep/run" >"$T/out" 2>&1
code=$?
if [ $code = 0 ]; then pass 'no fault loses, cuts or doubles a post'; else
	fail 'no fault loses, cuts or doubles a post' "exit $code" "$(grep -v ' 0 violations' "$T/out")"
fi
ok 'faults fell' grep -qE '^sweep: [0-9]{3,} runs, 0 violations' "$T/out"
ok 'planted defects were found' grep -qE '^sweep: 3 defects planted, 0 not found' "$T/out"
finish
