#!/bin/sh
# store-mail keeps a message whole, once, and says so only when it is on the disk.
# shellcheck source=tests/lib.sh disable=SC2016,SC2094
. "$(dirname "$0")/lib.sh"

# Octets that a careless program loses: a fold, a blank at a line's end, 8-bit, a line of one dot, no final newline.
printf 'From: anne@example.org\nsubject :  two\n\twords \n\nbody \n.\n\303\251\377\nlast' >"$T/mail"

exits 0 "a message is taken" store-mail "$T/box" <"$T/mail"
is "nothing is written to standard output" "$(cat "$T/out" "$T/err")" ""
is "there is one message" "$(find "$T/box/new" -type f | wc -l)" 1
same "it is byte for byte what came" "$(find "$T/box/new" -type f)" "$T/mail"
is "the Maildir is complete, and private" "$(cd "$T" && stat -c '%n %a' box box/cur box/new box/tmp | tr '\n' ' ')" \
	"box 700 box/cur 700 box/new 700 box/tmp 700 "
is "so is the message" "$(stat -c %a "$T"/box/new/*)" 600

# The name by the definition of POST_ID: SHA-256 of the header without trace fields, a newline, the body.
want=$(sha256sum <"$T/mail" | cut -d ' ' -f 1)
is "its name is the POST_ID" "$(ls "$T/box/new")" "$want"
{ echo 'Received: from a by b; Tue, 24 Nov 2026 00:00:00 +0000'; cat "$T/mail"; } >"$T/again"
exits 0 "a second try with another Received" store-mail "$T/box" <"$T/again"
is "makes no second copy" "$(ls "$T/box/new")" "$want"
same "and replaces the first" "$T/box/new/$want" "$T/again"
is "nothing is left in tmp" "$(ls "$T/box/tmp")" ""

id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
POST_ID=$id store-mail "$T/box" <"$T/mail"
same "POST_ID names the file" "$T/box/new/$id" "$T/mail"
seq 200000 | sed '1s/^/From: a@example.org\n\n/' >"$T/large"
exits 0 "a large one from a pipe" sh -c 'cat "$1" | store-mail "$2"' - "$T/large" "$T/large.box"
same "is whole" "$(find "$T/large.box/new" -type f)" "$T/large"

if [ "$(id -u)" = 0 ]; then
	mkdir "$T/theirs" && chown nobody "$T/theirs"
	store-mail "$T/theirs/box" <"$T/mail"
	is "what root makes belongs to whom the folder belongs" "$(find "$T/theirs" ! -user nobody)" ""
fi
mkdir "$T/empty"
(cd "$T/empty" && DRY_RUN=1 store-mail box <"$T/mail")
is "a dry run makes nothing" "$? $(find "$T/empty" | wc -l)" "0 1"

exits 75 "a closed standard input" sh -c 'store-mail "$1" <&-' - "$T/closed"
exits 75 "no folder named" store-mail <"$T/mail"
says "is a usage error" '^4\.3\.5 store-mail: usage: '
exits 75 "an unknown option" store-mail -q "$T/box" <"$T/mail"
exits 75 "two folders" store-mail "$T/box" "$T/box2" <"$T/mail"
exits 75 "a folder in a folder that is not there" store-mail "$T/no/box" <"$T/mail"
says "says which" '^4\.3\.0 store-mail: cannot make the folder .*/no/box: '
exits 75 "a file in the place of the folder" store-mail "$T/mail" <"$T/mail"
exits 100 "an empty message" store-mail "$T/box" </dev/null
is "bad mail leaves nothing behind" "$(find "$T/box" -type f | wc -l)" 2

# A file that may not grow is what a full disk looks like.
exits 75 "no room for it" sh -c 'ulimit -f 16; store-mail "$1" <"$2"' - "$T/full" "$T/large"
says "says so" '^4\.3\.1 store-mail: cannot write '
is "leaves nothing half-written" "$(find "$T/full" -type f)" ""
exits 0 "help" store-mail --help
finish
