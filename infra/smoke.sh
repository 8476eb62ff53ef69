#!/usr/bin/env bash
# The image updater on Google Cloud, from nothing to nothing: deploys the minimal example beside whatever runs in the
# project, with a repository and a Deployment of its own, and says at each step what it found.
#
#   infra/smoke.sh PROJECT LOCATION CLUSTER              all steps; asks before it begins
#   infra/smoke.sh --yes PROJECT LOCATION CLUSTER        without the question
#   infra/smoke.sh --destroy PROJECT LOCATION CLUSTER    only the last step, after a run that failed
#
# Needs gcloud with gke-gcloud-auth-plugin, kubectl, terraform, crane (or docker), `npm ci` in this clone,
# `gcloud auth login`, `gcloud auth application-default login`, and the rights of README.md, "Who applies". It takes about
# 15 minutes and costs cents. In the cluster it changes the namespace image-updater-smoke and one admission policy of the
# account that it deploys. What it makes has the label made_by=image-updater-smoke, and it deletes nothing without.
#
#   SMOKE_WAIT     seconds that a step may take (600)
#   SMOKE_QUIET    seconds for which a held Deployment is watched (60)
#   SMOKE_PUSHER   crane or docker, where both are there
#   SMOKE_FOLDER   where the state of a run is kept until it is destroyed (~/.cache/kubernetes-image-updater)
set -euo pipefail

usage() { sed -n '5,7s/^# *//p' "$0" >&2; exit 2; }

confirmed=false only_destroy=false
while [[ ${1:-} == --* ]]; do
  case $1 in
    --yes) confirmed=true ;;
    --destroy) only_destroy=true ;;
    *) usage ;;
  esac
  shift
done
[[ $# -eq 3 ]] || usage
readonly project=$1 location=$2 cluster=$3

# Of the person's shell: what would lead cd, Terraform or the command line elsewhere.
unset CDPATH IMAGE_UPDATER_CONFIG TF_DATA_DIR TF_WORKSPACE "${!TF_CLI_ARGS@}"
root=$(cd "$(dirname "$0")/.." && pwd)
readonly root
readonly name=image-updater-smoke
readonly made_by=made_by=$name
region=$location
[[ $location =~ ^[a-z]+-[a-z]+[0-9]+-[a-z]$ ]] && region=${location%-*}
readonly region
readonly image=$region-docker.pkg.dev/$project/$name/web
readonly first=registry.k8s.io/pause:3.8 second=registry.k8s.io/pause:3.9 third=registry.k8s.io/pause:3.10
readonly context=gke_${project}_${location}_$cluster
folder=${SMOKE_FOLDER:-$HOME/.cache/kubernetes-image-updater}
[[ $folder == /* ]] || folder=$PWD/$folder
# What is known of this run: kept until everything is destroyed.
readonly work=$folder/smoke-$project
readonly patience=${SMOKE_WAIT:-600} quiet=${SMOKE_QUIET:-60}
pusher=${SMOKE_PUSHER:-crane}
[[ -n ${SMOKE_PUSHER:-} ]] || command -v crane >/dev/null || pusher=docker
readonly pusher
export KUBECONFIG=$work/kubeconfig

began=$SECONDS
step() { printf '\n%s\n' "$1"; began=$SECONDS; }
found() { printf '  %s (%d s)\n' "$1" "$((SECONDS - began))"; }
fail() {
  printf '  FAILED: %s\n' "$1" >&2
  exit 1
}

in_cluster() { kubectl --context "$context" "$@"; }
kube() { in_cluster --namespace "$name" "$@"; }
updater() { (cd "$root" && IMAGE_UPDATER_CONFIG_FILE=$work/config.yaml npm run --silent image-updater -- "$@"); }
running() { kube get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image}'; }
in_example() { terraform -chdir="$work/minimal" "$@"; }

copy_image() { # source; prints the digest
  if [[ $pusher == crane ]]; then
    crane copy "$1" "$image:v1" >&2 && crane digest "$image:v1"
  else
    docker pull --quiet "$1" >&2 && docker tag "$1" "$image:v1" && docker push --quiet "$image:v1" >&2 &&
      docker inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image:v1" | sed -n "s|^$image@||p" | tail -n 1
  fi
}

push() { # source; sets `digest`
  local before=${digest:-}
  digest=$(copy_image "$1") || fail "expected $pusher to copy $1 to $image:v1, got an error"
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ && $digest != "$before" ]] || fail "expected a new digest of $image:v1, got $digest"
}

wait_for() { # image
  local now='' until=$((SECONDS + patience))
  while ((SECONDS < until)); do
    now=$(running) || now='an error of kubectl'
    [[ $now != "$1" ]] || return 0
    sleep 2
  done
  fail "expected deployment/web to run $1 after $patience s, got $now. The log: gcloud logging read 'resource.labels.service_name=\"$name-image-pushed\"' --project $project --freshness 1h"
}

say_what_is_left() { # exit code
  [[ $1 -ne 0 && -d $work ]] || return 0
  printf '\nNot destroyed. When you have seen enough:\n  %s%s --destroy %s %s %s\n' \
    "${SMOKE_FOLDER:+SMOKE_FOLDER=$(printf %q "$SMOKE_FOLDER") }" "$0" "$project" "$location" "$cluster" >&2
}

# Lists alone tell what is not there from what could not be asked for: a `describe` fails for both.
made_repository() {
  gcloud artifacts repositories list --project "$project" --location "$region" --filter "labels.$made_by" --format 'value(name)'
}
made_topic() { gcloud pubsub topics list --project "$project" --filter "labels.$made_by" --format 'value(name)'; }
made_namespace() { in_cluster get namespaces --selector "$made_by" --output name; }

destroy() {
  local left
  step 'Destroy'
  if [[ -s $KUBECONFIG ]]; then
    in_cluster delete namespaces --selector "$made_by"
    [[ ! -s $work/policy.yaml ]] || in_cluster delete -f "$work/policy.yaml" --ignore-not-found
    found 'namespace and rights are gone from the cluster'
  fi
  if [[ -e $work/minimal/terraform.tfstate ]]; then
    ln -sfn "$root" "$work/clone"
    in_example init -input=false
    in_example destroy -auto-approve -input=false -var "project=$project"
    found 'what Terraform made is gone'
  fi
  left=$(made_repository)
  if [[ -n $left ]]; then
    gcloud artifacts repositories delete "$name" --project "$project" --location "$region" --quiet
    found 'the repository is gone'
  fi
  left=$(made_topic)
  if [[ -n $left ]]; then
    gcloud pubsub topics delete gcr --project "$project"
    found 'the topic gcr is gone: this script had made it'
  fi
  rm -r "$work"
  found 'APIs stay enabled, and docker keeps its helper for credentials; everything else is gone'
}

# One run a project: all have the same names.
if [[ -d $work ]]; then
  [[ $(<"$work/cluster") == "$location $cluster" ]] ||
    fail "expected the cluster of the run that is not destroyed yet, $(<"$work/cluster"), got $location $cluster"
elif $only_destroy; then
  fail "expected what a run left in $work, got no such folder"
fi
trap 'say_what_is_left $?' EXIT
! $only_destroy || { destroy; exit; }

step 'Tools and rights'
for tool in gcloud gke-gcloud-auth-plugin kubectl terraform npm "$pusher"; do
  command -v "$tool" >/dev/null || fail "expected $tool on the PATH, got none"
done
updater --help >/dev/null || fail "expected the command line to run, got an error. Run npm ci in $root"
gcloud auth application-default print-access-token >/dev/null || fail 'expected credentials of gcloud auth application-default login, got none'
number=$(gcloud projects describe "$project" --format 'value(projectNumber)')
found "project $project has the number $number; cluster $cluster in $location"
if ! $confirmed; then
  read -r -p "Deploy $name there, and destroy it again? [y/N] " answer
  [[ $answer == [yY]* ]] || exit 1
fi
mkdir -p "$work"
printf '%s %s\n' "$location" "$cluster" >"$work/cluster"
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)

step 'Registry, topic and namespace'
gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com artifactregistry.googleapis.com \
  container.googleapis.com pubsub.googleapis.com --project "$project"
there=$(made_repository)
# This, and the namespace, fail where somebody else has one of the name.
[[ -n $there ]] || gcloud artifacts repositories create "$name" --project "$project" --location "$region" \
  --repository-format docker --labels "$made_by"
gcloud auth configure-docker "$region-docker.pkg.dev" --quiet
if gcloud pubsub topics describe gcr --project "$project" >/dev/null 2>&1; then
  found 'the topic gcr was there'
else
  gcloud pubsub topics create gcr --project "$project" --labels "$made_by"
  found 'the topic gcr was not there: made it'
fi
gcloud container clusters get-credentials "$cluster" --location "$location" --project "$project"
there=$(made_namespace)
[[ -n $there ]] || in_cluster create -f - <<END
{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "$name", "labels": { "${made_by%=*}": "${made_by#*=}" } } }
END
found "repository and namespace $name are there"

step 'Deploy'
# The example as it is, but for what keeps this run apart from everything else in the project. Through a link, since of
# an absolute path Terraform takes that one folder alone, and the module reads the sources beside it.
mkdir -p "$work/minimal"
ln -sfn "$root" "$work/clone"
cp "$root"/infra/examples/minimal/*.tf "$work/minimal/"
cat >"$work/minimal/smoke_override.tf" <<END
module "image_updater" {
  source = "../clone/infra"
  name   = "$name"
  region = "$region"
  alerts = { quiet = false }

  configuration = {
    mode     = "apply"
    clusters = [{ gke = "projects/$project/locations/$location/clusters/$cluster", namespaces = { include = ["$name"] } }]
  }
}
END
in_example init -input=false
in_example apply -auto-approve -input=false -var "project=$project"
account=$(in_example output -raw runtime_account)
found 'functions, topics, subscriptions and identities are there'

step 'Cluster'
cat >"$work/config.yaml" <<END
clusters: [{ name: smoke, kubeconfig: '${KUBECONFIG//\'/\'\'}', context: $context, namespaces: { include: [$name] } }]
replay: projects/$project/topics/$name-replay
END
# Rights in this namespace alone. Not `cluster_side`: its ClusterRole is that of every install in the cluster.
sed "s/SERVICE_ACCOUNT_EMAIL/$account/g" "$root/infra/rbac/namespaced.yaml" | kube apply -f -
sed "s/SERVICE_ACCOUNT_WITH_DOTS/${account/@/.}/g" "$root/infra/rbac/image-only-policy.yaml" >"$work/policy.yaml"
in_cluster apply -f "$work/policy.yaml"
push "$first"
# One of an earlier run may be held.
kube delete deployment web --ignore-not-found
kube create deployment web --image "$image:v1" --dry-run=client -o yaml | kube apply -f -
found "deployment/web runs $(running)"

step 'Push'
push "$second"
wait_for "$image:v1@$digest"
found "the push of $digest was written into deployment/web"

step 'Hold'
updater hold deployment/web --namespace "$name" --reason 'smoke test'
held=$digest
push "$third"
sleep "$quiet"
now=$(running)
[[ $now == "$image:v1@$held" ]] || fail "expected deployment/web to run $image:v1@$held while it is held, got $now"
found "the push of $digest changed nothing while deployment/web is held"

step 'Release and replay'
updater release deployment/web --namespace "$name"
updater replay "$image:v1" --digest "$digest"
wait_for "$image:v1@$digest"
found "the replay of $digest was written into deployment/web"

step 'Log'
errors=$(gcloud logging read "resource.labels.service_name=\"$name-image-pushed\" AND severity>=ERROR AND logName:\"run.googleapis.com%2Fstdout\" AND timestamp>=\"$started\"" \
  --project "$project" --format 'value(jsonPayload.message)')
[[ -z $errors ]] || fail "expected no error of the function, got $errors"
found 'the function logged no error'

destroy
printf '\nAll steps passed.\n'
