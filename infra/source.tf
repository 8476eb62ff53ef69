# What is built: the sources of this repository and the configuration in one archive, named by its content. A change of
# either redeploys, and nothing else does. As a file beside the code the configuration may have any size.

locals {
  root = "${path.module}/.."

  # What of `lib` no function needs.
  apart = fileset(local.root, "lib/{admin,cli,replay,sandbox}/**")

  sources = merge(
    { for name in setsubtract(setunion(fileset(local.root, "functions/**/*.ts"), fileset(local.root, "lib/**/*.{ts,json}")), local.apart) : name => "${local.root}/${name}" },
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
}

resource "google_storage_bucket" "source" {
  project                     = var.project
  name                        = "${var.project}-${var.name}-source"
  location                    = var.region
  labels                      = var.labels
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_object" "source" {
  bucket = google_storage_bucket.source.name
  name   = "${data.archive_file.source.output_sha256}.zip"
  source = data.archive_file.source.output_path
}
