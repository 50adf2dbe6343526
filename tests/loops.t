#!/bin/sh
# Loops: machines that answer each other. The scores are new-list's own, and every mail goes on until nothing moves.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
mkdir bin
cat >bin/qmail-queue <<END
#!/bin/sh
n=\$(find $T/queue -name '*.mail' | wc -l)
cat >$T/queue/\$n.mail && cat <&1 >$T/queue/\$n.envelope
END
chmod 755 bin/qmail-queue
# begin MEMBER…: two new lists of a style, ping and pong, both with these members.
make()	# STYLE
{
	rm -rf new
	mkdir new
	for list in ping pong; do
		new-list -m qmail -s "$1" -o owner@example.com -k 2026 new/$list $list@ml.example.jp >told || exit 1
		for score in post request owner answer held; do
			sed -i "s|^LIST=.*|&\nQMAILQUEUE=$T/bin/qmail-queue|" new/$list/$score
		done
	done
}
begin()
{
	rm -rf lists queue
	cp -a new lists
	mkdir queue
	for list in ping pong; do
		for member; do
			[ "$member" = $list@ml.example.jp ] || change-members lists/$list/members add "$member"
		done
	done
}
# send FROM TO TEXT: what anybody writes is the start of all.
send()
{
	printf 'Received: from mx.example.org by ml.example.jp\nFrom: %s\nTo: %s\nSubject: hello\n' "$1" "$2" >queue/start.mail
	printf 'Message-ID: <%s@example.org>\n\n%s\n' "$(date +%s%N)" "$3" >>queue/start.mail
	printf 'F%s\0T%s\0\0' "$1" "$2" >queue/start.envelope
}
# ends WHAT: it does. Standard input has a line for each address, and how many mails it gets.
ends()
{
	cat >want
	exits 0 "$1: it ends" "$here/post-office" queue lists
	cp out way
	is "$1: nothing waits for another try" "$(grep ' 75' way)" ""
	awk '$2 !~ /-return-/ { sub(/-confirm-[a-z2-7]*/, "-confirm", $2); print $2 }' way | sort | uniq -c |
		awk '{ print $2, $1 }' >got
	same "$1: who gets how many mails" got want
}
held() { list-held "lists/$1" | wc -l; }

for style in fml clean; do
	make $style
	# ---- two lists that are members of each other ----
	begin anne@example.org ping@ml.example.jp pong@ml.example.jp
	send anne@example.org ping@ml.example.jp 'Hi.'
	ends "$style, two lists" <<-'END'
		anne@example.org 1
		owner@example.com 1
		ping@ml.example.jp 1
		pong@ml.example.jp 1
	END
	is "$style, two lists: what the other list has sent is held" "$(held ping) $(held pong)" "0 1"
	begin anne@example.org ping@ml.example.jp pong@ml.example.jp
	sed -i 's/^check-loop$/& -a/' lists/*/post
	send anne@example.org ping@ml.example.jp 'Hi again.'
	ends "$style, two lists without fear of lists" <<-'END'
		anne@example.org 2
		ping@ml.example.jp 2
		pong@ml.example.jp 1
	END
	is "$style, two lists without fear of lists: the first knows its post" \
		"$(cut -f 6 lists/ping/log | xargs)" "sent stopped"

	# ---- members who are away ----
	begin anne@example.org away@example.net old@example.net
	send anne@example.org ping@ml.example.jp 'Hi.'
	ends "$style, members away" <<-'END'
		anne@example.org 1
		away@example.net 1
		old@example.net 1
		owner@example.com 1
		ping@ml.example.jp 2
	END
	is "$style, members away: no answer counts as a bounce" "$(grep -rl ^ADDRESS= lists/ping/bounces)" ""
	is "$style, members away: none is sent to the list" \
		"$(held ping) $(cut -f 6 lists/ping/log | sort | uniq -c | xargs)" "1 1 held 3 sent"
	begin anne@example.org blunt@example.net
	send anne@example.org ping@ml.example.jp 'Hi.'
	ends "$style, a member away whom nothing gives away" <<-'END'
		anne@example.org 2
		blunt@example.net 2
		ping@ml.example.jp 2
	END
	begin anne@example.org robot@example.net
	sed -i 's/^check-loop$/&\ncheck-post -p 3/' lists/*/post
	send anne@example.org ping@ml.example.jp 'Hi.'
	ends "$style, a member who answers for ever" <<-'END'
		anne@example.org 4
		owner@example.com 1
		ping@ml.example.jp 5
		robot@example.net 4
	END

	# ---- command addresses ----
	begin anne@example.org
	send ping-request@ml.example.jp pong-request@ml.example.jp help
	ends "$style, two command addresses" <<-'END'
		ping-request@ml.example.jp 1
		pong-request@ml.example.jp 1
	END
	send ping@ml.example.jp pong-subscribe@ml.example.jp ''
	ends "$style, a list that would join another" <<-'END'
		ping@ml.example.jp 1
		pong-subscribe@ml.example.jp 1
	END
	send away@example.net pong-request@ml.example.jp 'subscribe'
	ends "$style, who is away asks to join" <<-'END'
		away@example.net 1
		pong-request@ml.example.jp 1
	END
	# It answers every answer, and sends our own help back to us as commands: so many answers a day, and no more.
	sed -i 's/^list-command/& -a 2/' lists/pong/request
	send robot@example.net pong-request@ml.example.jp help
	ends "$style, a command address of another kind" <<-'END'
		pong-confirm@ml.example.jp 1
		pong-request@ml.example.jp 4
		robot@example.net 4
	END
done
finish
