# shellcheck shell=sh
# harness.sh: a Postfix of the test's own, as Debian sets one up, below $T. To be read after lib.sh.
#
#	postfix_skip       says why a Postfix can't be started here, or nothing
#	postfix_setup      configuration, queue and sink; nothing runs yet but the sink
#	postfix_start, postfix_stop
#	postfix_end        takes everything away again; also after a run that was killed
#	settled            waits until nothing is in the queue
#	flushed            the same, and has what was put off tried again
#
# Afterwards SMTP, DOOR (a smtpd that repairs nothing, for inject) and QMQP are ports, MAIL_CONFIG the folder with
# main.cf, QUEUE the queue and SINK the folder of tests/postfix/sink, where all mail to other machines goes.

: "${here:?}"
tools=$here/postfix

postfix_skip()
{
	[ "$(id -u)" = 0 ] || { echo "only root can start a Postfix"; return; }
	for f in /usr/sbin/postfix /usr/share/postfix/main.cf.debian /usr/share/postfix/master.cf.dist; do
		[ -e $f ] || { echo "Debian's postfix is not installed"; return; }
	done
	[ -e /etc/postfix/main.cf ] || { echo "Debian's postfix was installed without a configuration"; return; }
	/usr/bin/python3 -c 'import dkim' 2>/dev/null || { echo "python3-dkim is not installed"; return; }
	id list >/dev/null 2>&1 || echo "there is no user \"list\" (Debian's base-passwd makes it)"
}

# The set-gid postdrop takes another MAIL_CONFIG only when the machine's own main.cf names it. The lock is on the
# folder: two tests that change that file at a time would lose one change. Folders of runs that were killed, known
# by nobody holding the lock in them any more, are taken out and removed with all that still runs in them.
alternates()
(
	exec 8</etc/postfix && flock 8 || exit 1
	old=$(postconf -c /etc/postfix -h alternate_config_directories 2>/dev/null)
	new=
	for dir in $(echo "$old" | tr , ' ') ${1-}; do
		case $dir in
		*/tutti.??????/etc)
			if [ "$dir" != "${1-}" ] && { [ ! -d "$dir" ] || flock -n "$dir/lock" true; }; then
				reap "${dir%/etc}"
				continue
			fi
		esac
		new="$new${new:+, }$dir"
	done
	[ "$new" != "$old" ] || exit 0
	if [ "$new" ]; then postconf -c /etc/postfix -e "alternate_config_directories = $new"
	else postconf -c /etc/postfix -X alternate_config_directories; fi
)

# Ends every process whose working folder is in $1 (Postfix' are in the queue, the steps' in the list), and removes it.
reap()
{
	tries=0
	while [ $tries -lt 50 ]; do
		tries=$((tries + 1)) found=
		for p in /proc/[0-9]*; do
			case $(readlink "$p/cwd" 2>/dev/null) in
			"$1" | "$1"/*) kill -KILL "${p#/proc/}" 2>/dev/null && found=y ;;
			esac
		done
		[ "$found" ] || break
	done
	rm -rf "$1"
}

postfix_setup()
{
	chmod 711 "$T"
	MAIL_CONFIG=$T/etc QUEUE=$T/queue SINK=$T/sink
	export MAIL_CONFIG
	mkdir "$MAIL_CONFIG" "$QUEUE" "$T/data" "$SINK"
	exec 9>"$MAIL_CONFIG/lock"
	flock 9 || return 1
	alternates "$MAIL_CONFIG" || return 1
	"$tools/sink" "$SINK" 9>&- &
	await test -e "$SINK/port" || return 1

	# As Debian's postinst makes an Internet site, but for names, folders and where other people's mail goes.
	cp /usr/share/postfix/main.cf.debian "$MAIL_CONFIG/main.cf"
	cp /usr/share/postfix/master.cf.dist "$MAIL_CONFIG/master.cf"
	cp /etc/postfix/dynamicmaps.cf "$MAIL_CONFIG" 2>/dev/null
	echo 'postmaster: root' >"$MAIL_CONFIG/aliases"
	chown postfix "$T/data"
	postconf -e 'smtpd_relay_restrictions=permit_mynetworks permit_sasl_authenticated defer_unauth_destination' \
		'myhostname=mx.example.jp' 'mydestination=mx.example.jp, localhost.example.jp, localhost' \
		'mynetworks=127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128' 'mailbox_size_limit=0' 'recipient_delimiter=+' \
		'inet_interfaces=all' 'inet_protocols=all' \
		"alias_maps=hash:$MAIL_CONFIG/aliases" "alias_database=hash:$MAIL_CONFIG/aliases" \
		"queue_directory=$QUEUE" "data_directory=$T/data" \
		"maillog_file=$T/maillog" "maillog_file_prefixes=$T" \
		"relayhost=[127.0.0.1]:$(cat "$SINK/port")"
	postalias "$MAIL_CONFIG/aliases"

	# shellcheck disable=SC2046 # three words
	set -- $("$tools/ports" 3)
	SMTP=$1 DOOR=$2 QMQP=$3
	sed -i "s/^smtp  *inet/127.0.0.1:$SMTP inet/" "$MAIL_CONFIG/master.cf"
	cat >>"$MAIL_CONFIG/master.cf" <<-END
	127.0.0.1:$DOOR inet n - y - - smtpd
	  -o local_header_rewrite_clients=
	  -o smtpd_authorized_verp_clients=127.0.0.1
	  -o receive_override_options=no_header_body_checks,no_milters
	127.0.0.1:$QMQP inet n - y - - qmqpd
	  -o qmqpd_authorized_clients=127.0.0.1
	END
	# Most services run chrooted to the queue on Debian; its init script copies there what they need.
	sh /usr/lib/postfix/configure-instance.sh - >/dev/null 2>&1 || true
}

postfix_start() { postfix start 9>&- >"$T/start" 2>&1 && await postfix status >/dev/null 2>&1; }
postfix_stop() { postfix stop >"$T/stop" 2>&1; }

# From where mail comes to where it goes, twice: a mail on its way from one folder to the next is seen at least once.
queued()
{
	set -- "$QUEUE/maildrop" "$QUEUE/incoming" "$QUEUE/active" "$QUEUE/deferred"
	[ "$(find "$@" -type f -print -quit 2>/dev/null)" ] || [ "$(find "$@" -type f -print -quit 2>/dev/null)" ]
}
not() { ! "$@"; }
settled() { await not queued; }
# Asks more than once, since a flush misses the mail that is just being put off.
flushed() { await eval 'not queued || { postqueue -f; false; }'; }

postfix_end()
{
	reap "$T"
	alternates
}
