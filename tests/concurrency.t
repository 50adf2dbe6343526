#!/bin/sh
# A list in a storm: a hundred join it, twenty posts are released and twenty come, all at once, while processes are
# killed at random and the mail server brings each mail again. Nothing is lost, nothing is there twice.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
: "${STORM_SEED:=$(date +%N | sed 's/^0*//')}"
echo "# STORM_SEED=$STORM_SEED"
mkdir orch mails
score()	# NAME STEP...
{
	name=$1
	shift
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp "$@" >"orch/$name"
	chmod 755 "orch/$name"
}
score post check-loop 'check-subscriber members.cdb' number-post archive "inject -t maildir:$T/boxes members.cdb"
score held ask-moderator "inject -t maildir:$T/asked owners.cdb"
score request 'check-loop -a' hear-moderator 'list-command members'
score answer "inject -r -t maildir:$T/answers"
printf '%s\n' '## The orchestra' '' 'anne@example.org	# first violin' '  Bart@Example.ORG  name="Bart B"' '## gone:' \
	'##BYE dora@example.org' 'cris@example.org # 日本語' >orch/members
cp orch/members before
echo olga@example.org >orch/owners
(cd orch && build-list members.cdb && build-list owners.cdb) || exit 1
mail()	# NAME FROM TO TEXT
{
	printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\n\n%s\n' "$2" "$3" "$1" "$1" "$4" >"mails/$1"
}
# A line for storm: a mail to the list. The same name again: after the first.
deliver() { printf '%s\torch/%s -f %s -r %s <mails/%s\n' "$1" "$3" "$4" "$5" "$2"; }
agree()	# NAME WHO: with a reply to what came to WHO@example.com
{
	mail "yes-$2" "$2@example.com" x yes
	printf '%s\tsh confirm %s\n' "$1" "$2"
}
count() { find "$@" -type f | wc -l; }
storm()	# WHAT KILLS
{
	exits 0 "$1: every mail ends well" "$here/storm" "$STORM_SEED" "$2" <work
	echo "# $(cat "$T/out") processes were killed"
}

# ---- who is held, and who has asked to join ----
: >work
for n in 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
	mail "post$n" "stranger$n@example.net" orch@ml.example.jp "$n"
	deliver "$n" "post$n" post "stranger$n@example.net" orch@ml.example.jp >>work
done
storm "twenty posts of strangers" 2
is "all are held" "$(list-held orch | wc -l) $(count boxes 2>/dev/null)" "20 0"

# ---- all at once ----
# Forty of the hundred join by mail: the answer holds the token. So does what olga was asked: ten posts are released by
# her answers, ten on the server.
cat >confirm <<'END'
token=$(cat "answers/$1@example.com/new/"* | sed -n 's/^    confirm \([a-z2-7]*\)$/\1/p' | head -n 1)
[ ${#token} = 26 ] && exec orch/request -f "$1@example.com" -r "orch-confirm-$token@ml.example.jp" <"mails/yes-$1"
exit 75
END
cat >release <<'END'
release -C orch "$1" && exit 0
held=$(list-held orch) || exit 75
case $held in *"$1"*) exit 75 ;; esac
END
: >work
n=0
while [ $n -lt 100 ]; do
	n=$((n + 1))
	if [ $n -le 40 ]; then
		mail "join$n" "m$n@example.com" orch-request@ml.example.jp subscribe
		deliver "m$n" "join$n" request "m$n@example.com" orch-subscribe@ml.example.jp
		agree "m$n" "m$n"
	else
		printf 'm%s\texec change-members orch/members add m%s@example.com\n' $n $n
	fi
done >>work
n=0
while [ $n -lt 20 ]; do
	n=$((n + 1))
	mail "post$n" anne@example.org orch@ml.example.jp "$n"
	deliver "p$n" "post$n" post anne@example.org orch@ml.example.jp
done >>work
list-held orch | cut -f 1 >numbers
head -n 10 numbers | sed 's|.*|&	exec sh release &|' >>work
for number in $(tail -n 10 numbers); do
	question=$(grep -l "release $number" asked/olga@example.org/new/* | head -n 1)
	to=$(sed -n 's/^Reply-To: //p' "$question")
	mail "ok$number" olga@example.org "$to" ok
	deliver "$number" "ok$number" request olga@example.org "$to"
done >>work
is "there is enough to do" "$(cut -f 1 work | sort -u | wc -l) $(wc -l <work)" "140 180"
storm "all at once" 3
ok "some were" test "$(cat "$T/out")" -gt 20

# ---- afterwards ----
head -c "$(wc -c <before)" orch/members >got
same "what was written by hand is as it was" got before
{ echo anne@example.org; echo Bart@Example.ORG; echo cris@example.org; seq -f 'm%.0f@example.com' 100; } | sort >want
grep -v '^##' orch/members | awk 'NF { print $1 }' | sort >got
same "all hundred are in, once" got want
list-members orch/members.cdb >cdb
awk '{ print $1 }' cdb | sort >got
same "and in the cdb" got want
(cd orch && build-list -u members.cdb)
list-members orch/members.cdb >again
same "which is up to date" again cdb

seq -f 'post%.0f@example.org' 40 | sort >want
for member in anne@example.org bart@example.org cris@example.org; do
	cat "boxes/$member/new/"* >all
	sed -n 's/^Message-ID: <\(.*\)>/\1/p' all | sort >got
	same "$member has each of the forty posts, once" got want
	sed -n 's/^X-Mail-Count: 0*//p' all | sort -n >got
	seq 40 >numbers
	same "$member has all numbers, once" got numbers
done
awk '/^X-Mail-Count: / { number = $2 + 0 } /^Message-ID: / { id = $2 }
	/^$/ && number { print number, id; number = 0 }' boxes/*/new/* | sort -u >numbers
awk '{ print $1, $3 }' orch/posts | sort >got
same "a post has the same number for everybody, the one in the file posts" got numbers
is "which is not ahead of it" "$(cat orch/seq)" 40
grep -H '^Message-ID: ' boxes/m*/new/* 2>/dev/null | sed 's|/new/.*:M||' | sort | uniq -d >got
is "no new member has one twice" "$(cat got)" ""
is "each is in the archive, whole" "$(cat orch/archive/*.eml | grep -c '^[0-9][0-9]*$') $(wc -l <orch/archive/summary)" \
	"40 40"
is "none is held, and nobody was refused" "$(list-held orch)$(cut -f 6 orch/log | grep refused)" ""

# What a killed one has left is taken away by the next that writes the same file (file.h).
find orch boxes -name '*.tmp.*' | sed 's/[0-9]*$//' | sort | uniq -c | sed 's/^/# left: /'
mail join-last last@example.com orch-request@ml.example.jp subscribe
mail post-last anne@example.org orch@ml.example.jp 41
{
	deliver last join-last request last@example.com orch-subscribe@ml.example.jp
	agree last last
	deliver last post-last post anne@example.org orch@ml.example.jp
} >work
storm "one more joins, and a post goes to all" 0
is "then nothing half-made is left" "$(find orch boxes -name '*.tmp.*' -o -path '*/tmp/*' -type f)" ""
is "and nothing but what list(5) names" "$(cd orch && find . -type f ! -path './sent/*' ! -path './archive/*.eml' \
	! -path './pending/*' | sort | xargs)" \
	"./answer ./archive/summary ./archive/summary.lock ./held ./log ./members ./members.cdb ./members.lock ./owners \
./owners.cdb ./owners.lock ./pending.lock ./post ./posts ./request ./seq ./seq.lock"
finish
