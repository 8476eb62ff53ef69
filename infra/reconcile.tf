# Reconcile: a schedule makes `imagePushed` compare the registries with what runs, and apply what never arrived.

locals {
  reconciles = var.reconcile_schedule != null
}

resource "google_cloud_scheduler_job" "reconcile" {
  count = local.reconciles ? 1 : 0

  project   = var.project
  region    = var.region
  name      = "${var.name}-reconcile"
  schedule  = var.reconcile_schedule
  time_zone = "Etc/UTC"

  # Cloud Scheduler publishes as its own service agent, which Google lets publish in its project.
  pubsub_target {
    topic_name = google_pubsub_topic.own["reconcile"].id
    data       = base64encode(jsonencode({ task = "reconcile" }))
  }

  depends_on = [google_project_service.api]
}

# No dead letters: a request to reconcile is always acknowledged, and the next one is the retry. One that waited for
# ten minutes is worth nothing.
resource "google_pubsub_subscription" "reconcile" {
  count = local.reconciles ? 1 : 0

  project                    = var.project
  name                       = "${var.name}-reconcile"
  topic                      = google_pubsub_topic.own["reconcile"].id
  labels                     = var.labels
  ack_deadline_seconds       = var.delivery.ack_deadline_seconds
  message_retention_duration = "600s" # the shortest there is

  push_config {
    push_endpoint = "${local.address["imagePushed"]}/${google_pubsub_topic.own["reconcile"].id}"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.address["imagePushed"]
    }
  }

  retry_policy {
    minimum_backoff = "${var.delivery.minimum_backoff}s"
    maximum_backoff = "${var.delivery.maximum_backoff}s"
  }

  expiration_policy {
    ttl = "" # never
  }

  depends_on = [google_cloud_run_v2_service_iam_member.push]
}
