#!/bin/sh
# discard: a post that was held is thrown away, and the log keeps a line.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/moderated.sh
. "$here/moderated.sh"

post anne@example.org in.eml
sed 's/<1@/<2@/' in.eml >second.eml
post anne@example.org second.eml
first=$(number 1) second=$(number 2)
everything orch >before
exits 75 "no such post" discard -C orch 000000
says "is said" '^4\.3\.5 discard: 000000: nothing is held under that number'
exits 75 "too few digits" discard -C orch "$(echo "$first" | cut -c 1-5)"
says "are said" '^4\.3\.5 discard: .*: name it by the first six digits at least'
exits 75 "a path is no number" discard -C orch ../hold/x
exits 75 "no number" discard -C orch
says "is a mistake" '^4\.3\.5 discard: usage: discard'
exits 75 "an unknown option" discard -Z "$first"
exits 75 "no such folder" discard -C nowhere "$first"
exits 0 "help" discard --help
exits 0 "a dry run" env DRY_RUN=1 discard -C orch "$first"
everything orch >after
same "all that touches nothing" after before

exits 0 "discarded" discard -C orch "$first" <&-
is "without a word" "$(cat out err)" ""
is "the other one is still held" "$(held) $(number 1)" "1 $second"
is "the log knows" "$(tail -n 1 orch/log | cut -f 6,7)" \
	"discarded	2.7.0 moderate: every post to orch@ml.example.jp is looked at by a moderator"
exits 75 "twice" discard -C orch "$first"
says "there is nothing any more" '^4\.3\.5 discard: .* nothing is held'
is "the other one is not touched by that" "$(held)" 1
exits 0 "by all of its digits, in the folder" sh -c 'cd orch && exec discard "$(basename hold/*)" >/dev/full'
is "nothing is held, and nobody has got anything" "$(held) $(copies)" "0 0"
finish
