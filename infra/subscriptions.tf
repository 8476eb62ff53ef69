# One push subscription for each registry project, one for replays, one for cluster tasks, all with the same settings.
# Not `event_trigger`: its subscription has no dead letters and a fixed deadline, and cannot read another project's topic.

locals {
  # The path of the endpoint names the topic, from which the function knows what a message is.
  push = merge(
    { for registry in var.registries : "gcr-${registry.project}" => "projects/${registry.project}/topics/gcr" },
    { for key in ["replay", "clusters"] : key => google_pubsub_topic.own[key].id },
  )
}

resource "google_pubsub_subscription" "push" {
  for_each = local.push

  project                    = var.project
  name                       = "${var.name}-${each.key}"
  topic                      = each.value
  labels                     = var.labels
  ack_deadline_seconds       = var.delivery.ack_deadline_seconds
  message_retention_duration = "${var.delivery.retention_seconds}s"
  retain_acked_messages      = true # for `gcloud pubsub subscriptions seek`

  push_config {
    push_endpoint = "${local.address["imagePushed"]}/${each.value}"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.address["imagePushed"]
    }
  }

  retry_policy {
    minimum_backoff = "${var.delivery.minimum_backoff}s"
    maximum_backoff = "${var.delivery.maximum_backoff}s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.own["dead-letters"].id
    max_delivery_attempts = var.delivery.attempts
  }

  expiration_policy {
    ttl = "" # never
  }

  dynamic "message_transforms" {
    for_each = var.delivery.drop_irrelevant && startswith(each.key, "gcr-") ? ["drop"] : []

    content {
      javascript_udf {
        function_name = "dropIrrelevant"
        code          = file("${path.module}/drop-irrelevant.js")
      }
    }
  }

  depends_on = [
    google_cloud_run_v2_service_iam_member.push,
    google_pubsub_topic.registry,
    data.google_pubsub_topic.registry,
  ]
}

resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project
  name                       = "${var.name}-dead-letters"
  topic                      = google_pubsub_topic.own["dead-letters"].id
  labels                     = var.labels
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s" # 31 days, the maximum

  expiration_policy {
    ttl = "" # never
  }
}

# Pub/Sub's service agent moves dead letters.

data "google_project" "this" {
  project_id = var.project

  depends_on = [google_project_service.first]
}

locals {
  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project
  topic   = google_pubsub_topic.own["dead-letters"].name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = google_pubsub_subscription.push

  project      = var.project
  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
