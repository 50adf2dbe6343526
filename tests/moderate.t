#!/bin/sh
# moderate: every post waits for a moderator.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/moderated.sh
. "$here/moderated.sh"

# ---- alone ----
export LIST=orch@ml.example.jp
exits 98 "it holds" moderate <in.eml
says "and says so" '^2\.7\.0 moderate: every post to orch@ml\.example\.jp is looked at by a moderator$'
is "the message itself is not handed on" "$(cat out)" ""
exits 98 "from a pipe too" sh -c 'cat in.eml | moderate'
exits 98 "with a full disk" sh -c 'moderate <in.eml >/dev/full'
exits 75 "without input" moderate <&-
exits 100 "nothing is no message" moderate </dev/null
exits 75 "an argument" moderate x <in.eml
says "is a mistake" '^4\.3\.5 moderate: usage: moderate'
exits 75 "no LIST" env -u LIST moderate <in.eml
exits 0 "help" moderate --help
unset LIST

# ---- in a score ----
exits 0 "a post is taken" post anne@example.org in.eml
is "nobody has it" "$(copies)" 0
is "it is held" "$(held)" 1
exits 0 "once more, as after a crash" post anne@example.org in.eml
is "is held once" "$(held)" 1
finish
