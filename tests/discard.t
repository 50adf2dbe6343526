#!/bin/sh
# discard: a post that was held is thrown away, and the log keeps a line.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/moderated.sh
. "$here/moderated.sh"

mistakes discard
second=$(number 2)
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
