#!/bin/sh
# change-members: the one place that edits the members file.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1

# A file as people write it: what is not meant stays byte for byte.
begin()
{
	printf '%b' '## The orchestra\n\nanne@example.org\t# first violin\n  Bart@Example.ORG  name="東京 太郎" s=skip\n' \
		'# cris@example.org\n##BYE dora@example.org\n\temil@example.org 3\nfred@example.org matome 6 # by night\n' \
		'"gina..x"@docomo.example Gina\nanne@example.org second line' >members
	cp members "$T/before"
	build-list members.cdb
}
# changed WHAT WANTED-DIFF COMMAND…: lines that went (<) and came (>), and the cdb follows.
changed()
{
	what=$1 want=$2
	shift 2
	begin
	exits 0 "$what" change-members members "$@"
	cat "$T/out" "$T/err" >"$T/said"
	is "$what: these lines and no other" "$(diff "$T/before" members | sed -n '/^[<>\\]/p')" "$want"
	exits 0 "$what: the cdb follows" build-list -u members.cdb
	list-members members.cdb >"$T/got"
	cp members copy && build-list copy.cdb && list-members copy.cdb >"$T/want"
	same "$what: with the same members" "$T/got" "$T/want"
	rm -f copy*
}
changed "add" '< anne@example.org second line
\ No newline at end of file
> anne@example.org second line
> Zoe@Example.org name="Zoe Z"' add Zoe@Example.org 'name=Zoe Z'
is "and says nothing" "$(cat "$T/said")" ""
changed "add who has left" '< anne@example.org second line
\ No newline at end of file
> anne@example.org second line
> dora@example.org' add dora@example.org
changed "add who is there" '' add ANNE@example.org
is "it is told" "$(cat "$T/said")" "ANNE@example.org is a member already"
changed "add who is off" '' add cris@example.org
is "he is a member too" "$(cat "$T/said")" "cris@example.org is a member already"
changed "add who is there in quotes" '' add 'gina..x@docomo.example'
changed "remove" '<   Bart@Example.ORG  name="東京 太郎" s=skip' remove bart@example.org
changed "remove who is there twice" '< anne@example.org	# first violin
< anne@example.org second line
\ No newline at end of file' remove anne@example.org
changed "remove who is off" '< # cris@example.org' remove Cris@example.org
changed "remove who is in quotes" '< "gina..x"@docomo.example Gina' remove gina..x@docomo.example
changed "remove who is none" '' remove dora@example.org
is "he is named" "$(cat "$T/said")" "dora@example.org is not a member"
changed "remove several" '<   Bart@Example.ORG  name="東京 太郎" s=skip
< 	emil@example.org 3' remove bart@example.org emil@example.org
changed "set" '< anne@example.org	# first violin
> anne@example.org s=off lang=ja	# first violin' set anne@example.org s=off lang=ja
changed "set in the place of the old one" '<   Bart@Example.ORG  name="東京 太郎" s=skip
>   Bart@Example.ORG  name="A \"b\"" s=skip' set bart@example.org 'name=A "b"'
changed "set what is so" '' set bart@example.org s=skip
is "it is told" "$(cat "$T/said")" "bart@example.org is so already"
changed "set beside fml's lone number" '< 	emil@example.org 3
> 	emil@example.org m=3 lang=ja' set emil@example.org lang=ja
changed "set instead of fml's matome" '< fred@example.org matome 6 # by night
> fred@example.org m=12 # by night' set fred@example.org m=12
changed "set of who is off" '< # cris@example.org
> # cris@example.org lang=ja' set cris@example.org lang=ja
changed "unset" '<   Bart@Example.ORG  name="東京 太郎" s=skip
>   Bart@Example.ORG  name="東京 太郎"' unset bart@example.org s
changed "unset of fml's off" '< # cris@example.org
> cris@example.org' unset cris@example.org s
changed "unset of fml's matome" '< fred@example.org matome 6 # by night
> fred@example.org # by night' unset fred@example.org m
changed "unset what is not set" '' unset anne@example.org s name
changed "move" '<   Bart@Example.ORG  name="東京 太郎" s=skip
>   bart@New.example  name="東京 太郎" s=skip' move bart@example.org bart@New.example
changed "move who is there twice" '< anne@example.org	# first violin
> anne@new.example	# first violin
< anne@example.org second line
\ No newline at end of file' move anne@example.org anne@new.example
changed "move who is off" '< # cris@example.org
> # cris@new.example' move cris@example.org cris@new.example
changed "another way to write it" '<   Bart@Example.ORG  name="東京 太郎" s=skip
>   bart@example.org  name="東京 太郎" s=skip' move bart@example.org bart@example.org
changed "move who has moved" '' move old@example.org anne@example.org
is "it is told" "$(cat "$T/said")" "old@example.org has that address already"
changed "move to who has left" '< 	emil@example.org 3
> 	dora@example.org 3' move emil@example.org dora@example.org

# refused WHAT WHY COMMAND…: nothing is changed, not even the file's time.
begin
refused()
{
	what=$1 why=$2
	shift 2
	everything . | grep -v '\.lock' >"$T/files"
	exits 100 "$what is refused" change-members members "$@" </dev/null
	says "$what: and it is said why" "^5\\.3\\.5 change-members: $why"
	everything . | grep -v '\.lock' >"$T/now"
	same "$what: nothing is changed" "$T/now" "$T/files"
}
refused "set of a stranger" 'eve@example\.org is not a member; nothing has changed$' set eve@example.org s=off
refused "unset of a stranger" 'eve@example\.org is not a member' unset eve@example.org s
refused "move of a stranger" 'eve@example\.org is not a member' move eve@example.org eva@example.org
refused "move to another member" "anne@example\\.org can't have an address that is a member already" \
	move anne@example.org bart@example.org
refused "a name" 'no address: add Anne' add Anne
refused "an angle bracket" 'a blank or an angle bracket' add '<anne@example.org>'
refused "two addresses" 'two addresses' add a@example.org b@example.org
refused "two addresses in one word" 'no domain after the @' add a@example.org,b@example.org
refused "a comment" "an address can't begin with #" add '#a@example.org'
refused "a newline" 'a control character' add a@example.org 'name=x
eve@example.org'
refused "ESC" 'a control character' add "$(printf 'a\033@example.org')"
refused "no UTF-8" 'an address that is not UTF-8' add "$(printf 'a\344@example.org')"
refused "a setting that is no UTF-8" 'a setting that is not UTF-8' add a@example.org "$(printf 'name=\344')"
refused "a setting without =" 'no NAME=VALUE' set anne@example.org off
refused "set nothing" 'no NAME=VALUE' set anne@example.org
refused "unset with =" 'no name of a setting' unset anne@example.org s=off
refused "move to two" 'more than two addresses' move anne@example.org b@example.org c@example.org
refused "move to nobody" 'no address' move anne@example.org
refused "too many settings" 'anne@example\.org can.t be changed: too many settings' \
	set anne@example.org "name=$(head -c 5000 /dev/zero | tr '\0' x)"
refused "too long a line" 'anne@example\.org can.t be changed: a line that is too long' \
	set anne@example.org "name=$(head -c 9000 /dev/zero | tr '\0' x)"
refused "a long address" 'an empty or over-long local part' add "$(head -c 300 /dev/zero | tr '\0' x)@example.org"

# Many at once: all or none.
begin
cat >"$T/changes" <<'END2'
# a comment, and a blank line

add zoe@example.org name="Zoe Z"
set zoe@example.org s=off
remove anne@example.org
add anne@example.org
move bart@example.org bert@example.org
set bert@example.org lang=ja
add yves@example.org # a word about him
remove yves@example.org
END2
exits 0 "many from standard input" change-members members <"$T/changes"
is "one after the other" "$(cat members)" "$(cat <<'END2'
## The orchestra

  bert@example.org  name="東京 太郎" s=skip lang=ja
# cris@example.org
##BYE dora@example.org
	emil@example.org 3
fred@example.org matome 6 # by night
"gina..x"@docomo.example Gina
zoe@example.org name="Zoe Z" s=off
anne@example.org
END2
)"
printf 'yves@example.org  Yves # tuba\n# none@example.org\nxena@example.org' >"$T/new"
exits 0 "add from standard input" change-members -v members add <"$T/new"
is "-v says what was done" "$(cat "$T/out")" "yves@example.org is added
xena@example.org is added"
is "with what stands behind them" "$(tail -2 members)" "yves@example.org Yves # tuba
xena@example.org"
cp members "$T/before"
exits 100 "a bad line among good ones" change-members members add <<'END2'
wim@example.org
# a comment

nobody
END2
says "is named" '^5\.3\.5 change-members: standard input:4: no address: add nobody$'
same "and none of them is in" members "$T/before"
exits 100 "one who is none among good ones" change-members members <<'END2'
add wim@example.org
set nobody@example.org s=off
END2
says "is named" '^5\.3\.5 change-members: nobody@example\.org is not a member; nothing has changed$'
same "and none of them is in" members "$T/before"
echo 'yves@example.org' | change-members members remove
is "remove from standard input" "$(grep -c yves members)" 0
exits 0 "-n" change-members -n members <<'END2'
add wim@example.org
remove anne@example.org
END2
is "-n says what would be done" "$(cat "$T/out")" "wim@example.org is added
anne@example.org is removed"
is "and does not" "$(grep -cE 'wim|anne' members)" 1
everything . >"$T/files"
exits 0 "a dry run" env DRY_RUN=1 change-members members add wim@example.org
is "says the same" "$(cat "$T/out")" "wim@example.org is added"
everything . >"$T/now"
same "touches nothing" "$T/now" "$T/files"

# The cdb, whatever has happened to it before.
rm members.cdb
exits 0 "what need not be changed" change-members members remove nobody@example.org
exits 0 "makes a missing cdb all the same" build-list -u members.cdb </dev/null
ok "which is there" [ -e members.cdb ]
rm members members.cdb
exits 0 "the first member of a new file" change-members members add anne@example.org
is "is in it" "$(cat members; list-members members.cdb)" "anne@example.org
anne@example.org"
is "for nobody else to read" "$(stat -c %a members members.cdb | tr '\n' ' ')" "600 600 "
exits 0 "the last one goes" change-members members remove anne@example.org
is "and nobody is left" "$(cat members; list-members members.cdb)" ""
rm members
exits 75 "a cdb without its text" change-members members add anne@example.org
says "the text can be made of it" '^4\.3\.5 change-members: there is no members, but a members\.cdb; .*list-members'
begin
chmod 640 members
if [ "$(id -u)" = 0 ]; then
	chown 12345:23456 members members.cdb
	change-members members add zoe@example.org
	is "owner and mode are kept" "$(stat -c '%u:%g %a' members) $(stat -c %u:%g members.cdb)" "12345:23456 640 12345:23456"
	chown 0:0 members members.cdb members.lock
fi
printf 'nobody\n' >>members
cp members.cdb "$T/old.cdb"
cp members "$T/before"
exits 75 "a mistake elsewhere in the file" change-members members add wim@example.org
says "is named" '^4\.3\.5 change-members: members:1[12]: no address: '
same "the file is left alone" members "$T/before"
same "and the cdb" members.cdb "$T/old.cdb"

# Files from elsewhere.
printf '\357\273\277anne@example.org\r\nbart@example.org\r\n' >members
change-members members <<'END2'
set anne@example.org s=off
add cris@example.org
END2
printf '\357\273\277anne@example.org s=off\r\nbart@example.org\r\ncris@example.org\r\n' >"$T/want"
same "a file from Windows" members "$T/want"
printf '#.FML HEADER\nanne@example.org\n#.endFML HEADER\nbart@example.org\n' >members
change-members members <<'END2'
add anne@example.org
remove bart@example.org
END2
is "fml's header holds no members" "$(tail -2 members)" "#.endFML HEADER
anne@example.org"

# An editor. It gets a copy; what has a mistake does not take effect.
cat >"$T/editor" <<'END2'
#!/bin/sh
# editor SED-COMMAND FILE
sed "$1" "$2" >"$2.new" && mv "$2.new" "$2"
END2
chmod +x "$T/editor"
begin
EDITOR="$T/editor s/first/second/"
export EDITOR
exits 0 "-e" change-members -e members
is "what was edited is in the file" "$(grep -c 'second violin' members)" 1
exits 0 "and in the cdb" build-list -u members.cdb
is "nothing is to be told" "$(cat "$T/err")" ""
exits 0 "a note that keeps mail back" env VISUAL="$T/editor s/emil@example.org/&\ts=tenor/" change-members -e members
says "is told" '^members:[0-9]+: emil@example.org gets no posts because of s=tenor; write s=skip if'
VISUAL="$T/editor s/\ts=tenor//" change-members -e members
was=$(stat -c %i members)
exits 0 "-e without a change" change-members -e members
is "leaves the file" "$(stat -c %i members)" "$was"
VISUAL="$T/editor s/second/third/" change-members -e members
is "VISUAL comes first" "$(grep -c 'third violin' members)" 1
cp members "$T/before"
cp members.cdb "$T/old.cdb"
EDITOR="$T/editor s/emil@/emil/"
exits 100 "-e with a mistake" change-members -e members </dev/null
says "which is named" '^5\.3\.5 change-members: members:7: no address: emilexample\.org; nothing has changed$'
same "leaves the file" members "$T/before"
same "and the cdb" members.cdb "$T/old.cdb"
EDITOR=false
exits 75 "an editor that fails" change-members -e members
same "leaves the file" members "$T/before"
EDITOR=/nonexistent/editor
exits 75 "no editor" change-members -e members
says "is told" '^4\.3\.0 change-members: cannot run the editor /nonexistent/editor: '
cat >"$T/late" <<'END2'
#!/bin/sh
echo 'late@example.org' >>"$LIST_MEMBERS"
echo 'early@example.org' >>"$1"
END2
chmod +x "$T/late"
EDITOR=$T/late
printf '\n' >>members
LIST_MEMBERS=$PWD/members
export LIST_MEMBERS
exits 75 "who saves the file beside an open editor" change-members -e members
says "is not overwritten" '^4\.3\.5 change-members: members has been saved by another program meanwhile'
is "so all of his is there" "$(grep -cE 'late|early' members)" 1
cat >"$T/slow" <<'END2'
#!/bin/sh
echo >"$READY"
while [ ! -e "$GO" ]; do sleep 0.05; done
echo 'edited@example.org' >>"$1"
END2
chmod +x "$T/slow"
begin
printf '\n' >>members
READY=$T/ready GO=$T/go EDITOR=$T/slow change-members -e members &
while [ ! -e "$T/ready" ]; do sleep 0.05; done
change-members members add zoe@example.org &
sleep 0.2
is "while it is edited all others wait" "$(grep -c zoe members)" 0
exits 75 "but not longer than they may" env DEADLINE=1 change-members members add yves@example.org
: >"$T/go"
wait
is "and then both are in" "$(tail -2 members)" "edited@example.org
zoe@example.org"

# A hundred at once.
: >members
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	change-members members add "m$i@example.org" 2>>"$T/errors" &
done
wait
is "a hundred at once: no complaint" "$(cat "$T/errors")" ""
is "all hundred are in" "$(sort members | uniq | wc -l)" 100
is "and in the cdb" "$(list-members members.cdb | sort)" "$(sort members)"
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	change-members members set "m$i@example.org" s=off &
	change-members members remove "m$((i + 50))@example.org" &
done
wait
is "forty are off and forty are gone" "$(grep -c s=off members) $(wc -l <members)" "40 60"
ok "nothing is left over" [ "$(echo *)" = 'members members.cdb members.lock' ]

# Many in one call.
awk 'BEGIN { for (i = 0; i < 50000; i++) print "user" i "@mail" i % 97 ".example.jp" }' >"$T/many"
: >members
change-members members add <"$T/many"
same "fifty thousand" members "$T/many"
change-members members remove <"$T/many"
is "and all of them away" "$(cat members; list-members members.cdb)" ""

begin
exits 75 "a full disk is 75" sh -c 'ulimit -f 1; exec change-members members add zoe@example.org'
says "and says so" '^4\.3\.1 change-members: cannot write members'
same "the file is left alone" members "$T/before"
ok "nothing is left over" [ "$(echo *.tmp.*)" = '*.tmp.*' ]
exits 75 "/dev/full is 75" sh -c 'change-members -v members add zoe@example.org >/dev/full'
exits 75 "a closed stdin" change-members members add <&-
exits 75 "a folder" change-members . add zoe@example.org
exits 75 "the cdb instead of the text" change-members members.cdb add zoe@example.org
says "is told" '^4\.3\.5 change-members: members\.cdb is built from the members file; name that$'
for args in '' 'members delete a@example.org' '-x members' '-e members add' 'members none'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: change-members $args" change-members $args </dev/null
	says "and it is shown" '^4\.3\.5 change-members: usage: '
done
exits 0 "--help" change-members --help
ok "on standard output" grep -q '^usage: change-members' "$T/out"
finish
