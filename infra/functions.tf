# The functions. Only Pub/Sub may call `imagePushed`; `callback` defines who may call `updateImage`.

locals {
  functions = toset(concat(["imagePushed"], local.has_callback ? ["updateImage"] : []))

  # Function names allow only lower case letters, digits and hyphens.
  function_names = {
    imagePushed = "${var.name}-image-pushed"
    updateImage = "${var.name}-update-image"
  }

  address = { for key, made in google_cloudfunctions2_function.function : key => made.service_config[0].uri }
}

resource "google_cloudfunctions2_function" "function" {
  for_each = local.functions

  project  = var.project
  location = var.region
  name     = local.function_names[each.key]
  labels   = var.labels

  kms_key_name = var.kms_key_name

  build_config {
    runtime           = "nodejs24"
    entry_point       = each.key
    service_account   = google_service_account.build.id
    docker_repository = google_artifact_registry_repository.build.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    available_cpu                    = var.size.cpu
    available_memory                 = var.size.memory
    max_instance_request_concurrency = var.size.concurrency
    min_instance_count               = var.size.min_instances
    max_instance_count               = var.size.max_instances
    timeout_seconds                  = var.delivery.ack_deadline_seconds
    service_account_email            = google_service_account.runtime.email
    ingress_settings                 = each.key == "updateImage" ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY" # Pub/Sub counts as internal
    all_traffic_on_latest_revision   = true
    direct_vpc_egress                = var.vpc == null ? null : var.vpc.egress

    # Without NODE_ENV=production, error pages of the framework show stack traces.
    environment_variables = {
      IMAGE_UPDATER_CONFIG_FILE = "configuration.json"
      GOOGLE_CLOUD_PROJECT      = var.project
      NODE_ENV                  = "production"
    }

    dynamic "direct_vpc_network_interface" {
      for_each = var.vpc == null ? [] : [var.vpc]

      content {
        network    = direct_vpc_network_interface.value.network
        subnetwork = direct_vpc_network_interface.value.subnetwork
        tags       = direct_vpc_network_interface.value.tags
      }
    }
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build,
    google_project_iam_member.build_log,
    google_project_iam_member.build_sources,
    google_project_service.api,
    google_storage_bucket_iam_member.build,
  ]
}

resource "google_cloud_run_v2_service_iam_member" "push" {
  project  = var.project
  location = var.region
  name     = google_cloudfunctions2_function.function["imagePushed"].name
  role     = "roles/run.invoker"
  member   = google_service_account.push.member
}

# Cloud Run's IAM check in front of `updateImage`. The function authenticates each caller again.
resource "google_cloud_run_v2_service_iam_member" "callback" {
  for_each = local.has_callback ? toset(var.callback.public ? ["allUsers"] : var.callback.invokers) : toset([])

  project  = var.project
  location = var.region
  name     = google_cloudfunctions2_function.function["updateImage"].name
  role     = "roles/run.invoker"
  member   = each.key
}
