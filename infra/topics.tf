# The registries' topics, and our own.

# 409 "Resource already exists": Artifact Registry or somebody else made it. Leave `create_topic` out.
resource "google_pubsub_topic" "registry" {
  for_each = toset([for registry in var.registries : registry.project if registry.create_topic == true])

  project = each.key
  name    = "gcr"
  labels  = var.labels

  depends_on = [google_project_service.api]
}

data "google_pubsub_topic" "registry" {
  for_each = toset([for registry in var.registries : registry.project if registry.create_topic == null])

  project = each.key
  name    = "gcr"
}

locals {
  own_topics = toset(concat(
    ["replay", "dead-letters"],
    local.many_clusters ? ["clusters"] : [],
    var.results ? ["results"] : [],
  ))
}

resource "google_pubsub_topic" "own" {
  for_each = local.own_topics

  project = var.project
  name    = "${var.name}-${each.key}"
  labels  = var.labels

  depends_on = [google_project_service.api]
}
