# Alerts: waiting pushes, dead letters, failures, memory, and registries without events.

locals {
  waits_longer_than = 900 # seconds: longer than a redelivery or two

  services     = join(" OR ", [for name in values(local.function_names) : "\"${name}\""])
  service_logs = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(${local.services}) AND logName=\"projects/${var.project}/logs/run.googleapis.com%2F"

  # Log-based, so they are immediate and contain the line. They read only the functions' own lines: Cloud Run's request log
  # has an ERROR for each 500, and a 500 requests a redelivery.
  log_alerts = {
    failures = {
      title  = "an update failed"
      filter = "${local.service_logs}stdout\" AND severity>=ERROR"
      labels = { reason = "EXTRACT(labels.reason)" }
      does   = "The log line names the workload, the cluster, the reason and the remedy. Transient failures are redelivered automatically. After `TooMany`, run the command in the line."
    }
    out_of_memory = {
      title  = "an instance ran out of memory"
      filter = "${local.service_logs}varlog%2Fsystem\" AND severity>=ERROR AND textPayload:\"Memory limit\""
      labels = { revision = "EXTRACT(resource.labels.revision_name)" }
      does   = "Cloud Run terminated an instance. Its pushes are redelivered, and may exhaust the memory of the next instance. Raise `size.memory`, or lower `size.concurrency`."
    }
  }

  days_kept = floor(var.delivery.retention_seconds / 86400)

  alerts = merge({
    waiting = {
      title     = "a push waits"
      metric    = "pubsub.googleapis.com/subscription/oldest_unacked_message_age"
      resources = "resource.type = \"pubsub_subscription\" AND resource.labels.subscription_id = monitoring.regex.full_match(\"${var.name}-(gcr-.*|replay|clusters)\")"
      threshold = local.waits_longer_than
      does      = "The oldest push is unacknowledged for more than ${local.waits_longer_than} s. The log of the function has the reason of each attempt."
    }
    dead_letters = {
      title     = "dead letters"
      metric    = "pubsub.googleapis.com/subscription/num_undelivered_messages"
      resources = "resource.type = \"pubsub_subscription\" AND resource.labels.subscription_id = monitoring.regex.full_match(\"${var.name}-dead-letters\")"
      threshold = 0
      does      = "A push failed at every attempt. Fix the cause that its log lines name, then run, in a clone of the image updater, `npm run image-updater -- replay --dead-letters projects/${var.project}/subscriptions/${var.name}-dead-letters --to projects/${var.project}/topics/${var.name}-replay`."
    }
    memory = {
      title     = "little memory is left"
      metric    = "run.googleapis.com/container/memory/utilizations"
      resources = "resource.type = \"cloud_run_revision\" AND resource.labels.service_name = monitoring.regex.full_match(\"${join("|", values(local.function_names))}\")"
      aligner   = "ALIGN_PERCENTILE_99"
      threshold = var.alerts.memory
      does      = "An instance uses more than ${var.alerts.memory * 100} % of its memory, and Cloud Run terminates one that uses all. Raise `size.memory`, or lower `size.concurrency`."
    }
    },
    # The subscription retains acknowledged messages for that time. If it retains none, no event arrived.
    { for registry in var.registries : "quiet-${registry.project}" => {
      title      = "no event of ${registry.project} for ${local.days_kept} days"
      metric     = "pubsub.googleapis.com/subscription/num_retained_acked_messages"
      resources  = "resource.type = \"pubsub_subscription\" AND resource.labels.subscription_id = \"${var.name}-gcr-${registry.project}\""
      comparison = "COMPARISON_LT"
      threshold  = 1
      duration   = "3600s"
      missing    = "EVALUATION_MISSING_DATA_ACTIVE"
      does       = "No event was acknowledged in `delivery.retention_seconds`. If images were pushed, check that `gcloud pubsub topics list --project ${registry.project}` lists `gcr`, and that the subscription ${var.name}-gcr-${registry.project} is attached to it: a topic that was deleted and created again has no subscriptions. If pushes are rarer than that, set alerts = { quiet = false }."
  } if var.alerts.quiet && local.days_kept >= 1 })
}

resource "google_monitoring_alert_policy" "log" {
  for_each = local.log_alerts

  project               = var.project
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = each.value.title

    condition_matched_log {
      filter           = each.value.filter
      label_extractors = each.value.labels
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content   = each.value.does
    mime_type = "text/markdown"
  }

  depends_on = [google_project_service.api]
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  project               = var.project
  display_name          = "${var.name}: ${each.value.title}"
  combiner              = "OR"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = each.value.title

    condition_threshold {
      filter                  = "metric.type = \"${each.value.metric}\" AND ${each.value.resources}"
      comparison              = lookup(each.value, "comparison", "COMPARISON_GT")
      threshold_value         = each.value.threshold
      duration                = lookup(each.value, "duration", "60s")
      evaluation_missing_data = lookup(each.value, "missing", null)

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = lookup(each.value, "aligner", "ALIGN_MAX")
      }
    }
  }

  documentation {
    content   = each.value.does
    mime_type = "text/markdown"
  }

  depends_on = [google_project_service.api]
}
