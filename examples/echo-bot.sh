#!/bin/sh
# The bot of echo-bot.js in a shell: events come by a pipe, commands go back by another. No JSON is parsed: the order of the fields is
# fixed, and what is a JSON string in an event is one in a command.
#   PARLEY_PASSWORD=… sh examples/echo-bot.sh LINK --user echo --register
# PARLEY is how to call the program, if not as parley.
set -u
pipes=$(mktemp -d) && mkfifo "$pipes/commands" || exit 1
trap 'rm -rf "$pipes"' EXIT
field() { printf '%s' "$2" | sed -n "s/.*\"$1\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p"; }

${PARLEY:-parley} chat --json "$@" <"$pipes/commands" | {
  exec 3>"$pipes/commands"
  own=
  while IFS= read -r event; do
    case $event in
      '{"event":"state","state":"online"'*)
        own=$(field name "$event")
        echo "$own is online" ;;
      '{"event":"chat-request",'*) echo "{\"command\":\"accept\",\"name\":\"$(field from "$event")\"}" >&3 ;;
      '{"event":"message",'*'"text":"echo '*'"isHistory":false}')
        text=$(field text "$event")
        [ "$(field from "$event")" = "$own" ] || printf '{"command":"send","to":"%s","text":"%s"}\n' "$(field conversation "$event")" "${text#echo }" >&3 ;;
      '{"event":"end",'*) break ;;
    esac
  done
}
