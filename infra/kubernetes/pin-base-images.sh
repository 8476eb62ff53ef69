#!/usr/bin/env bash
# Writes the current digests of the base images into the Dockerfile, so that builds are reproducible.
#
#   infra/kubernetes/pin-base-images.sh [DOCKERFILE]
#
# Needs access to the registry, and `crane` (github.com/google/go-containerregistry) or `docker buildx`. Run it again
# for newer base images. They are not pinned in this repository, which is developed without access to a registry.
set -euo pipefail

dockerfile=${1:-$(dirname "$0")/Dockerfile}

digest() { # image
  if command -v crane >/dev/null; then
    crane digest "$1"
  else
    docker buildx imagetools inspect "$1" --format '{{ .Manifest.Digest }}'
  fi
}

names=$(sed -n 's/^ARG \([A-Z_]*_IMAGE\)=.*/\1/p' "$dockerfile")
[[ -n $names ]] || { echo "expected ARG …_IMAGE= in $dockerfile, got none" >&2; exit 1; }

# Resolves all digests first, so that a failure does not change the file.
text=$(<"$dockerfile")
for name in $names; do
  image=$(sed -n "s/^ARG $name=//p" "$dockerfile")
  tagged=${image%@*}
  found=$(digest "$tagged")
  [[ $found =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "expected a digest of $tagged, got $found" >&2; exit 1; }
  text=${text/"ARG $name=$image"/"ARG $name=$tagged@$found"}
  echo "$name=$tagged@$found"
done
printf '%s\n' "$text" >"$dockerfile"
