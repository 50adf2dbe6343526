# shellcheck shell=sh
# asked.sh: the list orch in the working directory, whose moderators are asked about the posts of strangers. To be read
# after lib.sh.
#
#	score NAME STEP…   writes a score of the list, in $language
#	post NUMBER        a stranger's post, left in the file mail
#	held               how many are held
#	box ADDRESS        the mails that somebody has got
#	newest ADDRESS     the last one of them
#	address            where to answer the newest question

mkdir orch boxes
score()	# NAME STEP...
{
	name=$1
	shift
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' "LANGUAGE=${language-en}" "$@" \
		>"orch/$name"
	chmod 700 "orch/$name"
}
score post check-loop 'check-subscriber members.cdb' "inject -t maildir:$T/boxes members.cdb"
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
score request 'check-loop -a' hear-moderator "inject -t maildir:$T/boxes owners.cdb"
echo anne@example.org >orch/members
printf 'owner@example.com\nsecond@example.com\n' >orch/owners
(cd orch && build-list members.cdb && build-list owners.cdb) || exit 1
stranger()	# NUMBER
{
	printf 'From: Bert <bert@example.net>\nTo: orch@ml.example.jp\nSubject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= %s\n' "$1"
	printf 'Message-ID: <%s@example.net>\n\nat eight\n' "$1"
}
post() { stranger "$1" >mail; orch/post -f bert@example.net -r orch@ml.example.jp <mail; }
box() { find "boxes/$1" -path '*/new/*' -type f 2>/dev/null; }
newest() { find "boxes/$1" -path '*/new/*' -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2; }
held() { find orch/hold -type f | wc -l; }
address() { sed -n 's/^Reply-To: //p' "$(newest owner@example.com)"; }
