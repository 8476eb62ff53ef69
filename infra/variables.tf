variable "project" {
  description = "Id of the project in which the functions, their topics and their service accounts are made."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "Write the id of the project, such as `my-project`, not its number or its name."
  }
}

variable "region" {
  description = "Region of the functions, such as `europe-north1`; near the clusters is quickest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Write a region, such as `europe-north1`, not a zone: `gcloud functions regions list` names them."
  }
}

variable "name" {
  description = "What the names of everything that is made begin with. Another one for each install in a project."
  type        = string
  default     = "image-updater"
  nullable    = false

  validation {
    # An id of a service account has at most 30 characters, and ours end in `-runtime`.
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}[a-z0-9]$", var.name))
    error_message = "Write 3 to 22 lower case letters, digits and hyphens that begin with a letter and end with none of the hyphens."
  }
}

variable "labels" {
  description = "Labels of everything that can have labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "configuration" {
  description = "The configuration of the image updater, with the keys of `lib/config/config.schema.json`; the topics are filled in."
  # Not an object type: Terraform drops attributes that such a type does not name, so a misspelt key would be lost.
  type     = any
  nullable = false

  validation {
    condition     = try(length(var.configuration.clusters) > 0, false)
    error_message = "`configuration` names no clusters. Write at least one: clusters = [{ gke = \"projects/PROJECT/locations/-/clusters/-\" }]."
  }

  validation {
    condition     = length(setsubtract(try(keys(var.configuration), []), local.keys)) == 0
    error_message = "`configuration` has unknown keys: ${join(", ", setsubtract(try(keys(var.configuration), []), local.keys))}. Write one of ${join(", ", local.keys)}."
  }

  validation {
    condition = alltrue([
      for policy in concat(try([tostring(var.configuration.policy)], []), [for rule in try(var.configuration.rules, []) : tostring(rule.policy) if can(rule.policy)]) :
      can(regex(local.policy_pattern, policy)) && can(regexall(startswith(policy, "pattern:") ? trimprefix(policy, "pattern:") : "", ""))
    ])
    error_message = "A policy cannot be read: ${join(", ", [for policy in concat(try([tostring(var.configuration.policy)], []), [for rule in try(var.configuration.rules, []) : tostring(rule.policy) if can(rule.policy)]) : policy if !(can(regex(local.policy_pattern, policy)) && can(regexall(startswith(policy, "pattern:") ? trimprefix(policy, "pattern:") : "", "")))])}. Write same-tag, any, major, minor, patch, never, semver:RANGE, glob:PATTERN or pattern:EXPRESSION."
  }

  validation {
    condition     = alltrue([for entry in try(var.configuration.clusters, []) : can(regex(local.gke_pattern, entry.gke)) if can(entry.gke)])
    error_message = "`gke` has to be `projects/PROJECT/locations/LOCATION/clusters/CLUSTER`, where the last two may be `-`; this is none: ${join(", ", [for entry in try(var.configuration.clusters, []) : entry.gke if can(entry.gke) && !can(regex(local.gke_pattern, entry.gke))])}."
  }
}

variable "registries" {
  description = "The projects whose pushes count."
  type = list(object({
    project      = string         # Its id.
    create_topic = optional(bool) # Left out, the topic `gcr` is looked up; true makes it; false believes that it is there.
  }))
  nullable = false

  validation {
    condition     = length(var.registries) > 0
    error_message = "Name at least one project: registries = [{ project = \"my-project\" }]."
  }

  validation {
    condition     = length(distinct(var.registries[*].project)) == length(var.registries)
    error_message = "A project is named twice in `registries`: one subscription brings all its pushes. Write each project once."
  }
}

variable "delivery" {
  description = "How a push is delivered, and delivered again."
  type = object({
    ack_deadline_seconds = optional(number, 600)    # Seconds until a delivery without an answer counts as lost; the functions end by then too.
    minimum_backoff      = optional(number, 10)     # Seconds before the second attempt; later ones wait longer.
    maximum_backoff      = optional(number, 600)    # Seconds that an attempt waits at most.
    attempts             = optional(number, 30)     # Deliveries before a push is a dead letter.
    retention_seconds    = optional(number, 604800) # Seconds for which pushes are kept, for `seek` those that are done too.
    drop_irrelevant      = optional(bool, false)    # Pub/Sub drops deletions and pushes without a tag itself.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.delivery.ack_deadline_seconds >= 10 && var.delivery.ack_deadline_seconds <= 600
    error_message = "Write an ack deadline from 10 to 600 seconds: Pub/Sub takes no other. An event needs up to 300."
  }

  validation {
    condition     = var.delivery.attempts >= 5 && var.delivery.attempts <= 100
    error_message = "Write 5 to 100 attempts: Pub/Sub takes no other."
  }

  validation {
    condition     = var.delivery.minimum_backoff >= 0 && var.delivery.minimum_backoff <= var.delivery.maximum_backoff && var.delivery.maximum_backoff <= 600
    error_message = "Write backoffs from 0 to 600 seconds, the minimum not above the maximum."
  }

  validation {
    condition     = var.delivery.retention_seconds >= 600 && var.delivery.retention_seconds <= 2678400
    error_message = "Write a retention from 600 seconds to 31 days (2678400): Pub/Sub takes no other."
  }
}

variable "size" {
  description = "What an instance of a function has, and how many there are."
  type = object({
    cpu           = optional(string, "1")     # Processors of an instance; less than 1 allows no concurrency.
    memory        = optional(string, "512Mi") # Memory of an instance.
    concurrency   = optional(number, 8)       # Events that an instance handles at once.
    min_instances = optional(number, 0)       # Instances that wait, and cost, between pushes.
    max_instances = optional(number, 10)      # Instances at most, of each function.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.size.concurrency >= 1 && var.size.concurrency <= 1000
    error_message = "Write a concurrency from 1 to 1000: Cloud Run takes no other. Eight events share an instance well."
  }

  validation {
    condition     = var.size.min_instances >= 0 && var.size.min_instances <= var.size.max_instances && var.size.max_instances >= 1
    error_message = "Write at least one instance at most, and not more at least than at most."
  }

  validation {
    condition     = can(regex("^[0-9]+(M|Mi|G|Gi)$", var.size.memory))
    error_message = "Write the memory as `512Mi` or `1Gi`."
  }
}

variable "vpc" {
  description = "Network and subnetwork through which the functions reach private endpoints (direct VPC egress)."
  type = object({
    network    = string                                             # The network.
    subnetwork = string                                             # A subnetwork of it in the region.
    tags       = optional(list(string), [])                         # Network tags, for firewall rules.
    egress     = optional(string, "VPC_EGRESS_PRIVATE_RANGES_ONLY") # What goes through it: private addresses, or `VPC_EGRESS_ALL_TRAFFIC`.
  })
  default = null

  validation {
    condition     = var.vpc == null || contains(["VPC_EGRESS_PRIVATE_RANGES_ONLY", "VPC_EGRESS_ALL_TRAFFIC"], try(var.vpc.egress, ""))
    error_message = "Write VPC_EGRESS_PRIVATE_RANGES_ONLY or VPC_EGRESS_ALL_TRAFFIC as `egress`."
  }
}

variable "results" {
  description = "Whether a CloudEvent is published for every report that changed or failed something."
  type        = bool
  default     = false
  nullable    = false
}

variable "callback" {
  description = "Who passes Cloud Run's gate to `updateImage`, which is there where the configuration has a `callback`."
  type = object({
    public   = optional(bool, false)      # Everybody passes the gate, and the function alone asks who he is. API keys need it.
    invokers = optional(list(string), []) # Who passes it else, such as `serviceAccount:ci@shop.iam.gserviceaccount.com`.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.callback.public || length(try(var.configuration.callback.keys, [])) == 0
    error_message = "API keys cannot pass Cloud Run's own gate. Write callback = { public = true }, or take `keys` out of the configuration's `callback` and name `emails` with their `invokers`."
  }

  validation {
    condition     = alltrue([for invoker in var.callback.invokers : can(regex("^(serviceAccount|user|group|principal|principalSet):.+$", invoker))])
    error_message = "Write an invoker as serviceAccount:EMAIL, user:EMAIL or group:EMAIL. For everybody write public = true."
  }
}

variable "alerts" {
  description = "What alerts take for a fault, beside failures, dead letters and pushes that wait."
  type = object({
    memory = optional(number, 0.9) # Part of an instance's memory that may be in use.
    quiet  = optional(bool, true)  # An alert for each registry without an event for as long as `delivery.retention_seconds` keeps pushes, from one day on.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alerts.memory > 0 && var.alerts.memory < 1
    error_message = "Write a part of the memory between 0 and 1, such as 0.9, as `alerts.memory`."
  }
}

variable "notification_channels" {
  description = "Ids of the Cloud Monitoring channels that alerts go to; without any, alerts are shown in the console alone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "Write a channel as projects/PROJECT/notificationChannels/ID: `gcloud beta monitoring channels list` names them."
  }
}
