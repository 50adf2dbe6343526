#!/bin/sh
# tutti -l: which list, which score, what extension; and where they come from under each mail server.
# shellcheck disable=SC2016 # what looks like a variable is for the step
. "$(dirname "$0")/lib.sh"
umask 077
mkdir "$T/lists"
cd "$T" || exit 1
printf 'Received: by x\nFrom: a@example.org\nSubject: hi\n\nbody\n' >mail

# list FOLDER ADDRESS [SETTING]: a list whose scores note what they were started as.
list()
{
	mkdir "lists/$1"
	for score in post request return owner dmarc; do
		{
			printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" "LIST=$2" "${3-}"
			echo "sh -c 'echo $1/$score \"[\$EXTENSION] [\$SENDER] [\$RECIPIENT]\" >>../told'"
		} >"lists/$1/$score"
	done
}
list orch orch@ml.example.jp
list strings orch-strings@ml.example.jp
list ant Ant@Example.COM
list bee bee@example.com DELIMITER=+
list bee-other bee@other.example
list dotted first.last@ml.example.jp
mkdir lists/.hidden lists/empty
cp lists/orch/post lists/.hidden
echo 'not a folder' >lists/file

# goes RECIPIENT WANT: where mail for it goes, and with which extension.
goes()
{
	rm -f lists/told lists/*/sent/*
	tutti -l lists -f s@example.org -r "$1" -s 60 <mail 2>err
	is "$1" "$(sed 's/ \[s@.*//' lists/told 2>/dev/null)$(cat err)" "$2"
}
goes orch@ml.example.jp 'orch/post []'
goes ORCH@ML.example.jp 'orch/post []'
goes orch-request@ml.example.jp 'orch/request [request]'
goes orch-subscribe-Anne=Example.org@ml.example.jp 'orch/request [subscribe-Anne=Example.org]'
goes orch-owner@ml.example.jp 'orch/owner []'
goes orch-DMARC@ml.example.jp 'orch/dmarc []'
goes orch-dmarc-x@ml.example.jp 'orch/request [dmarc-x]'
goes orch-owner-x@ml.example.jp 'orch/request [owner-x]'
goes orch-return@ml.example.jp 'orch/return []'
goes orch-return-@ml.example.jp 'orch/return []'
goes orch-Return-123-Anne=example.org@ml.example.jp 'orch/return [123-Anne=example.org]'
goes orch-@ml.example.jp 'orch/post []'
goes orch-strings@ml.example.jp 'strings/post []'
goes orch-strings-request@ml.example.jp 'strings/request [request]'
goes orch-stringsx@ml.example.jp 'orch/request [stringsx]'
goes ant@example.com 'ant/post []'
goes ANT-help@example.com 'ant/request [help]'
goes bee+help@example.com 'bee/request [help]'
goes bee@other.example 'bee-other/post []'
goes bee-help@other.example 'bee-other/request [help]'
goes first.last-request@ml.example.jp 'dotted/request [request]'
goes orch@another.name.of.ours 'orch/post []'
goes orch 'orch/post []'

none() { exits 100 "$1" tutti -l lists -f s@example.org -r "$1" -s 60 <mail; says '… is told' '^5\.1\.1 tutti: there is no list .* here$'; }
none nobody@ml.example.jp
none orchx@ml.example.jp
none orc@ml.example.jp
none bee-help@example.com
none bee+help@other.example
none orch@example.com
none ''
none @ml.example.jp
none -request@ml.example.jp
none '*@ml.example.jp'
none /@ml.example.jp
none .@ml.example.jp
none ..@ml.example.jp
none "$T/lists/orch/post@ml.example.jp"

# What looks like a path is none. The trap lies where a path made of the recipient would lead.
mkdir trap lists/orch/x
printf '#!/bin/sh\ntouch %s\n' "$T/sprung" >trap/post
chmod 755 trap/post
cp trap/post trap/request
cp trap/post lists/orch/x/request
none ../trap@ml.example.jp
none ../trap/post@ml.example.jp
none orch/../../trap@ml.example.jp
goes orch-../../trap@ml.example.jp 'orch/request [../../trap]'
goes orch-../../trap/post@ml.example.jp 'orch/request [../../trap/post]'
goes orch-x/../x@ml.example.jp 'orch/request [x/../x]'
goes 'orch-$(touch sprung);`touch sprung`|x@ml.example.jp' 'orch/request [$(touch sprung);`touch sprung`|x]'
goes orch-%s%n@ml.example.jp 'orch/request [%s%n]'
ok 'nothing of it was run' test ! -e sprung
exits 100 'a newline in a recipient' tutti -l lists -r "$(printf 'orch-a\nREASON=x@ml.example.jp')" <mail
says '… is told in one line' '^5\.1\.0 tutti: a control character in the recipient$'

# The envelope.
told() { rm -f lists/told lists/*/sent/*; "$@" <mail >out 2>&1; cat out lists/told; }
is 'sender and recipient of the options' "$(told tutti -l lists -f A@example.org -r Orch@ml.example.jp)" \
	'orch/post [] [A@example.org] [Orch@ml.example.jp]'
is 'the null sender of Postfix, null_sender= in two words' "$(told tutti -l lists -f '' -r orch@ml.example.jp)" \
	'orch/post [] [] [orch@ml.example.jp]'
is 'the null sender of Postfix by its name' "$(told tutti -l lists -f MAILER-DAEMON -r orch@ml.example.jp)" \
	'orch/post [] [] [orch@ml.example.jp]'
is 'a sender with a dash' "$(told tutti -l lists -f -n@example.org -r orch@ml.example.jp)" \
	'orch/post [] [-n@example.org] [orch@ml.example.jp]'
exits 75 'two recipients at once are a mistake in master.cf' tutti -l lists -f a@example.org -r orch@x bee@y <mail
exits 75 '-l without a recipient' tutti -l lists -f a@example.org <mail
is 'a recipient of the environment' "$(told env RECIPIENT=orch-help@x SENDER=q@x tutti -l lists)" \
	'orch/request [help] [q@x] [orch-help@x]'
qmail() { told env SENDER=q@x HOST=ml.example.jp "$@"; }
is 'qmail, .qmail-orch' "$(qmail RECIPIENT=orch@x LOCAL=orch EXT=orch tutti lists/orch/post)" \
	'orch/post [] [q@x] [orch@x]'
is 'qmail, .qmail-orch-default' "$(qmail RECIPIENT=orch-Help@x LOCAL=orch-Help EXT=orch-Help DEFAULT=Help \
	tutti lists/orch/request)" 'orch/request [Help] [q@x] [orch-Help@x]'
is 'qmail, .qmail-orch-return-default' "$(qmail RECIPIENT=orch-return-1-a=b@x LOCAL=orch-return-1-a=b \
	EXT=orch-return-1-a=b DEFAULT=1-a=b tutti lists/orch/return)" 'orch/return [1-a=b] [q@x] [orch-return-1-a=b@x]'
is 'qmail, a virtual domain' "$(qmail RECIPIENT=virt-orch-request@x LOCAL=virt-orch-request EXT=orch-request \
	tutti lists/orch/request)" 'orch/request [request] [q@x] [virt-orch-request@x]'
is 'qmail, a list of a user' "$(qmail RECIPIENT=ant-help@x LOCAL=ant-help EXT=help tutti lists/ant/request)" \
	'ant/request [help] [q@x] [ant-help@x]'
is 'qmail, a bounce' "$(told env SENDER= RECIPIENT=orch-return-1@x LOCAL=orch-return-1 EXT=orch-return-1 DEFAULT=1 \
	tutti lists/orch/return)" 'orch/return [1] [] [orch-return-1@x]'
is 'qmail, a double bounce' "$(told env 'SENDER=#@[]' RECIPIENT=orch@x LOCAL=orch EXT=orch \
	tutti lists/orch/post)" 'orch/post [] [] [orch@x]'
is 'Courier, where DEFAULT is there always' "$(qmail RECIPIENT=orch-help@x LOCAL=tutti-orch-help EXT=orch-help DEFAULT= \
	tutti lists/orch/post)" 'orch/post [] [q@x] [orch-help@x]'
is 'a score that another one runs: the option says more than what the server told that one' \
	"$(qmail RECIPIENT=orch@x LOCAL=orch EXT=orch DEFAULT= tutti -r orch-held-7@ml.example.jp lists/orch/request)" \
	'orch/request [held-7] [q@x] [orch-held-7@ml.example.jp]'
is 'an option that is not of this list says nothing' \
	"$(qmail RECIPIENT=virt-orch-help@x LOCAL=virt-orch-help EXT=orch-help DEFAULT=help tutti -r virt-orch-help@x lists/orch/request)" \
	'orch/request [help] [q@x] [virt-orch-help@x]'
is 'nor does the mail of the step that runs it, as when a moderator releases what a virtual domain has brought' \
	"$(told env SENDER=q@x RECIPIENT=orch-moderate-abc@x EXTENSION=moderate-abc \
	tutti -f q@x -r virt-orch-request@x lists/orch/request)" 'orch/request [] [q@x] [virt-orch-request@x]'
is 'Postfix local(8), an alias' "$(told env SENDER=q@x RECIPIENT=orch-return-7@x LOCAL=orch-return-7 EXTENSION= \
	tutti lists/orch/return)" 'orch/return [7] [q@x] [orch-return-7@x]'

# Lists that are broken.
broken() { exits 75 "$1" tutti -l lists -f s@example.org -r "$2" <mail; says '… is told' "$3"; }
echo "tag-subject 'x" >>lists/strings/post
broken 'a list with a mistake in its score' orch-strings@ml.example.jp '^4\.3\.5 tutti: strings/post:5: unclosed quote$'
goes orch@ml.example.jp 'orch/post []'
goes orch-strings-request@ml.example.jp 'strings/request [request]'
sed -i /LIST=/d lists/strings/post
broken 'who knows whose mail this is while one list does not say its name' nobody@ml.example.jp \
	'^4\.3\.5 tutti: cannot tell whether nobody@ml\.example\.jp is a list here: strings/post '
broken 'nor is it taken for an extension of another list' orch-strings@ml.example.jp \
	'^4\.3\.5 tutti: cannot tell whether orch-strings@ml\.example\.jp is a list here: strings/post '
: >lists/strings/post
broken 'also while an editor is saving it' orch-strings-request@ml.example.jp '^4\.3\.5 tutti: cannot tell whether '
goes orch@ml.example.jp 'orch/post []'
rm -r lists/strings
list two orch@ml.example.jp
broken 'two folders for one list' orch@ml.example.jp '^4\.3\.5 tutti: two folders say that orch@ml\.example\.jp is theirs'
rm -r lists/two
rm lists/orch/owner lists/orch/dmarc
goes orch-dmarc@ml.example.jp 'orch/request [dmarc]'
broken 'a list without that score' orch-owner@ml.example.jp '^4\.3\.0 tutti: cannot open the score orch/owner: '
exits 75 'a missing folder of lists' tutti -l nowhere -f s@example.org -r orch@ml.example.jp <mail
says '… is told' '^4\.3\.0 tutti: cannot open the folder of lists nowhere: '
finish
