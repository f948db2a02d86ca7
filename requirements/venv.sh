#!/bin/sh
# Make the environment named on the command line, unless it already works.
# PYTHON picks the interpreter; otherwise the first one on the PATH that is recent enough is taken.
set -eu
venv=$1
candidates=${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
version() { "$1" -c 'import sys; print(*sys.version_info[:2], sep=".")'; }

# Kept: a recent Python, with pip (an interruption can leave none), of the version asked for.
if is_recent "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  [ -n "${PYTHON:-}" ] || exit 0
  [ "$(version "$PYTHON" 2>/dev/null)" != "$(version "$venv/bin/python")" ] || exit 0
fi

recent=
for python in $candidates; do
  is_recent "$python" || continue
  recent=${recent:-$python}
  # Debian ships Python without what `venv` needs to put pip into the environment.
  "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || continue
  echo "Making $venv with Python $(version "$python")"
  exec "$python" -m venv --clear "$venv"
done

if [ -z "$recent" ]; then
  echo "Lien needs Python 3.11 or newer, and found none under: $candidates." >&2
  echo "Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2
else
  echo "'$recent' comes without Python's venv and ensurepip modules." >&2
  echo "On Debian or Ubuntu: apt install python3-venv (python$(version "$recent")-venv for this one). Then run make again." >&2
fi
exit 2
