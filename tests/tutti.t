#!/bin/sh
# The runner: what a score does with a message, and what becomes of it when something goes wrong.
# shellcheck disable=SC2016,SC2317 # what looks like a variable is for the score or the step; functions given to others
. "$(dirname "$0")/lib.sh"

umask 077
mkdir "$T/bin" "$T/orch"
PATH=$T/bin:$PATH
cd "$T" || exit 1

# step NAME: a program of ours, its text on standard input.
step() { { echo '#!/bin/sh'; cat; } >"$T/bin/$1"; chmod 755 "$T/bin/$1"; }
# score: the score of the list orch, from standard input; its state starts anew.
score()
{
	rm -rf "$T/orch"
	mkdir "$T/orch"
	{ echo "#!$TUTTI_BUILD/bin/tutti"; echo 'LIST=orch@ml.example.jp'; cat; } >"$T/orch/post"
	chmod 700 "$T/orch/post"
}
message()
{
	printf '%s\n' 'Received: from x by y; Tue, 24 Nov 2026 04:33:09 +0000' 'From: Anne <anne@example.org>' \
		'To: orch@ml.example.jp' 'Message-ID: <1@example.org>' 'Subject: hi' '' 'one' 'two' 'three'
}
orch() { "$T/orch/post" "$@" <"$T/mail"; }	# the list gets the mail
result() { cut -f 6 "$T/orch/log" | tail -n 1; }
reason() { cut -f 7 "$T/orch/log" | tail -n 1; }
message >mail

# The last step of most scores here: keeps what it was given, once more each time.
step take <<'END'
echo run >>runs
cat >taken
END
step wait-for <<'END'
echo up >waiting
while [ ! -e go ]; do sleep 0.05; done
cat
END
step exit-with <<'END'
[ -z "$2" ] || printf "$2\n" >&2
exit "$1"
END

# How it is started.
score <<'END'
sed "s/^Subject: /Subject: [orch] /"
sed "s/two/2/"
take
END
sed 's/: hi/: [orch] hi/; s/two/2/' mail >want
exits 0 'a score runs' orch
same '… each step reads what the one before has written' orch/taken want
is '… and says nothing' "$(cat out err)" ''
rm orch/taken
exits 0 'options may follow the score' "$T/orch/post" -n <mail
same '… a dry run prints the message before its last step' out want
ok '… which has not run' test ! -e orch/taken
exits 0 'tutti SCORE' tutti -n orch/post <mail
same '… the same' out want
exits 0 'tutti -c' tutti -c sed 's/^Subject: /Subject: [orch] /' : sed s/two/2/ <mail
same '… prints what the last step writes' out want
score </dev/null
exits 0 'tutti -c with settings' env -C orch tutti -c A='x y' LIST=orch@ml.example.jp sh -c 'cat >taken; echo "$A" >>taken' <mail
is '… they are in the environment' "$(tail -n 1 orch/taken)" 'x y'
is '… and the post is done' "$(result)" sent
exits 0 'help' tutti --help
ok '… on standard output' grep -q 'usage: tutti' out

# What a step finds around it.
step look <<'END'
exec 3>&1
env | sort >environment
pwd >folder
(ls -l /proc/self/fd | grep -c -- ' -> ' | tail -n 1) >descriptors
ps -o pgid= -p $$ | tr -d ' ' >group
echo $$ >>group
umask >mask
cat
END
score <<'END'
A="a $HOME b"
look $A ${LIST}
take
END
exits 0 'a step with an environment' env -u LANG -u MAIL_CONFIG FOREIGN=1 LD_FOREIGN=1 SENDER=a@example.org RECIPIENT=orch@ml.example.jp \
	HOME=/h USER=u TZ=Asia/Tokyo "$T/orch/post" <mail
is 'its environment is built from nothing' "$(grep -vE '^(PWD|OLDPWD|SHLVL|_)=' orch/environment | cut -d= -f1 | tr '\n' ' ')" \
	'A DEADLINE EXTENSION HOME LIST PATH POST_ID RECIPIENT SENDER TZ USER '
is '… the settings' "$(grep ^A= orch/environment)" 'A=a /h b'
ok '… tutti comes first in PATH' grep -q "^PATH=$(readlink -f "$TUTTI_BUILD/bin"):" orch/environment
# Without a limit of its own 240 seconds, one or two of which may have passed.
left=$(($(sed -n 's/^DEADLINE=//p' orch/environment) - $(date +%s)))
ok '… there are four minutes' test "$left" -le 240 -a "$left" -gt 200
ok '… POST_ID is a hash' grep -qE '^POST_ID=[0-9a-f]{64}$' orch/environment
is '… POST_ID is that of the message without its trace' "$(sed -n 's/^POST_ID=//p' orch/environment)" \
	"$(sed 1d mail | sha256sum | cut -d' ' -f1)"
is 'it runs in the folder of the list' "$(cat orch/folder)" "$(readlink -f orch)"
is 'it has its three descriptors (and those of this look)' "$(cat orch/descriptors)" 5
is 'it leads a process group of its own' "$(sort -u orch/group | wc -l)" 1
is 'what it makes is private' "$(cat orch/mask)" 0077
exits 0 'with descriptors left open by others' sh -c "exec 5<mail 9<mail; exec '$TUTTI_BUILD/bin/tutti' -c look" <mail
is '… none gets through' "$(cat descriptors)" 5
is 'without a sender there is none' "$(grep -c SENDER environment)" 0

# Exit codes, and what is told.
code() { what=$1; shift; score; exits "$@" orch; }
code 'a step that fails' 75 'another code than ours is temporary' <<'END'
exit-with 1 "cannot read x"
take
END
says '… its word gets a status code and its name' '^4\.3\.0 exit-with: cannot read x$'
ok '… nothing after it has run' test ! -e orch/taken
is '… it is written down' "$(result):$(reason)" 'deferred:4.3.0 exit-with: cannot read x'
code '' 75 'a code of qmail' <<'END'
exit-with 111
take
END
says '… a step that says nothing' '^4\.3\.0 tutti: exit-with \(orch/post:3\) ended with exit code 111 and said nothing$'
code '' 75 'a usage error' <<'END'
check-loop -Z
take
END
says '… keeps its word' '^4\.3\.5 check-loop: usage: check-loop'
code '' 100 'a permanent error' <<'END'
exit-with 100 "5.7.1 exit-with: anne@example.org is not a member\\nmore\\n"
take
END
says '… its line, and only that' '^5\.7\.1 exit-with: anne@example\.org is not a member$'
is '… it is written down' "$(result)" refused
code '' 100 'a permanent error with a temporary word' <<'END'
exit-with 100 "4.2.1 exit-with: no"
take
END
says '… Postfix would believe the word, so it is corrected' '^5\.7\.1 exit-with: no$'
code '' 75 'a temporary error with a permanent word' <<'END'
exit-with 69 "5.1.1 exit-with: no"
take
END
says '… is corrected too' '^4\.3\.0 exit-with: no$'
code '' 75 'control characters in a word' <<'END'
exit-with 75 "4.3.0 exit-with: a\\033[31mb\\tc\\302\\205d"
take
END
says '… do not get through' '^4\.3\.0 exit-with: a\?\[31mb\?c\?\?d$'
code '' 0 'code 99 stops' <<'END'
exit-with 99 "2.7.0 exit-with: a machine"
take
END
is '… quietly' "$(cat out err)" ''
ok '… nothing is sent' test ! -e orch/taken
is '… the log tells why' "$(result):$(reason)" 'stopped:2.7.0 exit-with: a machine'

# Steps that do not do what they should.
code '' 75 'a step that is killed' <<'END'
sh -c 'head -n 3; kill -9 $$'
take
END
says '… is told as killed' '^4\.3\.0 tutti: sh \(orch/post:3\) was killed by signal 9'
ok '… its half message is not sent' test ! -e orch/taken
code '' 75 'the last step is killed' <<'END'
sh -c 'kill -TERM $$'
END
code '' 75 'a step without output' <<'END'
true
take
END
says '… is told' '^4\.3\.0 tutti: true \(orch/post:3\) ended well, but what it wrote is no message: nothing$'
code '' 75 'a step whose output is no message' <<'END'
echo nothing to see
take
END
ok '… is not sent' test ! -e orch/taken
code '' 75 'a step whose output breaks off in the header' <<'END'
head -n 2
take
END
says '… is told' 'its header does not come to its end$'
ok '… and not sent' test ! -e orch/taken
code '' 75 'a step that reads only the start, and ends well' <<'END'
sh -c 'read -r line'
take
END
code '' 0 'a last step that reads only the start' <<'END'
sh -c 'read -r line; echo "$line" >taken'
END
code '' 75 'a step that gets no memory' <<'END'
sh -c 'ulimit -v 1000; exec tag-subject "[orch:%05d]"'
take
END
ok '… is not sent' test ! -e orch/taken
score <<'END'
sh -c 'cat; trap "" TERM; while :; do sleep 0.1; done'
take
END
exits 75 'a step that never ends' orch -t 2
says '… is stopped' '^4\.3\.0 tutti: sh \(orch/post:3\) was stopped: the 2 seconds for the score are over$'
score <<'END'
sh -c 'cat; (echo $BASHPID >/dev/null; sleep 1000) & echo $! >child'
sh -c 'kill -0 $(cat child) 2>/dev/null && [ "$(cut -d" " -f3 /proc/$(cat child)/stat)" != Z ] && exit 1; cat'
take
END
exits 0 'a step that leaves a child behind' sh -c "'$T/orch/post' <mail 2>&1 | cat"
ok '… it does not outlive its step, nor hold what is ours' test -e orch/taken
code '' 75 'a score whose last step gives the message back' <<'END'
sed s/two/2/
END
says '… so that nobody has it' '^4\.3\.5 tutti: orch/post:3 gives the message back, so nobody has sent or stored it'
is '… it is not done' "$(cat orch/sent/*)" ''

# Once, and not at the same time.
score <<'END'
wait-for
take
END
"$T/orch/post" <mail &
first=$!
while [ ! -e orch/waiting ]; do sleep 0.05; done
exits 75 'another run has the post' orch
says '… is told' '^4\.3\.0 tutti: another process is at work on this post$'
sed '1s/ x / elsewhere /' mail >mail.again
exits 75 'the same post in another delivery' "$T/orch/post" <mail.again
sed 's/: hi/: another/' mail >mail.other
(sleep 0.2; touch orch/go) &
exits 0 'another post goes on meanwhile' "$T/orch/post" <mail.other
wait "$first"
is 'the first run ends well' $? 0
exits 0 'a second delivery of a post that was sent' orch
is '… is silent' "$(cat err out)" ''
is '… does nothing' "$(wc -l <orch/runs)" 2
is '… and is logged' "$(result):$(reason)" 'stopped:2.0.0 tutti: duplicate: this post has been sent before'
score <<'END'
sh -c 'echo run >>runs; [ -e go ] || exit 75; cat >taken'
END
exits 75 'a first try' orch
touch orch/go
exits 0 'the second' orch
is '… has run the step again' "$(wc -l <orch/runs)" 2
score <<'END'
sh -c 'trap "" TERM; : >up; while [ ! -e go ]; do sleep 0.05; done; cat >taken; : >down'
END
"$T/orch/post" <mail &
first=$!
while [ ! -e orch/up ]; do sleep 0.05; done
kill -9 "$first"
wait "$first" 2>/dev/null
exits 75 'the runner is killed, its last step lives on: the next run waits' orch
touch orch/go
while [ ! -e orch/down ]; do sleep 0.05; done
score <<'END'
sh -c ': >up; sleep 1000; cat'
take
END
"$T/orch/post" <mail 2>err &
first=$!
while [ ! -e orch/up ]; do sleep 0.05; done
kill -TERM "$first"
wait "$first"
is 'the runner is asked to end' $? 75
says '… ends its step, and says so' '^4\.3\.2 tutti: stopped by signal 15 while sh \(orch/post:3\) ran$'

# For a moderator.
score <<'END'
exit-with 98 "2.7.0 exit-with: who is this"
take
END
exits 0 'a post is held' "$T/orch/post" -f anne@example.org -r Orch@ml.example.jp <mail
is '… silently' "$(cat err out)" ''
is '… as logged' "$(result):$(reason)" 'held:2.7.0 exit-with: who is this'
id=$(cut -f 2 orch/log)
is '… privately' "$(stat -c %a orch/hold "orch/hold/$id" | tr '\n' ' ')" '700 600 '
{
	printf '%s\n' SENDER=anne@example.org RECIPIENT=Orch@ml.example.jp EXTENSION= SCORE=post \
		'REASON=2.7.0 exit-with: who is this' ''
	cat mail
} >want
same '… envelope, score, reason, and the message as it came' "orch/hold/$id" want
exits 0 'held again' "$T/orch/post" -f anne@example.org -r Orch@ml.example.jp <mail
is '… one file' "$(ls orch/hold)" "$id"
sender=$(printf '%03000d' 0)$(printf 'j\374rgen@example.org')
exits 0 'held with a long sender that is no UTF-8' "$T/orch/post" -f "$sender" -r Orch@ml.example.jp <mail
is '… which stays as it is' "$(head -n 1 "orch/hold/$id")" "SENDER=$sender"
exits 0 'held once more' "$T/orch/post" -f anne@example.org -r Orch@ml.example.jp <mail
sed '1,/^$/d' "orch/hold/$id" >held
exits 0 'released' env RELEASED=1 "$T/orch/post" -f anne@example.org <held
same '… the next step gets what the one that held it got' orch/taken mail
is '… under the same POST_ID' "$(cut -f 2,6 orch/log | tail -n 1)" "$(printf '%s\tsent' "$id")"
exits 75 'a chain on the command line has nowhere to hold' tutti -c exit-with 98 "no" : cat <mail
is '… and makes no folder' "$(ls -d hold 2>/dev/null)" ''

# A dry run.
score <<'END'
sh -c 'test "$DRY_RUN" = 1 && cat'
exit-with 98 "2.7.0 exit-with: who"
take
END
stat -c '%n %y %s' orch orch/* >before
exits 0 'a dry run that holds' orch -n
says '… says so' '^2\.7\.0 exit-with: who$'
is '… prints nothing' "$(cat out)" ''
exits 0 'a dry run by the environment' env DRY_RUN=1 RELEASED=1 "$T/orch/post" <mail
same '… prints' out mail
stat -c '%n %y %s' orch orch/* >after
same '… and leaves the folder as it was' before after
exits 75 'a dry run into a full disk' sh -c "RELEASED=1 '$T/orch/post' -n <mail >/dev/full"
exits 75 'the same with -c' sh -c "tutti -c cat <mail >/dev/full"
step want-hold <<'END'
cat >/dev/null
echo "2.7.0 want-hold: who" >&2
exit 98
END
score <<'END'
want-hold
take
END
exits 0 'a dry run, released, in which the last step that runs has read the message and would hold it' \
	env RELEASED=1 "$T/orch/post" -n <mail
same '… prints it from its start' out mail
exits 0 'a line a step' tutti -v -c cat : sed 's/: hi/: ho/;s/^To:/Cc:/' : cat <mail
is '… what it was, its exit code, its time, what changed' "$(sed 's/ *[0-9]* ms/ T/' err | tr -s ' ' | tr '\n' '|')" \
	'cat 0 T |sed 0 T Cc, Subject, To|cat 0 T |'


# munge-from looks at the author's signature on what it gets; only the signers may come after it.
echo 'sed s/^two/zwei/' | step translate
openssl genrsa -out key 2048 2>/dev/null
munge='munge-from -w always' sign='dkim-sign -d ml.example.jp -s 2026 -k key'
# shellcheck disable=SC2086 # lists of words
exits 0 'a change before munge-from' tutti -v -c LIST=orch@ml.example.jp translate : $munge : $sign : cat <mail
is '… and by the signers is well' "$(grep -c warning err)" 0
# shellcheck disable=SC2086
exits 0 'a change of the body after munge-from' tutti -v -c LIST=orch@ml.example.jp $munge : translate : $sign : cat <mail
is '… is told' "$(grep warning err | sed 's/^ *//')" "warning: translate (step 2 of tutti -c) has changed the post after \
munge-from, which may have kept a From whose signature no longer passes; put it before"

exits 0 'a change before verify-auth' tutti -v -c LIST=orch@ml.example.jp DNS=127.0.0.1:1 translate : \
	verify-auth -i ml.example.jp : translate : cat <mail
is '… is told, and none after it' "$(grep warning err | sed 's/^ *//')" "warning: translate (step 1 of tutti -c) has changed \
the post before verify-auth, which can't verify what came; put it after"

# The log.
score <<'END'
sed "s/^Subject/X-Mail-Count: 00012\nSubject/"
take
END
exits 0 'a post that is logged' orch
is '… number, author, Message-ID, result, counts' "$(cut -f 3- orch/log)" \
	"$(printf '00012\tanne@example.org\t<1@example.org>\tsent\t-\taccepted=0 deferred=0 refused=0')"
ok '… time' grep -qE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z	' orch/log
score <<'END'
sh -c '[ -e go ] && exec cat go >>sent/$POST_ID; echo handing 3 >>sent/$POST_ID; kill -9 $$'
END
exits 75 'a post whose last step is killed while it hands over' orch
printf 'handing 3\naccepted a@x\naccepted b@x\nrefused c@x 550 5.1.1 no\nkept 1\n' >orch/go
exits 0 '… and done at the second try' orch
is '… may reach some twice, and the log says so' "$(cut -f 6- orch/log | tail -n 1)" "$(printf 'sent\t%s\t%s' \
	'possible duplicate: a hand-over was cut off before its answer, and done once more' \
	'accepted=2 deferred=0 refused=1')"
printf 'handing 2\nhanding 2\naccepted a@x\naccepted b@x\n' >orch/go
{ cat mail && echo 'another'; } >again
exits 0 'a connection lost while a post is handed over, and a second one in the same run' "$T/orch/post" <again
is '… may reach some twice as well' "$(reason)" \
	'possible duplicate: a hand-over was cut off before its answer, and done once more'
printf 'handing 2\nkept 2\nhanding 2\naccepted a@x\naccepted b@x\n' >orch/go
{ cat mail && echo 'yet another'; } >again
exits 0 'but one that the mail server has said no to' "$T/orch/post" <again
is '… reaches nobody twice' "$(reason)" -
rm orch/log
{ printf 'X-Mail-Count: 00012\nFrom: a@example.org\nMessage-ID: <\033]0;x\t\n y\233\377\302>\n\nbody\n'; } >odd
exits 0 'a post with a hostile header' "$T/orch/post" <odd
is '… one line, without control characters' "$(wc -l <orch/log):$(tr -cd '\000-\010\013-\037' <orch/log | wc -c)" 1:0
ok '… in UTF-8, so that grep takes it for text' iconv -f UTF-8 -t UTF-8 orch/log
is '… and with no number that it brought itself' "$(tail -n 1 orch/log | cut -f 3)" -

score <<END
PATH=$(readlink -f "$TUTTI_BUILD/bin")-of-mine
/bin/sh -c 'echo "\$PATH" >>path'
END
"$T/orch/post" <mail
is 'a folder whose name begins like ours is another one' "$(cat orch/path)" \
	"$(readlink -f "$TUTTI_BUILD/bin"):$(readlink -f "$TUTTI_BUILD/bin")-of-mine"

# Mistakes. Each has one line that names it, and mail waits.
mistake() { score; exits 75 "$1" orch; says '… is told with its place' "$2"; ok '… before anything is done' test ! -e orch/sent; }
mistake 'an unclosed quote' '^4\.3\.5 tutti: orch/post:4: unclosed quote$' <<'END'
cat
tag-subject "[orch:%05d]
take
END
mistake 'an unknown step' '^4\.3\.5 tutti: orch/post:4: there is no program tag-subjcet$' <<'END'
cat
tag-subjcet "[orch:%05d]"
take
END
mistake 'a program in the list folder is not found by its bare name' 'there is no program orch$' <<'END'
PATH=.::/nowhere
orch
END
mistake 'a score without a step' '^4\.3\.5 tutti: orch/post has no step$' <<'END'
END
mistake 'a name that is not set' '^4\.3\.5 tutti: orch/post:3: \$LSIT is not set$' <<'END'
cat $LSIT
take
END
mistake 'a limit that is no number' '^4\.3\.5 tutti: SIZE_LIMIT=big is not a number$' <<'END'
SIZE_LIMIT=big
take
END
score <<'END'
take
END
sed -i /LIST/d orch/post
exits 75 'a list without LIST' orch
says '… is told' '^4\.3\.5 tutti: orch/post does not say whose it is: LIST=name@domain$'
score <<'END'
take
END
chmod g+w orch/post
exits 75 'a score that others may write' tutti orch/post <mail
says '… is told with the cure' 'chmod go-w post$'
chmod g-w orch/post
exits 75 'a missing folder' tutti nowhere/post <mail
says '… is told' '^4\.3\.0 tutti: cannot enter nowhere: '
exits 75 'a missing score' tutti orch/psot <mail
says '… is told' '^4\.3\.0 tutti: cannot open the score orch/psot: '
mkdir orch/log
exits 75 'a log that can not be written' tutti orch/post <mail
ok '… nothing is sent' test ! -e orch/taken
rm -r orch/log
for words in '' '-x orch/post' 'orch/post more' '-c' '-l lists' '-c -l lists cat' '-s big orch/post' '-t 1152921504606846976 orch/post' '-l' '-c cat :' '-c : cat'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: tutti $words" tutti $words <mail
	ok '… one line' test "$(wc -l <err)" = 1
done
exits 75 'standard input is closed' sh -c "'$T/orch/post' <&-"
ok '… nothing is sent' test ! -e orch/taken
exits 75 'standard input is a folder' sh -c "'$T/orch/post' </"
exits 0 'standard output and error are closed' sh -c "'$T/orch/post' <mail >&- 2>&-"
ok '… the post is sent all the same' test -e orch/taken
exits 75 'a program that is none' sh -c 'echo >bin/none; chmod 755 bin/none; tutti -c none : cat <mail'
says '… is told' '^4\.3\.0 tutti: cannot start none \(step 1 of tutti -c\): Exec format error$'

# A full disk: a small one of our own where that is allowed, else the limit on a file's size, which is another error.
head -c 300000 /dev/zero | tr '\0' x | fold -w 70 | cat mail - >large
score <<'END'
cat
cat
take
END
exits 75 'files may not grow' sh -c "ulimit -f 100; '$T/orch/post' <large"
says '… is told' '^4\.3\.1 tutti: cannot write .*: File too large$'
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=400k,mode=700 tmpfs small 2>/dev/null; then
	trap 'umount "$T/small" 2>/dev/null; rm -rf "$T"' EXIT
	cp orch/post small
	exits 75 'a full disk' small/post <large
	ok '… is told, once' test "$(grep -c '^4\..*: No space left on device' err):$(wc -l <err)" = 1:1
	is '… leaves nothing half' "$(find small -type f ! -name post ! -size 0 ! -name log)" ''
	exits 0 'a mail that fits' small/post <mail
	umount small
fi
finish
