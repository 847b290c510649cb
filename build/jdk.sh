# Finds a JDK for ./baton and ./verify, which source this file. Nothing is downloaded.

readonly JDK_MIN=21

# Prints the major version of the JDK in folder $1, or nothing if there is none.
jdk_version() {
    [[ -x "$1/bin/javac" && -r "$1/release" ]] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the folder of the newest JDK that will do. Without one, says what to do and returns 1.
find_jdk() {
    local folder version on_path best='' best_version=0
    if [[ -n "${BATON_JAVA_HOME:-}" ]]; then
        version="$(jdk_version "$BATON_JAVA_HOME")"
        if (( ${version:-0} >= JDK_MIN )); then
            echo "$BATON_JAVA_HOME"
            return
        fi
        [[ -n "$version" ]] && version="JDK $version" || version="no JDK"
        echo "BATON_JAVA_HOME is '$BATON_JAVA_HOME', which has $version." \
            "Baton needs a JDK $JDK_MIN or newer: point BATON_JAVA_HOME to one, or unset it to have one searched for." >&2
        return 1
    fi
    on_path="$(command -v javac || true)"
    [[ -z "$on_path" ]] || on_path="$(dirname "$(dirname "$(readlink -f "$on_path")")")"
    for folder in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* \
            "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        version="$(jdk_version "$folder")"
        if [[ -n "$version" ]] && (( version >= JDK_MIN && version > best_version )); then
            best="$folder" best_version="$version"
        fi
    done
    if [[ -z "$best" ]]; then
        echo "Baton needs a JDK $JDK_MIN or newer and found none in JAVA_HOME, the PATH or the usual folders." \
            "Install one (for example Eclipse Temurin 25), or set BATON_JAVA_HOME to the folder of one." >&2
        return 1
    fi
    echo "$best"
}
