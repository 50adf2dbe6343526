#!/bin/sh
# new-list makes a folder that is complete, private and its user's, or nothing; and what it prints is right.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"

steps() { grep -v -e '^#' -e '^$' "$1"; }

cd "$T" || exit 1
exits 0 "a list is made" new-list -m postfix -n 東京オーケストラ -o anne@example.org -k 2026 orch orch@ml.example.jp
cp out told
is "without a word on standard error" "$(cat err)" ""
is "nothing else is left beside it" "$(find . -mindepth 1 -maxdepth 1 -type d)" ./orch

# Modes.
is "what is in it, with its modes" "$(cd orch && find . -mindepth 1 -printf '%P %m\n' | sort | tr '\n' ,)" \
'answer 755,archive 700,bounces 700,digest 755,dmarc 755,dmarc-reports 700,held 755,hold 700,keys 700,'\
'keys/2026.pem 600,members 600,members.cdb 600,owner 755,owners 600,'\
'owners.cdb 600,pending 700,post 755,request 755,return 755,sent 700,'
is "the folder itself" "$(stat -c %a orch)" 700
is "a umask changes nothing" "$(umask 077; new-list -k 2026 tight orch@ml.example.jp >/dev/null; \
	cd tight && find . -printf '%P %m\n' | sort)" "$(cd orch && find . -printf '%P %m\n' | sort)"

# Scores.
cat >want <<'EOF'
LIST=orch@ml.example.jp
LIST_NAME="東京オーケストラ"
check-loop
check-subscriber members.cdb
number-post
tag-subject "[orch:%05d]"
add-list-headers
wrap-lines
munge-from -m members.cdb
dkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem
archive
inject members.cdb
EOF
steps orch/post >got
same "the score post" got want
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\nLANGUAGE=ja\ncheck-loop -a\nhear-moderator\nlist-command members\n' >want
steps orch/request >got
same "the score request" got want
# What a machine writes to the owner, a bounce above all, is for a person too; nothing answers it.
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\ncheck-loop -am\ninject owners.cdb\n' >want
steps orch/owner >got
same "the score owner" got want
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\nLANGUAGE=ja\ncount-bounce -k bounces members.cdb\n' >want
steps orch/return >got
same "the score return" got want
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\ndkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem\ninject -r\n' >want
steps orch/answer >got
same "the score answer" got want
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\ndmarc-report -o ml.example.jp\n' >want
steps orch/dmarc >got
same "the score dmarc" got want
printf 'LIST=orch@ml.example.jp\nLIST_NAME="東京オーケストラ"\nLANGUAGE=ja\nadd-list-headers\n' >want
printf 'dkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem\ninject -D members.cdb\n' >>want
steps orch/digest >got
same "the score digest" got want
scores="orch/post orch/request orch/owner orch/return orch/answer orch/digest orch/held orch/dmarc"
# shellcheck disable=SC2086 # words
is "each starts tutti" "$(head -qn 1 $scores | sort -u | grep -c '^#!/.*/bin/tutti$')" 1
# shellcheck disable=SC2086 # words
is "and each step is a program" "$(cat $scores | grep -o '^[a-z-]*' | sort -u |
	while read -r step; do command -v "$step" >/dev/null || echo "$step"; done)" ""

# Members and owners.
is "no member yet" "$(grep -v '^##' orch/members)" ""
is "one owner" "$(grep -v '^##' orch/owners)" anne@example.org
is "who is in owners.cdb" "$(cd orch && list-members owners.cdb)" anne@example.org
is "while members.cdb is empty, and good" "$(cd orch && list-members members.cdb; echo $?)" 0

# The key, and what belongs into the DNS.
is "an RSA key of 2048 bits" "$(openssl pkey -in orch/keys/2026.pem -noout -text | head -n 1)" \
	"$(openssl pkey -in orch/keys/2026.pem -noout -text | grep '2048 bit')"
sed -n '/^2026\._domainkey\.ml\.example\.jp\. IN TXT (/,/)/p' told >record
is "the strings of the record fit" "$(grep -o '"[^"]*"' record | awk 'length > 257')" ""
is "joined they are the key's public half" "$(grep -o '"[^"]*"' record | tr -d '"\n')" \
	"v=DKIM1; k=rsa; p=$(openssl pkey -in orch/keys/2026.pem -pubout -outform DER | base64 -w 0)"
for line in 'ml.example.jp. IN TXT "v=spf1 mx ~all"' \
	'_dmarc.ml.example.jp. IN TXT "v=DMARC1; p=none; rua=mailto:orch-dmarc@ml.example.jp"'; do
	ok "it prints $line" grep -qxF "$line" told
done
new-list other orch@ml.example.jp >/dev/null
ok "the next list has another key" sh -c '! cmp -s orch/keys/2026.pem other/keys/*.pem'
is "named after the year and the list, with postmaster for an owner" "$(ls other/keys) $(grep -v '^##' other/owners)" \
	"$(date +%Y)-orch.pem postmaster@ml.example.jp"

# The clean style leaves a post as its author signed it.
new-list -s clean -k 2026 clean orch@ml.example.jp >/dev/null
cat >want <<'EOF'
LIST=orch@ml.example.jp
LIST_NAME="orch"
check-loop
check-subscriber members.cdb
number-post
add-list-headers
wrap-lines
munge-from -r keep -m members.cdb
dkim-sign -d ml.example.jp -s 2026 -k keys/2026.pem
archive
inject members.cdb
EOF
steps clean/post >got
same "the score post in the clean style" got want

# What stands in a score as a comment is ready to be switched on, as it says there.
for style in fml clean; do
	list=orch
	[ $style = fml ] || list=clean
	is "$style: what is switched off" "$(grep '^#[a-z]' $list/post)" '#verify-auth -i ml.example.jp
#check-subscriber -a ml.example.jp members.cdb
#arc-seal -d ml.example.jp -s 2026 -k keys/2026.pem -i ml.example.jp'
	is "$style: each line with its reason above" "$(awk '/^#[a-z]/ && last !~ /^#/ { print } { last = $0 }' $list/post)" ""
	sed 's/^check-subscriber/#&/; s/^#\([a-z]\)/\1/' $list/post >switched
	is "$style: each is a program" "$(steps switched | grep -o '^[a-z-]*' | sort -u |
		while read -r step; do command -v "$step" >/dev/null || echo "$step"; done)" ""
done

# The mail server's lines, read by the mail server's own tools.
grep '/  tutti:$' told >map
MAIL_CONFIG=$T/postfix
export MAIL_CONFIG
mkdir "$MAIL_CONFIG"
: >"$MAIL_CONFIG/main.cf"
sed -n '/^tutti  *unix/,/^$/p' told >"$MAIL_CONFIG/master.cf"
routed() { postmap -q "$1" regexp:"$T/map"; }
for address in orch@ml.example.jp ORCH@ml.example.jp orch-owner@ml.example.jp orch-request@ml.example.jp \
	orch-return-12-anne=example.org@ml.example.jp; do
	is "Postfix: $address is ours" "$(routed $address)" tutti:
done
for address in orchx@ml.example.jp xorch@ml.example.jp orch@mlxexample.jp orch@ml.example.jp.org orch-@ml.example.jp; do
	is "Postfix: $address is not" "$(routed $address)" ""
done
is "Postfix: the service" "$(postconf -M tutti/unix | tr -s ' ')" \
	"tutti unix - n n - - pipe user=$(id -un) null_sender= argv=$(sed -n '1s/^#!//p' orch/post) -l $T"\
' -f ${sender} -r ${recipient} -s ${size}'
sed -n 's/^\(.*\)  "|\(.*\)"$/\1 \2/p' told >aliases
aliased() { postmap -q "$1" regexp:"$T/aliases"; }
is "Postfix: aliases" "$(aliased orch) $(aliased orch-owner) $(aliased orch-return) $(aliased orch-return-1-a=b) \
$(aliased orch-dmarc) $(aliased orch-request) $(aliased orch-help)" \
	"$T/orch/post $T/orch/owner $T/orch/return $T/orch/return $T/orch/dmarc $T/orch/request $T/orch/request"

# Cron: each line is a command that does its work.
new-list -m postfix cronned orch@ml.example.jp >told.cron
sed -n '/^== Cron/,/^== Is/s/^[0-9*\/ ]* \([a-z].*\)/\1/p' told.cron >lines
is "cron's lines" "$(sed "s|$T/cronned|DIR|" lines)" 'cd DIR && build-list -u members.cdb && build-list -u owners.cdb
make-digest DIR
count-bounce -C DIR members.cdb
tidy-list DIR
check-list -q DIR'
is "all but the last do something, without a word" "$(sed '$d' lines | sh 2>&1)" ""
is "the user is named" "$(grep -c "crontab -u $(id -un) -e" told.cron)" 1
is "the programs are found" "$(grep -c "^PATH=/.*/bin:/usr/sbin:/usr/bin:/bin\$" told.cron)" 1

new-list -m qmail Q Tokyo.Orch@ml.example.jp >told
mkdir home
(cd home && sed -n '/^echo /p' ../told | sh)
is "qmail: the files" "$(cd home && grep -r '' . | sort | tr '\n' ' ')" \
"./.qmail-tokyo:orch-default:|$T/Q/request ./.qmail-tokyo:orch-dmarc:|$T/Q/dmarc ./.qmail-tokyo:orch-owner:|$T/Q/owner \
./.qmail-tokyo:orch-return-default:|$T/Q/return ./.qmail-tokyo:orch-return:|$T/Q/return ./.qmail-tokyo:orch:|$T/Q/post "
ok "qmail: the domain" grep -qx "ml.example.jp:$(id -un)" told
new-list -m courier C orch@ml.example.jp >told
is "Courier: the files" "$(sed -n 's/.*>//p' told | tr '\n' ' ')" \
	".courier-orch .courier-orch-owner .courier-orch-return .courier-orch-return-default .courier-orch-dmarc .courier-orch-default "
is "Courier: each way out" "$(cat C/post C/owner C/answer C/held C/digest | grep ^inject | sort | tr "\n" ,)" \
	'inject -t courier -D members.cdb,inject -t courier -r,inject -t courier members.cdb,inject -t courier owners.cdb,inject -t courier owners.cdb,'

# Names.
new-list -n 'A "B" \ $C' quoted orch@ml.example.jp >/dev/null
is "a name with quotes" "$(sed -n 's/^LIST_NAME=//p' quoted/post)" '"A \"B\" \\ \$C"'
printf 'From: a@example.org\n\nx\n' >mail
is "is the same name again for a step" "$(cd quoted && printf '#!/bin/sh\necho "X: $LIST_NAME"; cat' >show &&
	chmod +x show && sed -i '/^[a-z]/d' post && echo "$T/quoted/show" >>post && echo cat >>post &&
	SENDER=a@example.org tutti -n post <../mail | head -n 1)" 'X: A "B" \ $C'

# All or nothing.
before=$(find orch -type f -exec cat {} + | sha256sum)
exits 75 "a folder in use" new-list orch orch@ml.example.jp
says "is refused" '^4\.3\.5 new-list: .*/orch is in use already; '
is "and left alone" "$(find orch -type f -exec cat {} + | sha256sum)" "$before"
mkdir empty
exits 0 "an empty one is taken" new-list empty orch@ml.example.jp
exits 75 "no room for a key" sh -c 'ulimit -f 2; new-list full orch@ml.example.jp'
says "says so" '^4\.3\.1 new-list: cannot write '
exits 75 "a full disk under standard output" sh -c 'new-list full orch@ml.example.jp >/dev/full'
says "says so" '^4\.3\.1 new-list: cannot write standard output: '
exits 75 "a parent that is not there" new-list no/orch orch@ml.example.jp
says "is named" '^4\.3\.0 new-list: cannot find the folder no/: '
is "nothing of these is left" "$(find . -maxdepth 1 \( -name 'full*' -o -name 'no*' -o -name '*.new.*' \))" ""

bad()
{
	what=$1
	shift
	exits 75 "$what" new-list "$@"
	says "is one line" "^4\.3\.5 new-list: "
}
bad "a name of two lines" -n "$(printf 'a\nBcc: b')" new orch@ml.example.jp
bad "a name in EUC-JP" -n "$(printf '\305\354\265\376')" new orch@ml.example.jp
bad "a name that is empty" -n '' new orch@ml.example.jp
bad "an address with a quote" new 'or"ch@ml.example.jp'
bad "an address with a slash" new '../orch@ml.example.jp'
bad "an address without domain" new orch
bad "two dots in it" new or..ch@ml.example.jp
bad "an owner that is no address" -o anne new orch@ml.example.jp
bad "an owner that is the list" -o Orch@ml.example.jp new orch@ml.example.jp
bad "a style that is none" -s clear new orch@ml.example.jp
bad "a selector with a slash" -k ../x new orch@ml.example.jp
bad "a folder with a blank" 'new list' orch@ml.example.jp
bad "a folder with a quote" "new'list" orch@ml.example.jp
bad "no folder" .. orch@ml.example.jp
bad "an unknown user" -u no.such.user new orch@ml.example.jp
bad "an unknown mail server" -m sendmail new orch@ml.example.jp
bad "an unknown option" -x new orch@ml.example.jp
bad "no address" new
is "none of them made anything" "$(find . -maxdepth 1 -name 'new*')" ""
exits 0 "help" new-list --help

if [ "$(id -u)" = 0 ]; then
	exits 0 "for another user" new-list -u nobody theirs orch@ml.example.jp
	is "who owns all of it" "$(find theirs -printf '%U\n' | sort -u)" "$(id -u nobody)"
fi
finish
