# The APIs of the project. `terraform destroy` leaves them enabled, because others may use them.

# The provider needs these two APIs to enable the others. An empty project has `serviceusage` enabled, without which the
# provider could not enable anything.
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
