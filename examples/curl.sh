#!/bin/sh
# A walk through the HTTP service: health, create, run, store, run, context, export, delete.
#
#   npm start                                # prints a development token
#   SEMVEC_LICENSE_KEY=<token> examples/curl.sh
#
# SEMVEC_URL names another service. Needs curl.
set -eu

url="${SEMVEC_URL:-http://127.0.0.1:8080}"
token="${SEMVEC_LICENSE_KEY:?set it to a licence token; npm start prints one}"
session="walk-through-$$"

# call METHOD PATH [JSON]: shows what is asked and what is answered; stops at a refusal.
call() {
  printf '\n%s %s %s\n' "$1" "$2" "${3-}"
  # The token goes in by a config on stdin, which keeps it out of the process list.
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl --silent --show-error --fail-with-body --config - --request "$1" "$url$2" \
      ${3:+--header 'Content-Type: application/json' --data "$3"}
  echo
}

call GET /v1/health
call POST /v1/session/create "{\"session_id\": \"$session\"}"

# A turn: the message goes in, a context for the model's system prompt comes out.
call POST /v1/run "{\"session_id\": \"$session\", \"message\": \"My order is 48-20917.\"}"

# What the model answered is stored as a pair with the message.
call POST /v1/store "{\"session_id\": \"$session\", \"response\": \"It left Ghent on 5 March.\"}"

# The next turn recalls the first one.
call POST /v1/run "{\"session_id\": \"$session\", \"message\": \"When was order 48-20917 sent?\"}"

call GET "/v1/state/context?session_id=$session&top_k=2"
call GET "/v1/session/$session/export" | cut -c 1-300
call DELETE "/v1/session/$session"
