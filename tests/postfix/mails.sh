# shellcheck shell=sh
# mails.sh: posts that a mail server, a filter or a signature may stumble over. mail NAME TAG TO FROM prints one, with
# `X-Case: NAME TAG` on top; TAG makes it another post than the same with another TAG.

mail()
{
	id="Message-ID: <$1.$2@members.example>"
	date='Date: Mon, 23 Nov 2026 10:00:00 +0900'
	from="From: Anne Person <$4>"
	to="To: $3"
	subject="Subject: $1 $2"
	echo "X-Case: $1 $2"
	case $1 in
	plain)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" '' 'Hello,' '' 'the rehearsal is at seven.' ;;
	no-date)
		printf '%s\n' "$from" "$to" "$subject" "$id" '' 'When was this?' ;;
	no-message-id)
		printf '%s\n' "$from" "$to" "$subject" "$date" '' 'Which one was this?' ;;
	dots-in-cc)
		printf '%s\n' "$from" "$to" 'Cc: foo..bar@docomo.example, "a." <a.@docomo.example>' \
			"$subject" "$date" "$id" '' 'To a telephone, too.' ;;
	bare-to)
		printf '%s\n' "$from" "To: ${3%@*}" "$subject" "$date" "$id" '' 'Who needs a domain?' ;;
	8-bit)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" 'MIME-Version: 1.0' \
			'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' '' 'Grüße, 練習は七時から。' ;;
	long-line)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" 'MIME-Version: 1.0' \
			'Content-Type: text/plain; charset=us-ascii' '' "$(seq -s ' ' 1000 1239)" ;;
	base64)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" 'MIME-Version: 1.0' \
			'Content-Type: application/octet-stream' 'Content-Transfer-Encoding: base64' ''
		seq 320000 | base64 ;;
	iso-2022-jp)
		printf '%s\n' "$from" "$to" \
			"$(printf 'Subject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= %s %s' "$1" "$2")" \
			"$date" "$id" 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=ISO-2022-JP' \
			'Content-Transfer-Encoding: 7bit' ''
		# shellcheck disable=SC2016 # no expansion meant
		printf '\033$BN}=,\033(B\n' ;;
	dots)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" '' '.' '..' '.dot' '...' 'end' '.' ;;
	no-end)
		printf '%s\n' "$from" "$to" "$subject" "$date" "$id" ''
		printf 'The last line has no end' ;;
	esac
}
