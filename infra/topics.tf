# The topics of the registries, and those of the updater.

# 409 "Resource already exists": the topic exists. Omit `create_topic`.
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

# The topic of cluster tasks also exists with one cluster: tasks from before, when there were several, may still wait there.
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
