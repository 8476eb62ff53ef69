# The registries' topics, and our own.

# 409 "Resource already exists": Artifact Registry or somebody else made it. Leave `create_topic` out.
resource "google_pubsub_topic" "registry" {
  for_each = toset([for registry in var.registries : registry.project if registry.create_topic == true])

  project      = each.key
  name         = "gcr"
  kms_key_name = var.kms_key_name
  labels       = var.labels

  depends_on = [google_project_service.api]
}

data "google_pubsub_topic" "registry" {
  for_each = toset([for registry in var.registries : registry.project if registry.create_topic == null])

  project = each.key
  name    = "gcr"
}

# The topic of cluster tasks is there with one cluster too: the tasks of a time with several may still wait there.
locals {
  own_topics = toset(concat(["replay", "dead-letters", "clusters"], var.results ? ["results"] : [], local.reconciles ? ["reconcile"] : []))
}

resource "google_pubsub_topic" "own" {
  for_each = local.own_topics

  project      = var.project
  name         = "${var.name}-${each.key}"
  kms_key_name = var.kms_key_name
  labels       = var.labels

  depends_on = [google_project_service.api]
}
