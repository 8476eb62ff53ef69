# The archive that is built: the sources of this repository and the configuration, named by the hash of its content. Only a
# change of either redeploys. The configuration is a file beside the code, so its size is not limited.

locals {
  root = "${path.module}/.."

  patterns = ["functions/**/*.ts", "lib/**/*.ts", "lib/http/{doc,openapi}.json"]

  # Files that no function imports: commands, `serve`, pull mode and generators. test/infra/source.test.ts fails if a
  # function imports one.
  apart_patterns = [
    "lib/{admin,cli,replay,sandbox}/**",
    "lib/pubsub/consumer/**",
    "lib/pubsub/{describe-subscription,flow-control,pull-stream,puller}.ts",
    "lib/http/{authorize-push,loopback-host,metrics,push-endpoint,routes,server}.ts",
    "lib/report/short-image.ts",
    "lib/core/plan/{hold-patch,list-images}.ts",
    "lib/core/policy/explain-policy.ts",
    "lib/async/keyed-queue.ts",
    "lib/registry/docker/**",
  ]
  apart = setunion([for pattern in local.apart_patterns : fileset(local.root, pattern)]...)

  sources = merge(
    { for name in setsubtract(setunion([for pattern in local.patterns : fileset(local.root, pattern)]...), local.apart) : name => "${local.root}/${name}" },
    { for name in fileset("${path.module}/function", "*") : name => "${path.module}/function/${name}" },
  )
}

data "archive_file" "source" {
  type             = "zip"
  output_path      = "${path.root}/.terraform/${var.name}-source.zip"
  output_file_mode = "0644"

  dynamic "source" {
    for_each = local.sources

    content {
      filename = source.key
      content  = file(source.value)
    }
  }

  source {
    filename = "configuration.json"
    content  = jsonencode(local.configuration)
  }

  lifecycle {
    precondition {
      condition     = length(local.conflicts) == 0
      error_message = "`configuration` is not what the functions accept. ${join("; ", local.conflicts)}."
    }
  }
}

resource "google_storage_bucket" "source" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-source"
  location                    = var.region
  labels                      = var.labels
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]

    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_object" "source" {
  bucket = google_storage_bucket.source.name
  name   = "${data.archive_file.source.output_sha256}.zip"
  source = data.archive_file.source.output_path
}

# The repository of the functions' images. Not `gcf-artifacts`, which Cloud Functions creates for all functions of a region:
# it exists too late for a grant, and has no customer-managed key.
resource "google_artifact_registry_repository" "build" {
  project       = var.project
  location      = var.region
  repository_id = "${var.name}-gcf-artifacts"
  format        = "DOCKER"
  kms_key_name  = var.kms_key_name
  labels        = var.labels

  depends_on = [google_project_service.api]
}
