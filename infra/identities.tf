# One service account each for running, pushing and building. No keys, no default accounts.

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

# Allows connecting to a cluster. Permissions inside it come from RBAC.
resource "google_project_iam_member" "reach_clusters" {
  for_each = local.cluster_projects

  project = each.key
  role    = "roles/container.clusterViewer"
  member  = google_service_account.runtime.member

  depends_on = [google_project_service.first]
}

# For entries with `impersonate`, of clusters and of registries, the impersonated account needs the role.
resource "google_service_account_iam_member" "impersonate" {
  for_each = setunion(local.impersonated, local.readers)

  service_account_id = "projects/-/serviceAccounts/${each.key}"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.runtime.member
}

# To list images for reconcile, and to find the digest of a tag in a call without a digest.
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

# To publish cluster tasks, results, and the remainder of API calls.
resource "google_pubsub_topic_iam_member" "publish" {
  for_each = setintersection(local.own_topics, concat(["clusters", "results"], local.has_callback ? ["replay"] : []))

  project = var.project
  topic   = google_pubsub_topic.own[each.key].name
  role    = "roles/pubsub.publisher"
  member  = google_service_account.runtime.member
}

# The roles that the documentation requires for a build account, each on the narrowest resource:
# https://cloud.google.com/functions/docs/securing/build-custom-sa

# The narrowest resource of `logging.logWriter`, which cannot read logs, is the project.
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

# Cloud Functions copies the archive into its own bucket, which it creates with the first function of a region, so the
# module cannot grant a role on the bucket. With `kms_key_name` the name of the bucket has a suffix.
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

  # Accounts under `registries` in the configuration. They read registries, and get no role in a cluster.
  readers         = toset([for entry in try([for entry in var.configuration.registries : entry], []) : entry.impersonate if try(entry.impersonate, null) != null])
  read_registries = [for registry in var.registries : registry if registry.read && (local.reconciles || local.has_callback)]

  # For entries with `impersonate`, the impersonated account needs the role.
  cluster_projects = toset([for entry in local.entries : local.places[entry.gke].project if can(entry.gke) && try(entry.impersonate, null) == null])
}
