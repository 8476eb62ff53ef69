# Who does what: one service account each for running, pushing and building. No keys, no default accounts.

resource "google_service_account" "runtime" {
  project      = var.project
  account_id   = "${var.name}-runtime"
  display_name = "Image updater: reads and patches workloads"

  depends_on = [google_project_service.api]
}

resource "google_service_account" "push" {
  project      = var.project
  account_id   = "${var.name}-push"
  display_name = "Image updater: Pub/Sub calls the functions as this account"

  depends_on = [google_project_service.api]
}

resource "google_service_account" "build" {
  project      = var.project
  account_id   = "${var.name}-build"
  display_name = "Image updater: Cloud Build builds the functions as this account"

  depends_on = [google_project_service.api]
}

# Reaching a cluster, and no right in it: those come from RBAC.
resource "google_project_iam_member" "reach_clusters" {
  for_each = local.cluster_projects

  project = each.key
  role    = "roles/container.clusterViewer"
  member  = google_service_account.runtime.member

  depends_on = [google_project_service.first]
}

# A cluster that is reached, or a registry that is read as another account is that account's to reach.
resource "google_service_account_iam_member" "impersonate" {
  for_each = setunion(local.impersonated, local.readers)

  service_account_id = "projects/-/serviceAccounts/${each.key}"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.runtime.member
}

# Reading registries: for reconcile, and for the digest of a tag that a caller names.
resource "google_project_iam_member" "read_registry" {
  for_each = toset([for registry in local.read_registries : registry.project if length(registry.repositories) == 0])

  project = each.key
  role    = "roles/artifactregistry.reader"
  member  = google_service_account.runtime.member

  depends_on = [google_project_service.first]
}

resource "google_artifact_registry_repository_iam_member" "read_registry" {
  for_each = merge([for registry in local.read_registries : { for repository in registry.repositories : "${registry.project}/${repository}" => {
    project    = registry.project
    location   = split("/", repository)[0]
    repository = split("/", repository)[1]
  } }]...)

  project    = each.value.project
  location   = each.value.location
  repository = each.value.repository
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.runtime.member
}

# Cluster tasks and results; and what a callback queues.
resource "google_pubsub_topic_iam_member" "publish" {
  for_each = setintersection(local.own_topics, concat(["clusters", "results"], local.has_callback ? ["replay"] : []))

  project = var.project
  topic   = google_pubsub_topic.own[each.key].name
  role    = "roles/pubsub.publisher"
  member  = google_service_account.runtime.member
}

# The rights that the documentation asks of the account of a build, each where it is needed and nowhere else:
# https://cloud.google.com/functions/docs/securing/build-custom-sa

# `logging.logWriter` writes logs and reads none: it has no narrower resource than the project.
resource "google_project_iam_member" "build_log" {
  project = var.project
  role    = "roles/logging.logWriter"
  member  = google_service_account.build.member

  depends_on = [google_project_service.first]
}

resource "google_artifact_registry_repository_iam_member" "build" {
  project    = var.project
  location   = var.region
  repository = google_artifact_registry_repository.build.repository_id
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

resource "google_storage_bucket_iam_member" "build" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

# Cloud Functions copies the archive into a bucket of its own, which it makes with the first function of a region: a
# grant on the bucket would come too early. With a key of yours its name has a suffix.
resource "google_project_iam_member" "build_sources" {
  project = var.project
  role    = "roles/storage.objectViewer"
  member  = google_service_account.build.member

  condition {
    title      = "sources of functions in ${var.region}"
    expression = join(" || ", ["resource.name == \"${local.build_sources}\"", "resource.name.startsWith(\"${local.build_sources}/\")", "resource.name.startsWith(\"${local.build_sources}-\")"])
  }
}

locals {
  build_sources = "projects/_/buckets/gcf-v2-sources-${data.google_project.this.number}-${var.region}"

  impersonated = toset([for entry in local.entries : entry.impersonate if try(entry.impersonate, null) != null])

  # Of `registries` in the configuration: accounts that read, and have no rights in a cluster.
  readers         = toset([for entry in try([for entry in var.configuration.registries : entry], []) : entry.impersonate if try(entry.impersonate, null) != null])
  read_registries = [for registry in var.registries : registry if registry.read && (local.reconciles || local.has_callback)]

  # Where an account is impersonated, the right is that account's.
  cluster_projects = toset([for entry in local.entries : local.places[entry.gke].project if can(entry.gke) && try(entry.impersonate, null) == null])
}
