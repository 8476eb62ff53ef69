#!/usr/bin/env bash
# The image updater on Google Cloud, from nothing to nothing: deploys the minimal example beside whatever runs in the
# project, with a repository and a Deployment of its own, and says at each step what it found.
#
#   infra/smoke.sh PROJECT LOCATION CLUSTER              all steps; asks before it begins
#   infra/smoke.sh --yes PROJECT LOCATION CLUSTER        without the question
#   infra/smoke.sh --destroy PROJECT LOCATION CLUSTER    only the last step, after a run that failed
#
# Needs bash 4, gcloud, kubectl, terraform, crane (or docker), `npm ci` in this clone, `gcloud auth login` and
# `gcloud auth application-default login`, and the rights of README.md, "Who applies". It takes about 15 minutes, costs
# cents, and may touch one namespace of one cluster: image-updater-smoke. SMOKE_WAIT: seconds that a step may take.
# SMOKE_PUSHER: crane or docker, where both are there.
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

root=$(cd "$(dirname "$0")/.." && pwd)
readonly root
readonly name=image-updater-smoke
region=$location
[[ $location =~ ^[a-z]+-[a-z]+[0-9]+-[a-z]$ ]] && region=${location%-*}
readonly region
readonly image=$region-docker.pkg.dev/$project/$name/web
readonly first=registry.k8s.io/pause:3.8 second=registry.k8s.io/pause:3.9 third=registry.k8s.io/pause:3.10
readonly context=gke_${project}_${location}_$cluster
# What Terraform knows of this run: kept until everything is destroyed.
readonly work=${SMOKE_FOLDER:-$HOME/.cache/kubernetes-image-updater/smoke-$project}
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

kube() { kubectl --context "$context" --namespace "$name" "$@"; }
updater() { (cd "$root" && IMAGE_UPDATER_CONFIG_FILE=$work/config.yaml npm run --silent image-updater -- "$@"); }
running() { kube get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image}'; }

push() { # source; prints the digest
  if [[ $pusher == crane ]]; then
    crane copy "$1" "$image:v1" >&2
    crane digest "$image:v1"
  else
    docker pull --quiet "$1" >&2
    docker tag "$1" "$image:v1"
    docker push --quiet "$image:v1" >&2
    docker inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image:v1" | sed -n "s|^$image@||p" | tail -n 1
  fi
}

wait_for() { # image
  local now='' until=$((SECONDS + patience))
  while ((SECONDS < until)); do
    now=$(running)
    [[ $now == "$1" ]] && return
    sleep 2
  done
  fail "expected deployment/web to run $1 after $patience s, got $now. The log: gcloud logging read 'resource.labels.service_name=\"$name-image-pushed\"' --project $project --freshness 1h"
}

say_what_is_left() { # exit code
  [[ $1 -eq 0 ]] || printf '\nNot destroyed. When you have seen enough:\n  %s --destroy %s %s %s\n' "$0" "$project" "$location" "$cluster" >&2
}

destroy() {
  step 'Destroy'
  if [[ -s $KUBECONFIG ]]; then
    kubectl --context "$context" delete namespace "$name" --ignore-not-found
    [[ ! -s $work/policy.yaml ]] || kubectl --context "$context" delete -f "$work/policy.yaml" --ignore-not-found
    found 'namespace and rights are gone from the cluster'
  fi
  [[ ! -d $work/minimal/.terraform ]] || terraform -chdir="$work/minimal" destroy -auto-approve -input=false -var "project=$project"
  found 'what Terraform made is gone'
  gcloud artifacts repositories delete "$name" --project "$project" --location "$region" --quiet || true
  if [[ -e $work/made-topic ]]; then
    gcloud pubsub topics delete gcr --project "$project"
    found 'the topic gcr is gone: this script had made it'
  fi
  rm -rf "$work"
  found 'APIs stay enabled; everything else is gone'
}

if $only_destroy; then
  destroy
  exit
fi

step 'Tools and rights'
for tool in gcloud kubectl terraform npm "$pusher"; do
  command -v "$tool" >/dev/null || fail "expected $tool on the PATH, got none"
done
gcloud auth application-default print-access-token >/dev/null || fail 'expected credentials of gcloud auth application-default login, got none'
number=$(gcloud projects describe "$project" --format 'value(projectNumber)')
found "project $project has the number $number; cluster $cluster in $location"
if ! $confirmed; then
  read -r -p "Deploy $name there, and destroy it again? [y/N] " answer
  [[ $answer == [yY]* ]] || exit 1
fi
mkdir -p "$work"
trap 'say_what_is_left $?' EXIT

step 'Registry and topic'
gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com artifactregistry.googleapis.com \
  container.googleapis.com pubsub.googleapis.com --project "$project"
if ! gcloud artifacts repositories describe "$name" --project "$project" --location "$region" >/dev/null 2>&1; then
  gcloud artifacts repositories create "$name" --project "$project" --location "$region" --repository-format docker
fi
gcloud auth configure-docker "$region-docker.pkg.dev" --quiet
if gcloud pubsub topics describe gcr --project "$project" >/dev/null 2>&1; then
  found 'the topic gcr was there'
else
  gcloud pubsub topics create gcr --project "$project"
  touch "$work/made-topic"
  found 'the topic gcr was not there: made it'
fi

step 'Deploy'
# The example as it is, but for what keeps this run apart from everything else in the project.
mkdir -p "$work/minimal"
cp "$root"/infra/examples/minimal/*.tf "$work/minimal/"
cat >"$work/minimal/smoke_override.tf" <<END
module "image_updater" {
  source = "$root/infra"
  name   = "$name"
  region = "$region"
  alerts = { quiet = false }

  configuration = {
    mode     = "apply"
    clusters = [{ gke = "projects/$project/locations/$location/clusters/$cluster", namespaces = { include = ["$name"] } }]
  }
}
END
terraform -chdir="$work/minimal" init -input=false
terraform -chdir="$work/minimal" apply -auto-approve -input=false -var "project=$project"
account=$(terraform -chdir="$work/minimal" output -raw runtime_account)
found 'functions, topics, subscriptions and identities are there'

step 'Cluster'
gcloud container clusters get-credentials "$cluster" --location "$location" --project "$project"
cat >"$work/config.yaml" <<END
clusters: [{ name: smoke, kubeconfig: '$KUBECONFIG', context: $context, namespaces: { include: [$name] } }]
replay: projects/$project/topics/$name-replay
END
kubectl --context "$context" create namespace "$name" --dry-run=client -o yaml | kubectl --context "$context" apply -f -
# Rights in this namespace alone. Not `cluster_side`: its ClusterRole is that of every install in the cluster.
sed "s/SERVICE_ACCOUNT_EMAIL/$account/g" "$root/infra/rbac/namespaced.yaml" | kube apply -f -
sed "s/SERVICE_ACCOUNT_WITH_DOTS/${account/@/.}/g" "$root/infra/rbac/image-only-policy.yaml" >"$work/policy.yaml"
kubectl --context "$context" apply -f "$work/policy.yaml"
push "$first" >/dev/null
kube create deployment web --image "$image:v1" --dry-run=client -o yaml | kube apply -f -
found "deployment/web runs $(running)"

step 'Push'
digest=$(push "$second")
wait_for "$image:v1@$digest"
found "the push of $digest was written into deployment/web"

step 'Hold'
updater hold deployment/web --namespace "$name" --reason 'smoke test'
held=$digest
digest=$(push "$third")
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
errors=$(gcloud logging read "resource.labels.service_name=\"$name-image-pushed\" AND severity>=ERROR AND logName:\"run.googleapis.com%2Fstdout\"" \
  --project "$project" --freshness 1h --format 'value(jsonPayload.message)')
[[ -z $errors ]] || fail "expected no error of the function, got $errors"
found 'the function logged no error'

destroy
printf '\nAll steps passed.\n'
