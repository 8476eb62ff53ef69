# The module with mocked providers: what matters of what is made. What is refused: test/e2e/infra/refused.test.ts.

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

run "one_cluster_is_worked_on_in_place" {
  assert {
    condition     = join(" ", keys(google_cloudfunctions2_function.function)) == "imagePushed"
    error_message = "one cluster needs one function"
  }
  assert {
    condition     = !can(local.configuration.fanOut)
    error_message = "the configuration names no topic of cluster tasks"
  }
}

run "cluster_tasks_that_wait_outlive_the_change_to_one_cluster" {
  assert {
    condition     = join(" ", sort(keys(google_pubsub_subscription.push))) == "clusters gcr-shop-images replay"
    error_message = "a subscription for the registry, one for replays, and one for cluster tasks"
  }
  assert {
    condition     = join(" ", sort(keys(google_pubsub_topic.own))) == "clusters dead-letters reconcile replay"
    error_message = "their topics, and those of dead letters and of reconcile"
  }
}

run "several_clusters_have_a_topic_of_cluster_tasks" {
  variables {
    configuration = { clusters = [{ gke = "projects/shop/locations/-/clusters/-" }] }
  }
  assert {
    condition     = join(" ", keys(google_cloudfunctions2_function.function)) == "imagePushed"
    error_message = "one function for all that Pub/Sub delivers"
  }
  assert {
    condition     = endswith(google_pubsub_subscription.push["clusters"].push_config[0].push_endpoint, google_pubsub_topic.own["clusters"].id)
    error_message = "cluster tasks have a subscription of their own, whose endpoint names their topic"
  }
  assert {
    condition     = jsondecode(data.archive_file.source.source.*.content[index(data.archive_file.source.source.*.filename, "configuration.json")]).fanOut != null
    error_message = "the configuration names the topic of cluster tasks"
  }
}

run "nothing_that_is_delivered_can_get_lost" {
  assert {
    condition = alltrue([for each in google_pubsub_subscription.push :
      each.ack_deadline_seconds == 600 && each.retain_acked_messages &&
      each.dead_letter_policy[0].max_delivery_attempts == 30 && each.expiration_policy[0].ttl == "" &&
    each.retry_policy[0].minimum_backoff == "10s" && each.retry_policy[0].maximum_backoff == "600s"])
    error_message = "every push subscription has deadline, attempts, dead letters, and no end"
  }
  assert {
    condition     = endswith(google_pubsub_subscription.push["gcr-shop-images"].push_config[0].push_endpoint, "/projects/shop-images/topics/gcr")
    error_message = "the path of the endpoint is the topic"
  }
}

run "errors_show_no_stack_traces" {
  assert {
    condition     = alltrue([for each in google_cloudfunctions2_function.function : each.service_config[0].environment_variables.NODE_ENV == "production"])
    error_message = "every function runs with NODE_ENV=production"
  }
}

run "only_pubsub_may_call" {
  assert {
    condition     = alltrue([for each in google_cloudfunctions2_function.function : each.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"]) && google_cloud_run_v2_service_iam_member.push.role == "roles/run.invoker" && !startswith(google_cloud_run_v2_service_iam_member.push.member, "all")
    error_message = "no public invoker"
  }
}

run "each_identity_may_do_what_it_needs_and_nothing_else" {
  variables {
    configuration = { clusters = [
      { gke = "projects/shop/locations/-/clusters/-" },
      { gke = "projects/bank/locations/europe-north1/clusters/vault", impersonate = "updater@bank.iam.gserviceaccount.com" },
    ] }
    results = true
  }
  assert {
    condition     = join(" ", [for each in google_project_iam_member.reach_clusters : "${each.project} ${each.role}"]) == "shop roles/container.clusterViewer"
    error_message = "the runtime account reaches the clusters of entries without impersonation, and has no other role in a project"
  }
  assert {
    condition     = join(" ", [for each in google_service_account_iam_member.impersonate : "${each.service_account_id} ${each.role}"]) == "projects/-/serviceAccounts/updater@bank.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator"
    error_message = "it may act as the accounts that are named, and as no other"
  }
  assert {
    condition     = join(" ", sort(keys(google_pubsub_topic_iam_member.publish))) == "clusters results" && alltrue([for each in google_pubsub_topic_iam_member.publish : each.role == "roles/pubsub.publisher"])
    error_message = "it publishes cluster tasks and results, and nothing else"
  }
  assert {
    condition     = google_project_iam_member.build_log.role == "roles/logging.logWriter" && google_project_iam_member.build_sources.role == "roles/storage.objectViewer"
    error_message = "in the project the build writes its log and reads sources"
  }
  assert {
    condition     = google_project_iam_member.build_sources.condition[0].expression == "resource.name == \"${local.build_sources}\" || resource.name.startsWith(\"${local.build_sources}/\") || resource.name.startsWith(\"${local.build_sources}-\")" && local.build_sources == "projects/_/buckets/gcf-v2-sources-1234-europe-north1"
    error_message = "the condition names that bucket, its objects, and the bucket of a key"
  }
  assert {
    condition     = google_artifact_registry_repository_iam_member.build.role == "roles/artifactregistry.writer" && google_artifact_registry_repository_iam_member.build.repository == "image-updater-gcf-artifacts"
    error_message = "it writes images into one repository"
  }
  assert {
    condition     = google_storage_bucket_iam_member.build.role == "roles/storage.objectViewer" && google_storage_bucket_iam_member.build.bucket == "platform-image-updater-source"
    error_message = "it reads the bucket of the archive"
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.push.member == google_service_account.push.member
    error_message = "only the push account may invoke"
  }
  assert {
    condition     = google_pubsub_topic_iam_member.dead_letters.role == "roles/pubsub.publisher" && length(google_pubsub_subscription_iam_member.dead_letters) == length(google_pubsub_subscription.push)
    error_message = "the service agent of Pub/Sub moves dead letters of every subscription"
  }
}

run "the_push_is_signed_for_the_function_that_gets_it" {
  assert {
    condition     = alltrue([for each in google_pubsub_subscription.push : each.push_config[0].oidc_token[0].audience == google_cloudfunctions2_function.function["imagePushed"].service_config[0].uri && startswith(each.push_config[0].push_endpoint, "${each.push_config[0].oidc_token[0].audience}/")])
    error_message = "OIDC with the address of the function as its audience"
  }
}

run "several_registry_projects_have_a_subscription_each" {
  variables {
    registries = [
      { project = "shop-images", create_topic = true },
      { project = "bank-images" },
      { project = "game-images", create_topic = false },
    ]
  }
  assert {
    condition     = join(" ", sort(keys(google_pubsub_subscription.push))) == "clusters gcr-bank-images gcr-game-images gcr-shop-images replay"
    error_message = "one for each registry"
  }
  assert {
    condition     = join(" ", keys(google_pubsub_topic.registry)) == "shop-images" && join(" ", keys(data.google_pubsub_topic.registry)) == "bank-images"
    error_message = "the topic is made, looked up, or left alone"
  }
}

run "irrelevant_events_can_be_dropped_before_they_wake_the_function" {
  variables {
    delivery = { drop_irrelevant = true }
  }
  assert {
    condition     = length(google_pubsub_subscription.push["gcr-shop-images"].message_transforms) == 1 && length(google_pubsub_subscription.push["replay"].message_transforms) == 0
    error_message = "a transform on what comes from registries, and on nothing of our own"
  }
}

run "nothing_is_dropped_unless_asked_for" {
  assert {
    condition     = alltrue([for each in google_pubsub_subscription.push : length(each.message_transforms) == 0])
    error_message = "no transform"
  }
}

run "private_endpoints_are_reached_through_a_network" {
  variables {
    vpc = { network = "shared", subnetwork = "functions" }
  }
  assert {
    condition     = alltrue([for each in google_cloudfunctions2_function.function : each.service_config[0].direct_vpc_egress == "VPC_EGRESS_PRIVATE_RANGES_ONLY" && each.service_config[0].direct_vpc_network_interface[0].subnetwork == "functions"])
    error_message = "direct VPC egress"
  }
}

run "sizes_are_sensible" {
  assert {
    condition = alltrue([for each in google_cloudfunctions2_function.function :
      each.service_config[0].available_cpu == "1" && each.service_config[0].available_memory == "512Mi" &&
      each.service_config[0].max_instance_request_concurrency == 8 && each.service_config[0].max_instance_count == 10 &&
    each.service_config[0].min_instance_count == 0 && each.build_config[0].runtime == "nodejs24"])
    error_message = "1 CPU, 512 MiB, 8 at once, 0 to 10 instances"
  }
}

run "everything_is_labelled" {
  variables {
    labels = { team = "platform" }
  }
  assert {
    condition = alltrue([for labels in concat(
      [for each in google_pubsub_topic.own : each.labels], [for each in google_pubsub_subscription.push : each.labels],
      [for each in google_cloudfunctions2_function.function : each.labels], [google_storage_bucket.source.labels],
      [for each in google_monitoring_alert_policy.alert : each.user_labels], [google_pubsub_subscription.dead_letters.labels],
      [for each in google_monitoring_alert_policy.log : each.user_labels],
    ) : labels.team == "platform"])
    error_message = "topics, subscriptions, functions, the bucket and alerts"
  }
}

run "an_ordinary_redelivery_pages_nobody" {
  assert {
    condition     = google_monitoring_alert_policy.log["failures"].conditions[0].condition_matched_log[0].filter == "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"image-updater-image-pushed\" OR \"image-updater-update-image\") AND logName=\"projects/platform/logs/run.googleapis.com%2Fstdout\" AND severity>=ERROR"
    error_message = "the functions' own lines: Cloud Run's log of requests has an ERROR for each 500"
  }
}

run "an_instance_without_memory_is_an_alert" {
  assert {
    condition     = strcontains(google_monitoring_alert_policy.log["out_of_memory"].conditions[0].condition_matched_log[0].filter, "run.googleapis.com%2Fvarlog%2Fsystem")
    error_message = "Cloud Run itself says that it ended one"
  }
  assert {
    condition     = google_monitoring_alert_policy.alert["memory"].conditions[0].condition_threshold[0].threshold_value == 0.9 && strcontains(google_monitoring_alert_policy.alert["memory"].conditions[0].condition_threshold[0].filter, "metric.type = \"run.googleapis.com/container/memory/utilizations\"")
    error_message = "before that, nine tenths in use are one"
  }
}

run "a_registry_without_events_is_an_alert" {
  variables {
    registries = [{ project = "shop-images" }, { project = "bank-images" }]
    delivery   = { retention_seconds = 1209600 }
  }
  assert {
    condition     = join(" ", [for key, each in google_monitoring_alert_policy.alert : each.display_name if startswith(key, "quiet-")]) == "image-updater: no event of bank-images for 14 days image-updater: no event of shop-images for 14 days"
    error_message = "one for each registry, with the days for which its subscription keeps events"
  }
  assert {
    condition = alltrue([for key, each in google_monitoring_alert_policy.alert : !startswith(key, "quiet-") || (
      each.conditions[0].condition_threshold[0].comparison == "COMPARISON_LT" && each.conditions[0].condition_threshold[0].threshold_value == 1 &&
    each.conditions[0].condition_threshold[0].evaluation_missing_data == "EVALUATION_MISSING_DATA_ACTIVE")])
    error_message = "none kept, or no figure"
  }
}

run "a_registry_may_be_quiet" {
  variables {
    alerts = { quiet = false }
  }
  assert {
    condition     = join(" ", keys(google_monitoring_alert_policy.alert)) == "dead_letters memory waiting"
    error_message = "no alert for registries without events"
  }
}

run "events_that_are_kept_for_hours_say_nothing_about_days" {
  variables {
    delivery = { retention_seconds = 3600 }
  }
  assert {
    condition     = join(" ", keys(google_monitoring_alert_policy.alert)) == "dead_letters memory waiting"
    error_message = "no alert for registries without events"
  }
}

run "what_an_empty_project_lacks_is_enabled" {
  assert {
    condition     = length(setsubtract(["iam.googleapis.com", "logging.googleapis.com", "pubsub.googleapis.com", "run.googleapis.com"], keys(google_project_service.api))) == 0 && join(" ", sort(keys(google_project_service.first))) == "cloudresourcemanager.googleapis.com serviceusage.googleapis.com"
    error_message = "what the provider itself asks is enabled first"
  }
}

run "a_key_of_yours_encrypts_all_that_can_be_encrypted" {
  variables {
    kms_key_name = "projects/platform/locations/europe-north1/keyRings/ring/cryptoKeys/key"
    registries   = [{ project = "shop-images", create_topic = true }]
    results      = true
  }
  assert {
    condition = alltrue([for key in concat(
      [for each in google_pubsub_topic.own : each.kms_key_name], [for each in google_pubsub_topic.registry : each.kms_key_name],
      [for each in google_cloudfunctions2_function.function : each.kms_key_name],
      [google_artifact_registry_repository.build.kms_key_name, google_storage_bucket.source.encryption[0].default_kms_key_name],
    ) : key == "projects/platform/locations/europe-north1/keyRings/ring/cryptoKeys/key"])
    error_message = "topics, functions, their images and the bucket"
  }
  assert {
    condition     = alltrue([for each in google_cloudfunctions2_function.function : each.build_config[0].docker_repository == google_artifact_registry_repository.build.id])
    error_message = "a function with a key needs a repository with the same key"
  }
}

run "without_a_key_Google_encrypts_with_its_own" {
  assert {
    condition     = length(google_storage_bucket.source.encryption) == 0 && alltrue([for each in google_pubsub_topic.own : each.kms_key_name == null])
    error_message = "no key is named"
  }
}

run "every_pattern_of_the_schema_is_one_that_Terraform_reads" {
  assert {
    condition = alltrue([for found in regexall("\"pattern\":\"((?:[^\"\\\\]|\\\\.)*)\"", jsonencode(local.schema)) :
      can(regexall(replace(jsondecode("\"${found[0]}\""), "/\\(\\?![^)]*\\)/", ""), ""))
    ])
    error_message = "else a plan would accept what the functions refuse"
  }
}

run "every_key_of_the_schema_may_be_written" {
  variables {
    configuration = {
      mode   = "apply"
      policy = "same-tag"
      pin    = "tag"
      optIn  = true
      clusters = [
        { gke = "projects/shop/locations/-/clusters/-", labels = { env = "prod" }, endpoint = "dns", impersonate = "updater@bank.iam.gserviceaccount.com", namespaces = { include = ["shop-*"], exclude = [] } },
        { name = "vault", gke = "projects/bank/locations/europe-north1/clusters/vault" },
        { name = "lab", server = "http://10.0.0.1:8001" },
      ]
      rules         = [{ match = { clusters = ["shop/*"], namespaces = ["a"], repositories = ["docker.io/shop/*"], labels = { "app.kubernetes.io/name" = "web" } }, policy = "minor", pin = "digest", enforce = true }]
      repositories  = ["docker.io/shop/*"]
      unnamedTopics = "reject"
      aliases       = { "mirror.example.com/hub" = "docker.io" }
      ignoreTags    = ["cache-*"]
      kinds         = [{ group = "argoproj.io", version = "v1alpha1", plural = "rollouts", kind = "Rollout", podTemplate = "spec.template" }]
      gitOps        = [{ tool = "Mine", on = "label", key = "example.com/owned" }]
      limits        = { workloadsPerNamespace = 1, workloadsPerCluster = 9007199254740991, reconcileUpdates = 1 }
      registries    = [{ repositories = ["gcr.io/shop/**"], impersonate = "reader@shop.iam.gserviceaccount.com", lookUp = false }]
      callback      = { audiences = ["https://updater.example.com"], emails = ["ci@shop.iam.gserviceaccount.com"], keys = [{ name = "ci", sha256 = sha256("key"), repositories = ["**"], clusters = ["*"] }], callsInFlight = 5 }
      pushers       = [{ email = "push@shop.iam.gserviceaccount.com", topics = ["projects/shop/topics/gcr"], audiences = ["https://updater.example.com"] }]
    }
    callback = { public = true }
  }
  assert {
    condition     = length(setsubtract(local.keys, keys(var.configuration))) == 0 && length(flatten(values(module.schema)[*].complaints)) == 0
    error_message = "a configuration has every key, and none is complained of"
  }
}

run "apis_stay_when_the_module_goes" {
  assert {
    condition     = alltrue([for each in merge(google_project_service.first, google_project_service.api) : each.disable_on_destroy == false])
    error_message = "others may use them"
  }
}

run "the_cluster_side_is_ready_to_apply" {
  variables {
    configuration = { clusters = [
      { gke = "projects/shop/locations/europe-north1/clusters/prod" },
      { gke = "projects/shop/locations/-/clusters/-", labels = { env = "test" }, impersonate = "updater@bank.iam.gserviceaccount.com" },
    ] }
  }
  assert {
    condition     = length(regexall("SERVICE_ACCOUNT", output.cluster_side)) == 0 && strcontains(output.cluster_side, "some@platform.iam.gserviceaccount.com")
    error_message = "the runtime account's e-mail stands in the manifests, and no placeholder"
  }
  assert {
    condition     = output.kubectl_lines["projects/shop/locations/europe-north1/clusters/prod"] == "gcloud container clusters get-credentials prod --location europe-north1 --project shop && kubectl --context gke_shop_europe-north1_prod apply -f image-updater.yaml"
    error_message = "a line for the cluster"
  }
  assert {
    condition     = strcontains(output.kubectl_lines["projects/shop/locations/-/clusters/-"], "--filter 'resourceLabels.env=test'")
    error_message = "a loop for those that the entry stands for"
  }
  assert {
    condition     = endswith(output.kubectl_lines["projects/shop/locations/-/clusters/-"], "apply -f image-updater-updater@bank.iam.gserviceaccount.com.yaml; done")
    error_message = "where an account is impersonated its own manifests, not those of the runtime account"
  }
  assert {
    condition     = strcontains(output.cluster_side_of_impersonated["updater@bank.iam.gserviceaccount.com"], "updater@bank.iam.gserviceaccount.com")
    error_message = "manifests for the account that is impersonated"
  }
}

run "lines_for_kubectl_go_by_the_endpoint_of_the_entry" {
  variables {
    configuration = { clusters = [
      { gke = "projects/shop/locations/-/clusters/-", endpoint = "dns" },
      { gke = "projects/shop/locations/europe-north1/clusters/prod", endpoint = "private" },
    ] }
  }
  assert {
    condition     = strcontains(output.kubectl_lines["projects/shop/locations/-/clusters/-"], "--project shop --dns-endpoint && ")
    error_message = "the DNS endpoint"
  }
  assert {
    condition     = strcontains(output.kubectl_lines["projects/shop/locations/europe-north1/clusters/prod"], "--project shop --internal-ip && ")
    error_message = "the private one"
  }
}

run "entries_of_one_path_with_different_labels_have_a_line_each" {
  variables {
    configuration = { clusters = [
      { gke = "projects/shop/locations/-/clusters/-", labels = { env = "test" } },
      { gke = "projects/shop/locations/-/clusters/-", labels = { env = "prod" } },
    ] }
  }
  assert {
    condition     = join(" ", regexall("resourceLabels.env=[a-z]+", output.kubectl_lines["projects/shop/locations/-/clusters/-"])) == "resourceLabels.env=test resourceLabels.env=prod"
    error_message = "both are found, not the last alone"
  }
}

run "a_change_of_the_configuration_is_carried_and_nothing_of_it_is_lost" {
  variables {
    configuration = {
      mode     = "observe"
      policy   = "semver:^1"
      rules    = [{ match = { namespaces = ["shop-*"] }, policy = "pattern:^(?<number>\\d+)-main$", enforce = true }]
      clusters = [{ name = "lab", server = "http://10.0.0.1:8001" }]
    }
  }
  assert {
    condition     = local.configuration.mode == "observe" && local.configuration.rules[0].enforce && local.configuration.replay == google_pubsub_topic.own["replay"].id && !can(local.configuration.fanOut)
    error_message = "what was given, and our topics"
  }
}

run "nobody_may_call_unless_the_configuration_says_so" {
  assert {
    condition     = !contains(keys(google_cloudfunctions2_function.function), "updateImage") && length(google_cloud_run_v2_service_iam_member.callback) == 0 && output.callback_url == null
    error_message = "no function, no invoker, no address"
  }
}

run "named_accounts_may_call_and_nobody_else" {
  variables {
    configuration = {
      clusters = [{ gke = "projects/shop/locations/europe-north1/clusters/prod" }]
      callback = { emails = ["ci@shop.iam.gserviceaccount.com"] }
    }
    callback = { invokers = ["serviceAccount:ci@shop.iam.gserviceaccount.com"] }
  }
  assert {
    condition     = google_cloudfunctions2_function.function["updateImage"].service_config[0].ingress_settings == "ALLOW_ALL" && google_cloudfunctions2_function.function["imagePushed"].service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"
    error_message = "the API is reached from outside, events come from Pub/Sub alone"
  }
  assert {
    condition     = join(" ", [for each in google_cloud_run_v2_service_iam_member.callback : each.member]) == "serviceAccount:ci@shop.iam.gserviceaccount.com"
    error_message = "the invokers, not the public"
  }
  assert {
    condition     = google_cloud_run_v2_service_iam_member.push.name == google_cloudfunctions2_function.function["imagePushed"].name
    error_message = "Pub/Sub has nothing to call there"
  }
  assert {
    condition     = contains(local.configuration.callback.audiences, output.callback_url) && join(" ", local.configuration.callback.emails) == "ci@shop.iam.gserviceaccount.com"
    error_message = "tokens have to be made for the address of the function"
  }
  assert {
    condition     = join(" ", sort(keys(google_pubsub_topic_iam_member.publish))) == "clusters replay"
    error_message = "what may work later is queued"
  }
}

run "keys_need_the_public_gate" {
  variables {
    configuration = {
      clusters = [{ gke = "projects/shop/locations/europe-north1/clusters/prod" }]
      callback = { keys = [{ name = "ci", sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }] }
    }
    callback = { public = true }
  }
  assert {
    condition     = join(" ", [for each in google_cloud_run_v2_service_iam_member.callback : each.member]) == "allUsers" && google_cloud_run_v2_service_iam_member.push.member != "allUsers"
    error_message = "the public before `updateImage` alone"
  }
}
