#!/usr/bin/env bash
# Writes into the Dockerfile which images its base images are today, by digest: a build is then the same tomorrow.
#
#   infra/kubernetes/pin-base-images.sh [DOCKERFILE]
#
# Needs a registry that answers, and `crane` (github.com/google/go-containerregistry) or `docker buildx`. Run it again
# for newer base images. Images in this repository are not pinned: where it is developed no registry answers.
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

# All of them first: a registry that fails midway leaves the file as it is.
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
