# Reconcile, and who may read registries, with mocked providers.

mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      id     = "projects/platform/serviceAccounts/some@platform.iam.gserviceaccount.com"
      email  = "some@platform.iam.gserviceaccount.com"
      member = "serviceAccount:some@platform.iam.gserviceaccount.com"
    }
  }
}
mock_provider "archive" {}

override_data {
  target = data.google_project.this
  values = { number = "1234" }
}

variables {
  project       = "platform"
  region        = "europe-north1"
  registries    = [{ project = "shop-images" }]
  configuration = { clusters = [{ gke = "projects/shop/locations/europe-north1/clusters/prod" }] }
}

run "reconcile_runs_every_six_hours_by_a_topic_of_its_own" {
  assert {
    condition     = google_cloud_scheduler_job.reconcile[0].schedule == "0 */6 * * *" && google_cloud_scheduler_job.reconcile[0].time_zone == "Etc/UTC" && google_cloud_scheduler_job.reconcile[0].region == "europe-north1"
    error_message = "the schedule, in a time zone without summer time"
  }
  assert {
    condition     = google_cloud_scheduler_job.reconcile[0].pubsub_target[0].topic_name == google_pubsub_topic.own["reconcile"].id && google_pubsub_topic.own["reconcile"].name == "image-updater-reconcile"
    error_message = "it publishes on the topic of reconcile"
  }
  assert {
    condition     = base64decode(google_cloud_scheduler_job.reconcile[0].pubsub_target[0].data) == "{\"task\":\"reconcile\"}"
    error_message = "the message is the task"
  }
  assert {
    condition     = local.configuration.reconcile == google_pubsub_topic.own["reconcile"].id && output.topics["reconcile"] == local.configuration.reconcile
    error_message = "the configuration names the topic, without which its messages are ignored"
  }
  assert {
    condition     = contains(keys(google_project_service.api), "cloudscheduler.googleapis.com")
    error_message = "the API of the schedule is enabled"
  }
}

run "a_request_to_reconcile_is_delivered_to_the_function_of_events_and_never_kept" {
  assert {
    condition     = endswith(google_pubsub_subscription.reconcile[0].push_config[0].push_endpoint, "/${google_pubsub_topic.own["reconcile"].id}") && google_pubsub_subscription.reconcile[0].push_config[0].oidc_token[0].audience == local.address["imagePushed"]
    error_message = "the path of the endpoint is the topic, and the token is for imagePushed"
  }
  assert {
    condition     = google_pubsub_subscription.reconcile[0].message_retention_duration == "600s" && length(google_pubsub_subscription.reconcile[0].dead_letter_policy) == 0 && google_pubsub_subscription.reconcile[0].expiration_policy[0].ttl == ""
    error_message = "ten minutes of retention, no dead letters, no end"
  }
  assert {
    condition     = google_pubsub_subscription.reconcile[0].ack_deadline_seconds == 600
    error_message = "a run has as much time as an event"
  }
  assert {
    condition     = !contains(keys(output.subscriptions), "reconcile") && !contains(keys(google_pubsub_topic_iam_member.publish), "reconcile")
    error_message = "nothing of it can be delivered again, and the functions do not publish there"
  }
}

run "another_schedule_may_be_given" {
  variables {
    reconcile_schedule = "30 2 * * MON-FRI"
  }
  assert {
    condition     = google_cloud_scheduler_job.reconcile[0].schedule == "30 2 * * MON-FRI"
    error_message = "the schedule is the one that is given"
  }
}

run "without_a_schedule_there_is_nothing_of_reconcile" {
  variables {
    reconcile_schedule = null
  }
  assert {
    condition     = length(google_cloud_scheduler_job.reconcile) == 0 && length(google_pubsub_subscription.reconcile) == 0 && !contains(keys(google_pubsub_topic.own), "reconcile")
    error_message = "no job, no subscription, no topic"
  }
  assert {
    condition     = !can(local.configuration.reconcile) && !contains(keys(google_project_service.api), "cloudscheduler.googleapis.com")
    error_message = "no topic in the configuration, no API"
  }
  assert {
    condition     = length(google_project_iam_member.read_registry) == 0 && length(google_artifact_registry_repository_iam_member.read_registry) == 0
    error_message = "the runtime account may read no registry"
  }
}

run "registries_are_read_for_callers_that_name_a_tag_alone" {
  variables {
    reconcile_schedule = null
    configuration = {
      clusters = [{ gke = "projects/shop/locations/europe-north1/clusters/prod" }]
      callback = { emails = ["ci@shop.iam.gserviceaccount.com"] }
    }
    callback = { invokers = ["serviceAccount:ci@shop.iam.gserviceaccount.com"] }
  }
  assert {
    condition     = join(" ", [for each in google_project_iam_member.read_registry : "${each.project} ${each.role}"]) == "shop-images roles/artifactregistry.reader"
    error_message = "the runtime account reads the registry"
  }
}

run "the_runtime_account_reads_what_is_named_and_nothing_else" {
  variables {
    registries = [
      { project = "shop-images" },
      { project = "bank-images", repositories = ["europe/vault", "us-central1/eu.gcr.io"] },
      { project = "game-images", read = false },
    ]
  }
  assert {
    condition     = join(" ", [for each in google_project_iam_member.read_registry : "${each.project} ${each.role} ${each.member}"]) == "shop-images roles/artifactregistry.reader ${google_service_account.runtime.member}"
    error_message = "all of a project whose repositories are not named"
  }
  assert {
    condition     = join(" ", [for each in google_artifact_registry_repository_iam_member.read_registry : "${each.project}/${each.location}/${each.repository} ${each.role}"]) == "bank-images/europe/vault roles/artifactregistry.reader bank-images/us-central1/eu.gcr.io roles/artifactregistry.reader"
    error_message = "the repositories that are named, and nothing where reading is off"
  }
}

run "registries_are_read_as_the_account_of_their_entry" {
  variables {
    registries = [{ project = "shop-images", read = false }]
    configuration = {
      clusters = [
        { gke = "projects/shop/locations/europe-north1/clusters/prod" },
        { gke = "projects/bank/locations/europe-north1/clusters/vault", impersonate = "updater@bank.iam.gserviceaccount.com" },
      ]
      registries = [
        { repositories = ["europe-docker.pkg.dev/shop-images/**"], impersonate = "reader@shop-images.iam.gserviceaccount.com" },
        { repositories = ["registry.example.com/**"], lookUp = false },
      ]
    }
  }
  assert {
    condition     = join(" ", keys(google_service_account_iam_member.impersonate)) == "reader@shop-images.iam.gserviceaccount.com updater@bank.iam.gserviceaccount.com"
    error_message = "the runtime account may act as the reader, and as the account of the cluster"
  }
  assert {
    condition     = join(" ", output.readers) == "reader@shop-images.iam.gserviceaccount.com" && join(" ", keys(output.cluster_side_of_impersonated)) == "updater@bank.iam.gserviceaccount.com"
    error_message = "the reader is told, and gets no rights in a cluster"
  }
  assert {
    condition     = local.configuration.registries[0].impersonate == "reader@shop-images.iam.gserviceaccount.com" && local.configuration.registries[1].lookUp == false
    error_message = "the functions get the entries"
  }
  assert {
    condition     = length(google_project_iam_member.read_registry) == 0
    error_message = "the runtime account itself reads nothing"
  }
}
