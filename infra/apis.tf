# The APIs of the project. They stay when the module goes: others may use them.

# Asked by the provider for everything below: what a project is, and which APIs it has. An empty project has
# `serviceusage` from the start; the provider cannot enable it otherwise.
resource "google_project_service" "first" {
  for_each = toset(["cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"])

  project            = var.project
  service            = each.key
  disable_on_destroy = false
}

resource "google_project_service" "api" {
  for_each = toset(concat([
    "artifactregistry.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "storage.googleapis.com",
  ], local.reconciles ? ["cloudscheduler.googleapis.com"] : []))

  project            = var.project
  service            = each.key
  disable_on_destroy = false

  depends_on = [google_project_service.first]
}
