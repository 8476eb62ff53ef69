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
    error_message = "Write a region, such as `europe-north1`, not a zone: `gcloud functions regions list --gen2 --project PROJECT` names them."
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

  validation {
    # https://cloud.google.com/storage/docs/buckets#naming, https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
    condition     = length(regexall("^goog|google", var.name)) == 0
    error_message = "Write a name without `google`, which does not begin with `goog`: Cloud Storage and Pub/Sub take no such names."
  }
}

variable "labels" {
  description = "Labels of everything that can have labels."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Write labels of lower case letters, digits, hyphens and underscores, at most 63 characters each, whose keys begin with a letter."
  }
}

variable "kms_key_name" {
  description = "A key of Cloud KMS in the region, with which topics, the bucket, the images and the functions are encrypted; null for Google's own keys."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "Write a key as projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY, without a version: `gcloud kms keys list --project PROJECT --location LOCATION --keyring RING` names them."
  }

  validation {
    condition     = try(split("/", var.kms_key_name)[3] == var.region, true)
    error_message = "Write a key whose location is `region`: a function, its images and its archive take no key of another one."
  }
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
    condition     = try(alltrue([for entry in var.configuration.clusters : !can(entry.inCluster) && !can(entry.kubeconfig)]), true)
    error_message = "A function runs in no cluster and has no kubeconfig. Write `gke`, or `server` for what a network reaches; `inCluster` and `kubeconfig` are for `image-updater serve` and `subscribe`."
  }

  validation {
    condition     = try(alltrue([for entry in var.configuration.clusters : can(regex(local.gke_pattern, entry.gke)) if can(entry.gke)]), true)
    error_message = "`gke` has to be `projects/PROJECT/locations/LOCATION/clusters/CLUSTER`, where the last two may be `-`; this is none: ${try(join(", ", [for entry in var.configuration.clusters : entry.gke if can(entry.gke) && !can(regex(local.gke_pattern, entry.gke))]), "")}."
  }
}

variable "registries" {
  description = "The projects whose pushes count."
  type = list(object({
    project      = string                     # Its id.
    create_topic = optional(bool)             # Left out, the topic `gcr` is looked up; true creates it; false assumes that it exists.
    read         = optional(bool, true)       # The runtime account may read its images, where there is a `reconcile_schedule` or a callback; false grants nothing.
    repositories = optional(list(string), []) # The repositories that it may read, as LOCATION/REPOSITORY; empty: all of the project.
  }))
  nullable = false

  validation {
    condition     = length(var.registries) > 0
    error_message = "Name at least one project: registries = [{ project = \"my-project\" }]."
  }

  validation {
    # Its id is part of the name of a subscription, which has no colon.
    condition     = alltrue([for registry in var.registries : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", registry.project))])
    error_message = "Write the id of each project of `registries`, such as `my-project`: no number, no name, none of a domain (`example.com:shop`)."
  }

  validation {
    condition     = length(distinct(var.registries[*].project)) == length(var.registries)
    error_message = "A project is named twice in `registries`: one subscription brings all its pushes. Write each project once."
  }

  validation {
    condition     = alltrue([for repository in flatten(var.registries[*].repositories) : can(regex("^[a-z]+(-[a-z]+[0-9]+)?/[a-z][a-z0-9.-]{0,62}$", repository))])
    error_message = "Write a repository as LOCATION/REPOSITORY, such as `europe/images`."
  }
}

variable "delivery" {
  description = "How a push is delivered, and delivered again."
  type = object({
    ack_deadline_seconds = optional(number, 600)    # Seconds until a delivery without an answer counts as lost; the functions end by then too.
    minimum_backoff      = optional(number, 10)     # Seconds before the second attempt; later ones wait longer.
    maximum_backoff      = optional(number, 600)    # Seconds that an attempt waits at most.
    attempts             = optional(number, 30)     # Deliveries before a push is a dead letter.
    retention_seconds    = optional(number, 604800) # Seconds for which pushes are kept, including acknowledged ones, so that `seek` can deliver them again.
    drop_irrelevant      = optional(bool, false)    # Pub/Sub drops deletions and pushes without a tag itself.
  })
  default  = {}
  nullable = false

  validation {
    # `TIME_LIMITS.event` of lib/async/deadline.ts, and the time to answer.
    condition     = var.delivery.ack_deadline_seconds >= 330 && var.delivery.ack_deadline_seconds <= 600
    error_message = "Write an ack deadline from 330 to 600 seconds: an event may take 300 and then has to answer, and Pub/Sub takes none above 600."
  }

  validation {
    condition     = alltrue([for number in [var.delivery.ack_deadline_seconds, var.delivery.minimum_backoff, var.delivery.maximum_backoff, var.delivery.attempts, var.delivery.retention_seconds] : floor(number) == number])
    error_message = "Write whole numbers in `delivery`."
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
    condition     = try(contains([1, 2, 4, 6, 8], tonumber(var.size.cpu)) || (tonumber(var.size.cpu) >= 0.08 && tonumber(var.size.cpu) < 1), false)
    error_message = "Write the processors as 1, 2, 4, 6 or 8, or as a part of one from 0.08: Cloud Run takes no other."
  }

  validation {
    condition     = var.size.concurrency == 1 || try(tonumber(var.size.cpu) >= 1, true)
    error_message = "An instance with less than one processor handles one event at a time. Write concurrency = 1, or cpu = \"1\"."
  }

  validation {
    condition     = alltrue([for number in [var.size.concurrency, var.size.min_instances, var.size.max_instances] : floor(number) == number])
    error_message = "Write whole numbers of events and instances in `size`."
  }

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

  validation {
    # MiB, and the processors that more than so much, or so many that at least so much, go with:
    # https://cloud.google.com/run/docs/configuring/services/memory-limits
    condition = try(alltrue(flatten([for mebibytes in [tonumber(regex("^[0-9]+", var.size.memory)) * (strcontains(var.size.memory, "G") ? 1024 : 1)] : [
      [for row in [[512, 0.5], [1024, 1], [4096, 2], [8192, 4], [16384, 6], [24576, 8], [32768, 9]] : mebibytes <= row[0] || tonumber(var.size.cpu) >= row[1]],
      [for row in [[128, 0], [2048, 4], [4096, 6]] : mebibytes >= row[0] || tonumber(var.size.cpu) < row[1]],
    ]])), true)
    error_message = "Memory and processors do not go together. Write 128Mi to 512Mi, 1Gi from half a processor on, 4Gi from 1, 8Gi from 2, 16Gi from 4, 24Gi from 6, 32Gi with 8; at least 2Gi with 4, and 4Gi with 6 or 8."
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

variable "reconcile_schedule" {
  description = "When the registries are compared with what runs, as a cron line in UTC, so that pushes that never arrived are found; null: never."
  type        = string
  default     = "0 */6 * * *"

  validation {
    condition     = var.reconcile_schedule == null || can(regex("^[0-9*/,-]+ [0-9*/,-]+ [0-9*/,-]+ [0-9A-Za-z*/,-]+ [0-9A-Za-z*/,-]+$", var.reconcile_schedule))
    error_message = "Write five fields of cron: minute, hour, day, month, day of the week, such as `0 */6 * * *`; or null for no reconcile."
  }
}

variable "callback" {
  description = "Who passes Cloud Run's gate to `updateImage`, which is there where the configuration has a `callback`."
  type = object({
    public   = optional(bool, false)      # Everybody passes Cloud Run's gate, and only the function authenticates callers. API keys need it.
    invokers = optional(list(string), []) # Who passes it else, such as `serviceAccount:ci@shop.iam.gserviceaccount.com`.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.callback.public || length(try(var.configuration.callback.keys, [])) == 0
    error_message = "API keys cannot pass Cloud Run's own gate. Write callback = { public = true }, or take `keys` out of the configuration's `callback` and name `emails` with their `invokers`."
  }

  validation {
    condition     = var.callback.public || length(var.callback.invokers) > 0 || length(try(var.configuration.callback.emails, [])) == 0
    error_message = "Nobody passes Cloud Run's gate, so none of the configuration's `emails` gets to the function. Write callback = { invokers = [\"serviceAccount:EMAIL\"] } with the same accounts."
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
    error_message = "Write a channel as projects/PROJECT/notificationChannels/ID: `gcloud beta monitoring channels list --project PROJECT` names them."
  }
}
