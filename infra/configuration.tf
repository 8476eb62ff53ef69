# The configuration as the functions read it: what is given, and the topics that are made here.

locals {
  schema = jsondecode(file("${path.module}/../lib/config/config.schema.json"))

  # What the module fills in itself.
  filled = ["fanOut", "replay", "results", "reconcile", "deadLetters", "subscriptions"]
  keys   = sort(setsubtract(keys(local.schema.properties), local.filled))

  gke_pattern = local.schema.properties.clusters.items.properties.gke.pattern

  entries = try([for entry in var.configuration.clusters : entry], [])

  # `projects/P/locations/L/clusters/C`
  places = { for gke in distinct([for entry in local.entries : entry.gke if can(entry.gke)]) : gke => {
    project  = split("/", gke)[1]
    location = split("/", gke)[3]
    cluster  = split("/", gke)[5]
  } }

  # One entry that is no wildcard is one cluster, and its work is done in place.
  many_clusters = length(local.entries) > 1 || anytrue([for place in values(local.places) : contains([place.location, place.cluster], "-")])

  # By its keys alone: the hash of a key may be known only after the apply.
  has_callback = length(setintersection(try(keys(var.configuration.callback), []), ["keys", "emails"])) > 0

  # Both addresses of `updateImage` can be told before it is there. A token has to be made for one of them.
  callback_addresses = [
    "https://${var.region}-${var.project}.cloudfunctions.net/${local.function_names.updateImage}",
    "https://${local.function_names.updateImage}-${data.google_project.this.number}.${var.region}.run.app",
  ]

  configuration = merge(
    var.configuration,
    local.has_callback ? { callback = merge(var.configuration.callback, {
      audiences = concat(try(var.configuration.callback.audiences, []), local.callback_addresses)
    }) } : {},
    {
      replay      = google_pubsub_topic.own["replay"].id
      deadLetters = google_pubsub_subscription.dead_letters.id
    },
    local.many_clusters ? { fanOut = google_pubsub_topic.own["clusters"].id } : {},
    var.results ? { results = google_pubsub_topic.own["results"].id } : {},
    local.reconciles ? { reconcile = google_pubsub_topic.own["reconcile"].id } : {},
  )
}
