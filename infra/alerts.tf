# Something waits, or something was given up.

locals {
  waits_longer_than = 900 # seconds: longer than a redelivery or two

  alerts = {
    waiting = {
      title     = "a push waits"
      metric    = "pubsub.googleapis.com/subscription/oldest_unacked_message_age"
      pattern   = "${var.name}-(gcr-.*|replay|clusters)"
      threshold = local.waits_longer_than
      does      = "The oldest push is not done after ${local.waits_longer_than} s. The log of the function says why at each attempt; `image-updater clusters` checks every cluster."
    }
    dead_letters = {
      title     = "dead letters"
      metric    = "pubsub.googleapis.com/subscription/num_undelivered_messages"
      pattern   = "${var.name}-dead-letters"
      threshold = 0
      does      = "A push failed at every attempt. Mend what its log lines name, then `image-updater replay --dead-letters`."
    }
  }
}

# At once, and with the line that says why: a cluster that refuses, a webhook that denies, garbage on a topic.
resource "google_monitoring_alert_policy" "failures" {
  project               = var.project
  display_name          = "${var.name}: an update failed"
  combiner              = "OR"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = "an error in the log"

    condition_matched_log {
      filter           = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(${join(" OR ", [for name in values(local.function_names) : "\"${name}\""])}) AND severity>=ERROR"
      label_extractors = { reason = "EXTRACT(labels.reason)" }
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content   = "The line says which workload of which cluster, the reason, and what mends it. What can pass is delivered again by itself; what a limit held back waits for the command in the line."
    mime_type = "text/markdown"
  }
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
      filter          = "resource.type = \"pubsub_subscription\" AND metric.type = \"${each.value.metric}\" AND resource.labels.subscription_id = monitoring.regex.full_match(\"${each.value.pattern}\")"
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = "60s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content   = each.value.does
    mime_type = "text/markdown"
  }
}
