# Who does what: one service account each for running, pushing and building. No keys, no default accounts.

resource "google_service_account" "runtime" {
  project      = var.project
  account_id   = "${var.name}-runtime"
  display_name = "Image updater: reads and patches workloads"
}

resource "google_service_account" "push" {
  project      = var.project
  account_id   = "${var.name}-push"
  display_name = "Image updater: Pub/Sub calls the functions as this account"
}

resource "google_service_account" "build" {
  project      = var.project
  account_id   = "${var.name}-build"
  display_name = "Image updater: Cloud Build builds the functions as this account"
}

# Reaching a cluster, and no right in it: those come from RBAC.
resource "google_project_iam_member" "reach_clusters" {
  for_each = local.cluster_projects

  project = each.key
  role    = "roles/container.clusterViewer"
  member  = google_service_account.runtime.member
}

# A cluster that is reached as another account is that account's to reach.
resource "google_service_account_iam_member" "impersonate" {
  for_each = local.impersonated

  service_account_id = "projects/-/serviceAccounts/${each.key}"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.runtime.member
}

# Shares and results; and what a callback queues.
resource "google_pubsub_topic_iam_member" "publish" {
  for_each = setintersection(local.own_topics, concat(["clusters", "results"], local.has_callback ? ["replay"] : []))

  project = var.project
  topic   = google_pubsub_topic.own[each.key].name
  role    = "roles/pubsub.publisher"
  member  = google_service_account.runtime.member
}

# The rights that the documentation asks of the account of a build:
# https://cloud.google.com/functions/docs/securing/build-custom-sa
resource "google_project_iam_member" "build" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter", "roles/storage.objectViewer"])

  project = var.project
  role    = each.key
  member  = google_service_account.build.member
}

locals {
  impersonated = toset([for entry in local.entries : entry.impersonate if try(entry.impersonate, null) != null])

  # Where an account is impersonated, the right is that account's.
  cluster_projects = toset([for entry in local.entries : local.places[entry.gke].project if can(entry.gke) && try(entry.impersonate, null) == null])
}
