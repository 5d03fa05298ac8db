# shellcheck shell=bash
# What scripts/demo, scripts/test and scripts/check stand on: a Python, an environment, and the
# programs of the machine. It is read by them ("source"), at the project's top folder.

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

# Runs a command as root: as it is, or through sudo, which may ask for a password at a terminal.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo --non-interactive "$@"
    fi
}

# Installs Debian packages; where that cannot be done, says what to install and stops.
install_packages() {
    local by_hand="Install $* (on Debian, as root: apt-get install $*) and run this again."
    command -v apt-get >/dev/null || stop "Missing on this machine: $*. $by_hand"
    say "Installing $* …"
    mkdir -p .tools
    # A list that cannot be renewed may still be good enough; apt-get install is the judge.
    as_root apt-get -qq update >.tools/apt.log 2>&1 || say "The list of packages was not renewed."
    if ! as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install --no-install-recommends "$@" >>.tools/apt.log 2>&1 </dev/null; then
        tail -n 5 .tools/apt.log >&2
        stop "Could not install $*. $by_hand"
    fi
}

# Prints the first Python of 3.11 or newer, one that can make environments before one that cannot.
find_python() {
    local python second_best=""
    for python in python3.13 python3.12 python3.11 python3 python3.14 python; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$python"
            return
        fi
        second_best=${second_best:-$python}
    done
    [ -n "$second_best" ] || stop "Python 3.11 or newer was not found. Install it and run this again."
    echo "$second_best"
}

# Makes the environment in a folder, with the pip that constraints.txt names, unless it is there.
make_environment() {
    local folder=$1 python
    local pip
    pip=$(grep --only-matching '^pip==[0-9.]*' constraints.txt)
    "$folder/bin/python" -m pip freeze --all 2>/dev/null | grep --quiet --line-regexp "$pip" && return
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps this part of Python in a package of its own.
        install_packages "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    say "Making the environment $folder with $("$python" --version) …"
    rm -rf "$folder"
    "$python" -m venv "$folder" || stop "Could not make the environment $folder; see above."
    "$folder/bin/python" -m pip --quiet --quiet install --upgrade --constraint constraints.txt pip ||
        stop "Could not bring pip up to date; see above. Is there a connection to the network?"
}

# Prints one mark for the contents of the files and folders named.
mark_of() {
    find "$@" -type f -not -name '*.py[co]' -print0 | sort --zero-terminated |
        xargs --null cat | cksum
}

# Installs with pip into an environment, unless it was done before from the same sources:
#   install_into FOLDER "SOURCES" PIP-ARGUMENTS…
install_into() {
    local folder=$1 mark
    # shellcheck disable=SC2086 # the sources are several words
    mark=$(mark_of pyproject.toml constraints.txt $2)
    shift 2
    [ "$(cat "$folder/installed" 2>/dev/null)" != "$mark" ] || return 0
    say "Installing into $folder …"
    rm -f "$folder/installed"
    "$folder/bin/python" -m pip --quiet --quiet install --constraint constraints.txt \
        --build-constraint constraints.txt "$@" || stop "Could not install into $folder; see above."
    echo "$mark" >"$folder/installed"
}

# Makes the environment of the tests and the checks: the project as it lies here, and the tools.
make_test_environment() {
    make_environment .tools/venv
    install_into .tools/venv "digit_xl/__init__.py" --group dev --editable .
}
