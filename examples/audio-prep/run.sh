#!/usr/bin/env bash
# run.sh: makes a recording, serves it on this machine at 400 kB a second, and has it downloaded, edited and saved as an mp3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
port=${PORT_OF_SOURCE:-8765}

for tool in yt-dlp ffmpeg sox espeak-ng jq python3; do
  command -v "$tool" > /dev/null || { echo "run.sh: $tool is missing: apt-get install yt-dlp ffmpeg sox espeak-ng jq python3" >&2; exit 1; }
done
./make-source.sh data/source
python3 serve.py data/source --port "$port" --rate 400 --log data/server.log &
server=$!
trap 'kill "$server"' EXIT
"${LONGHAUL:-../../longhaul}" -C . run prepare --input "url=http://127.0.0.1:$port/talk.wav" --input title="A talk" --input artist=Nobody
echo "The newest of output/: $PWD/output/$(ls -t output | head -n 1)"
