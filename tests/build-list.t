#!/bin/sh
# build-list: text to cdb, whole or not at all.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1

cat >members <<'END'
# Members of the orchestra
anne@example.org
Bart@Example.ORG name="東京 太郎"
cris@example.org s=skip	# reads at work
END
cat >"$T/want" <<'END'
anne@example.org
Bart@Example.ORG name="東京 太郎"
cris@example.org s=skip
END
chmod 640 members
exits 0 "builds members.cdb from members" build-list members.cdb
is "silent when all is well" "$(cat "$T/out" "$T/err")" ""
list-members members.cdb >"$T/got"
same "what was in the text is in the cdb" "$T/got" "$T/want"
is "a new cdb has the mode of its source" "$(stat -c %a members.cdb)" 640
chmod 604 members.cdb
build-list members.cdb
is "an old one keeps its mode" "$(stat -c %a members.cdb)" 604
if [ "$(id -u)" = 0 ]; then
	chown 12345:23456 members.cdb
	build-list members.cdb
	is "and its owner" "$(stat -c %u:%g members.cdb)" 12345:23456
	chown 12346:23457 members
	rm members.cdb
	build-list members.cdb
	is "a new one has the owner of its source" "$(stat -c %u:%g members.cdb)" 12346:23457
	chown 12347:23458 .
	build-list new.cdb members
	is "or of its folder" "$(stat -c '%u:%g %a' new.cdb)" "12347:23458 600"
	is "as the lock has" "$(stat -c '%u:%g %a' new.lock)" "12347:23458 600"
	chown -R 0:0 .
fi
exits 0 "-v" build-list -v members.cdb
is "-v says how many" "$(cat "$T/out")" "members.cdb: 3 members, 0 duplicates left out"

# What may not be meant as it counts is told, and counts all the same.
cp members "$T/members"
cat >members <<'END2'
anne@example.org s=soprano
bart@example.org viola, may skip a week
cris@example.org skip
dora@example.org s=1
emil@example.org s=off
END2
exits 0 "doubtful lines are built" build-list members.cdb
is "and named" "$(cat "$T/err")" \
	"build-list: warning: members:1: anne@example.org gets no posts because of s=soprano; write s=skip if that is meant, another word if not
build-list: warning: members:2: bart@example.org gets no posts because of the word skip; write s=skip if that is meant, another word if not"
is "they count as ever" "$(list-members members.cdb | head -2)" "anne@example.org s=soprano
bart@example.org s=skip"
exits 0 "what need not be built" build-list -u members.cdb
is "is not named each time" "$(cat "$T/err")" ""
exits 0 "from a pipe" sh -c 'build-list members.cdb - <members'
is "too" "$(grep -c '^build-list: warning: standard input:[12]: ' "$T/err")" 2
cp "$T/members" members
build-list members.cdb

# refused WHAT LINE WHY: the line is named with its number, and the old cdb is left alone.
cp members.cdb "$T/old.cdb"
cp members "$T/members"
refused()
{
	{ echo 'dora@example.org'; printf '%b\n' "$2"; echo 'emil@example.org'; } >members
	exits 100 "$1 is refused" build-list members.cdb
	says "$1: with line and reason" "^5\\.3\\.5 build-list: members:2: $3"
	same "$1: the old cdb is left alone" members.cdb "$T/old.cdb"
}
refused 'a name' 'Anne <anne@example.org>' 'no address: Anne$'
refused 'no address' 'anne' 'no address: anne$'
refused 'no domain' 'anne@' 'no domain after the @'
refused 'two addresses' 'a@example.org,b@example.org' 'no domain after the @'
refused 'angle brackets' '<anne@example.org>' 'a blank or an angle bracket'
refused 'a control character' 'anne\001@example.org' 'a control character: anne\?@'
refused 'a NUL' 'anne@example.org\0000x' 'a NUL'
refused 'an open quote' 'anne@example.org name="Anne' 'an unclosed quote'
refused 'a long line' "anne@example.org $(head -c 9000 /dev/zero | tr '\0' x)" 'an over-long line'
refused 'a very long line' "anne@example.org $(head -c 200000 /dev/zero | tr '\0' x)" 'an over-long line'
refused 'a long address' "$(head -c 300 /dev/zero | tr '\0' x)@example.org" 'an empty or over-long local part'
printf '#.FML\nanne@example.org\n' >members
exits 100 "a header of fml without its end is refused" build-list members.cdb
says "and named" '^5\.3\.5 build-list: members:2: the header #\.FML has no end'
same "the old cdb is left alone" members.cdb "$T/old.cdb"
is "nothing is left over" "$(echo members*)" 'members members.cdb members.lock'

printf '\357\273\277anne@example.org\r\n\r\nbart@example.org\r\ncris@example.org' >members
build-list members.cdb
is "a file from Windows, without a newline at its end" "$(list-members members.cdb | tr '\n' ' ')" \
	'anne@example.org bart@example.org cris@example.org '
printf 'Anne@example.org s=skip\nbart@example.org\nanne@EXAMPLE.org\n' >members
is "of two lines with one address the first counts" "$(build-list -v members.cdb; list-members members.cdb)" \
	"members.cdb: 2 members, 1 duplicates left out
Anne@example.org s=skip
bart@example.org"

# fml's two files as they are: `#` before an address is "off", unless another line has it.
cat >members <<'END'
#.FML HEADER
# this is no@comment.example
#.endFML HEADER
taro@example.jp
hana@example.jp Hanako Yamada, 2nd violin
# ken@example.jp
##BYE jun@example.jp
END
build-list members.cdb
is "fml's members" "$(list-members members.cdb)" "taro@example.jp
hana@example.jp
ken@example.jp s=off"
cat >actives <<'END'
taro@example.jp
hana@example.jp	m=3mp
#	ken@example.jp
# mari@example.jp
mari@example.jp matome 6
jiro@example.jp	s=skip
goro@example.jp 12 # by night
sabu@example.jp r=relay.example.jp
##BYE jun@example.jp
END
build-list actives.cdb
is "fml's actives" "$(list-members actives.cdb)" "taro@example.jp
hana@example.jp m=3mp
mari@example.jp m=6
jiro@example.jp s=skip
goro@example.jp m=12
sabu@example.jp r=relay.example.jp
ken@example.jp s=off"

: >members
exits 0 "an empty file is an empty list" build-list members.cdb
is "with nobody in it" "$(list-members members.cdb)" ""
cp "$T/members" members
build-list members.cdb
cp members.cdb "$T/old.cdb"
exits 75 "nothing on standard input is no list" build-list members.cdb - </dev/null
says "and the way to mean it is told" '^4\.3\.5 build-list: no member in standard input; for an empty list: build-list members\.cdb /dev/null$'
same "the old cdb is left alone" members.cdb "$T/old.cdb"
echo 'zoe@example.org' | build-list members.cdb
is "a members file comes before a pipe" "$(list-members members.cdb | head -1)" anne@example.org
echo 'zoe@example.org' | build-list members.cdb -
is "- is the pipe" "$(list-members members.cdb)" zoe@example.org
rm members
echo 'yves@example.org' | build-list members.cdb
is "so is a pipe where there is no members file" "$(list-members members.cdb)" yves@example.org
exits 75 "but not cron's /dev/null" build-list members.cdb </dev/null
exits 75 "nor a pipe that brings only blank lines" sh -c 'echo | build-list members.cdb'
is "the list is as it was" "$(list-members members.cdb)" yves@example.org
exits 0 "-u without a source leaves a good cdb" build-list -u members.cdb </dev/null
exits 75 "a closed stdin" build-list members.cdb <&-
exits 0 "an empty list when it is meant" build-list members.cdb /dev/null
is "has nobody" "$(list-members members.cdb)" ""

cp "$T/members" members
exits 0 "-u builds when members is another" build-list -u members.cdb
list-members members.cdb >"$T/got"
same "and all are there" "$T/got" "$T/want"
was=$(stat -c %i members.cdb)
build-list -u members.cdb
is "-u leaves a cdb that is up to date" "$(stat -c %i members.cdb)" "$was"
touch -d '2001-01-01' members
build-list -u members.cdb
ok "-u sees an older file, from a backup" [ "$(stat -c %i members.cdb)" != "$was" ]
printf x | dd of=members.cdb bs=1 seek=2500 conv=notrunc 2>/dev/null
exits 75 "a damaged cdb" list-members members.cdb
build-list -u members.cdb
list-members members.cdb >"$T/got"
same "-u mends it" "$T/got" "$T/want"

cp members.cdb "$T/old.cdb"
touch members
exits 75 "a full disk is 75" sh -c 'ulimit -f 1; exec build-list members.cdb'
says "and says so" '^4\.3\.1 build-list: cannot write members\.cdb: '
same "the old cdb is left alone" members.cdb "$T/old.cdb"
ok "nothing is left over" [ "$(find . -name '*.tmp.*')" = '' ]
exits 75 "/dev/full under -v is 75" sh -c 'build-list -v members.cdb >/dev/full'
for args in '' 'members' 'members.cdb a b' '.cdb' '-x members.cdb' '-u members.cdb members'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: build-list $args" build-list $args
	says "and it is shown" '^4\.3\.5 build-list: usage: '
done
exits 75 "a file that is not there" build-list members.cdb none
says "and its name" '^4\.3\.0 build-list: cannot open none: '
exits 75 "a folder as file" build-list members.cdb .
exits 75 "a folder that is not there" build-list none/members.cdb members
exits 0 "--help" build-list --help
ok "on standard output" grep -q '^usage: build-list' "$T/out"

# Forty at once, each after adding a member: who comes last has all.
: >members
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	{ echo "m$i@example.org" >>members && build-list members.cdb; } 2>>"$T/errors" &
done
wait
is "forty at once: no complaint" "$(cat "$T/errors")" ""
is "and nobody is lost" "$(list-members members.cdb | sort)" "$(sort members)"
exits 0 "and it is up to date" build-list -u members.cdb

# A large list is built in little memory and read back.
awk 'BEGIN { for (i = 0; i < 50000; i++) print "user" i "@mail" i % 97 ".example.jp" }' >members
limit='ulimit -v 60000'	# KB
sh -c "$limit; exec build-list --help" >/dev/null 2>&1 || limit=:	# a sanitizer wants terabytes
exits 0 "50,000 members" sh -c "$limit; exec build-list members.cdb"
list-members members.cdb >"$T/got"
same "all of them" "$T/got" members
finish
