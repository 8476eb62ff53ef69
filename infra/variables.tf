variable "project" {
  description = "ID of the project in which the module creates the functions, topics and service accounts."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "`project`: expected a project ID, such as `my-project`, not a number or a display name."
  }
}

variable "region" {
  description = "Region of the functions, such as `europe-north1`. A region near the clusters gives the lowest latency."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "`region`: expected a region, such as `europe-north1`, not a zone. `gcloud functions regions list --gen2 --project PROJECT` lists them."
  }
}

variable "name" {
  description = "Prefix of the names of all created resources. Each installation in a project needs its own."
  type        = string
  default     = "image-updater"
  nullable    = false

  validation {
    # The ID of a service account has at most 30 characters; the longest suffix is `-runtime`.
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}[a-z0-9]$", var.name))
    error_message = "`name`: expected 3 to 22 lower case letters, digits and hyphens, beginning with a letter and not ending with a hyphen."
  }

  validation {
    # https://cloud.google.com/storage/docs/buckets#naming, https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
    condition     = length(regexall("^goog|google", var.name)) == 0
    error_message = "`name`: expected a name that does not contain `google` or begin with `goog`. Cloud Storage and Pub/Sub reject such names."
  }
}

variable "labels" {
  description = "Labels of all resources that support labels."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "`labels`: expected keys and values of lower case letters, digits, hyphens and underscores, at most 63 characters each; keys begin with a letter."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key in the region that encrypts the topics, the bucket, the images and the functions. Null: keys that Google manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key_name))
    error_message = "`kms_key_name`: expected projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY, without a version. `gcloud kms keys list --project PROJECT --location LOCATION --keyring RING` lists them."
  }

  validation {
    condition     = try(split("/", var.kms_key_name)[3] == var.region, true)
    error_message = "`kms_key_name`: expected a key whose location is `region`. Functions, images and buckets reject keys of another location."
  }
}

variable "configuration" {
  description = "Configuration of the updater, as described by `lib/config/config.schema.json`. The module sets the topics."
  # Not an object type: Terraform drops attributes that such a type does not name, so a misspelt key would be lost.
  type     = any
  nullable = false

  validation {
    condition     = try(length(var.configuration.clusters) > 0, false)
    error_message = "`configuration.clusters`: expected at least one entry, such as clusters = [{ gke = \"projects/PROJECT/locations/-/clusters/-\" }]."
  }

  validation {
    condition     = length(setsubtract(try(keys(var.configuration), []), local.keys)) == 0
    error_message = "`configuration`: expected only the keys ${join(", ", local.keys)}, got ${join(", ", setsubtract(try(keys(var.configuration), []), local.keys))}."
  }

  validation {
    condition     = try(alltrue([for entry in var.configuration.clusters : !can(entry.inCluster) && !can(entry.kubeconfig)]), true)
    error_message = "`configuration.clusters`: expected `gke`, or `server` for a proxy that the network reaches. A function has neither a pod nor a kubeconfig: `inCluster` and `kubeconfig` are for `image-updater serve` and `subscribe`."
  }

  validation {
    condition     = try(alltrue([for entry in var.configuration.clusters : can(regex(local.gke_pattern, entry.gke)) if can(entry.gke)]), true)
    error_message = "`gke`: expected projects/PROJECT/locations/LOCATION/clusters/CLUSTER, where LOCATION and CLUSTER may be `-`, got ${try(join(", ", [for entry in var.configuration.clusters : entry.gke if can(entry.gke) && !can(regex(local.gke_pattern, entry.gke))]), "")}."
  }
}

variable "registries" {
  description = "Projects whose pushes trigger updates."
  type = list(object({
    project      = string                     # ID of the project.
    create_topic = optional(bool)             # Whether to create the topic `gcr`. Null: the topic is looked up. False: it is assumed to exist.
    read         = optional(bool, true)       # Whether the runtime account may read the images. The role is granted only with a `reconcile_schedule` or a callback.
    repositories = optional(list(string), []) # Repositories that it may read, as LOCATION/REPOSITORY. Empty: all of the project.
  }))
  nullable = false

  validation {
    condition     = length(var.registries) > 0
    error_message = "`registries`: expected at least one project, such as registries = [{ project = \"my-project\" }]."
  }

  validation {
    # The ID is part of the name of a subscription, which cannot contain a colon.
    condition     = alltrue([for registry in var.registries : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", registry.project))])
    error_message = "`registries`: expected project IDs such as `my-project`, not a number, a display name or a domain-scoped ID (`example.com:shop`)."
  }

  validation {
    condition     = length(distinct(var.registries[*].project)) == length(var.registries)
    error_message = "`registries`: expected each project once. One subscription delivers all pushes of a project."
  }

  validation {
    condition     = alltrue([for repository in flatten(var.registries[*].repositories) : can(regex("^[a-z]+(-[a-z]+[0-9]+)?/[a-z][a-z0-9.-]{0,62}$", repository))])
    error_message = "`registries.repositories`: expected LOCATION/REPOSITORY, such as `europe/images`."
  }
}

variable "delivery" {
  description = "Delivery and redelivery of a push."
  type = object({
    ack_deadline_seconds = optional(number, 600)    # Seconds after which an unanswered delivery is repeated; also the timeout of the functions.
    minimum_backoff      = optional(number, 10)     # Seconds before the second attempt. The delay grows with each attempt.
    maximum_backoff      = optional(number, 600)    # Maximum delay of an attempt, in seconds.
    attempts             = optional(number, 30)     # Delivery attempts before a push becomes a dead letter.
    retention_seconds    = optional(number, 604800) # Retention of pushes, including acknowledged ones, in seconds. `seek` can deliver them again.
    drop_irrelevant      = optional(bool, false)    # Whether Pub/Sub drops deletions and pushes without a tag.
  })
  default  = {}
  nullable = false

  validation {
    # `TIME_LIMITS.event` of lib/async/deadline.ts, plus the time to answer.
    condition     = var.delivery.ack_deadline_seconds >= 330 && var.delivery.ack_deadline_seconds <= 600
    error_message = "`delivery.ack_deadline_seconds`: expected 330 to 600. An event may take 300 s plus the time to answer, and Pub/Sub allows at most 600."
  }

  validation {
    condition     = alltrue([for number in [var.delivery.ack_deadline_seconds, var.delivery.minimum_backoff, var.delivery.maximum_backoff, var.delivery.attempts, var.delivery.retention_seconds] : floor(number) == number])
    error_message = "`delivery`: expected whole numbers."
  }

  validation {
    condition     = var.delivery.attempts >= 5 && var.delivery.attempts <= 100
    error_message = "`delivery.attempts`: expected 5 to 100, the range of Pub/Sub."
  }

  validation {
    condition     = var.delivery.minimum_backoff >= 0 && var.delivery.minimum_backoff <= var.delivery.maximum_backoff && var.delivery.maximum_backoff <= 600
    error_message = "`delivery`: expected backoffs of 0 to 600 seconds, with the minimum not above the maximum."
  }

  validation {
    condition     = var.delivery.retention_seconds >= 600 && var.delivery.retention_seconds <= 2678400
    error_message = "`delivery.retention_seconds`: expected 600 to 2678400 (31 days), the range of Pub/Sub."
  }
}

variable "size" {
  description = "Resources and number of function instances."
  type = object({
    cpu           = optional(string, "1")     # Number of vCPUs of an instance. Below 1, `concurrency` must be 1.
    memory        = optional(string, "512Mi") # Memory of an instance.
    concurrency   = optional(number, 8)       # Maximum number of concurrent events of an instance.
    min_instances = optional(number, 0)       # Instances that stay up between pushes, and are billed.
    max_instances = optional(number, 10)      # Maximum number of instances of each function.
  })
  default  = {}
  nullable = false

  validation {
    condition     = try(contains([1, 2, 4, 6, 8], tonumber(var.size.cpu)) || (tonumber(var.size.cpu) >= 0.08 && tonumber(var.size.cpu) < 1), false)
    error_message = "`size.cpu`: expected 1, 2, 4, 6 or 8, or a fraction from 0.08 up to 1, the values of Cloud Run."
  }

  validation {
    condition     = var.size.concurrency == 1 || try(tonumber(var.size.cpu) >= 1, true)
    error_message = "`size`: expected concurrency = 1, or cpu = \"1\". An instance with less than one vCPU handles one event at a time."
  }

  validation {
    condition     = alltrue([for number in [var.size.concurrency, var.size.min_instances, var.size.max_instances] : floor(number) == number])
    error_message = "`size`: expected whole numbers for concurrency and instances."
  }

  validation {
    condition     = var.size.concurrency >= 1 && var.size.concurrency <= 1000
    error_message = "`size.concurrency`: expected 1 to 1000, the range of Cloud Run. The default is 8."
  }

  validation {
    condition     = var.size.min_instances >= 0 && var.size.min_instances <= var.size.max_instances && var.size.max_instances >= 1
    error_message = "`size`: expected at least 1 for max_instances, and min_instances of at most max_instances."
  }

  validation {
    condition     = can(regex("^[0-9]+(M|Mi|G|Gi)$", var.size.memory))
    error_message = "`size.memory`: expected a quantity such as `512Mi` or `1Gi`."
  }

  validation {
    # Limits of memory in MiB for a number of vCPUs: the minimum of vCPUs above an amount, and the minimum of memory from a number on.
    # https://cloud.google.com/run/docs/configuring/services/memory-limits
    condition = try(alltrue(flatten([for mebibytes in [tonumber(regex("^[0-9]+", var.size.memory)) * (strcontains(var.size.memory, "G") ? 1024 : 1)] : [
      [for row in [[512, 0.5], [1024, 1], [4096, 2], [8192, 4], [16384, 6], [24576, 8], [32768, 9]] : mebibytes <= row[0] || tonumber(var.size.cpu) >= row[1]],
      [for row in [[128, 0], [2048, 4], [4096, 6]] : mebibytes >= row[0] || tonumber(var.size.cpu) < row[1]],
    ]])), true)
    error_message = "`size`: expected memory that Cloud Run allows with `cpu`: 128Mi to 512Mi with any, up to 1Gi from 0.5 vCPU, 4Gi from 1, 8Gi from 2, 16Gi from 4, 24Gi from 6, 32Gi with 8; at least 2Gi with 4 vCPUs, and 4Gi with 6 or 8."
  }
}

variable "vpc" {
  description = "Direct VPC egress: the network through which the functions reach private endpoints."
  type = object({
    network    = string                                             # Name of the network.
    subnetwork = string                                             # Name of its subnetwork in the region.
    tags       = optional(list(string), [])                         # Network tags, for firewall rules.
    egress     = optional(string, "VPC_EGRESS_PRIVATE_RANGES_ONLY") # Traffic that uses the network: private ranges only, or `VPC_EGRESS_ALL_TRAFFIC`.
  })
  default = null

  validation {
    condition     = var.vpc == null || contains(["VPC_EGRESS_PRIVATE_RANGES_ONLY", "VPC_EGRESS_ALL_TRAFFIC"], try(var.vpc.egress, ""))
    error_message = "`vpc.egress`: expected VPC_EGRESS_PRIVATE_RANGES_ONLY or VPC_EGRESS_ALL_TRAFFIC."
  }
}

variable "results" {
  description = "Whether to create a topic and publish a CloudEvent for every report with an update or a failure."
  type        = bool
  default     = false
  nullable    = false
}

variable "reconcile_schedule" {
  description = "Cron schedule of reconcile in UTC, which compares the registries with what runs and applies missed pushes. Null: no reconcile."
  type        = string
  default     = "0 */6 * * *"

  validation {
    condition     = var.reconcile_schedule == null || can(regex("^[0-9*/,-]+ [0-9*/,-]+ [0-9*/,-]+ [0-9A-Za-z*/,-]+ [0-9A-Za-z*/,-]+$", var.reconcile_schedule))
    error_message = "`reconcile_schedule`: expected five fields of cron (minute, hour, day, month, day of the week), such as `0 */6 * * *`, or null for no reconcile."
  }
}

variable "callback" {
  description = "IAM access to the function `updateImage`, which is created if the configuration has a `callback`."
  type = object({
    public   = optional(bool, false)      # Whether to grant `roles/run.invoker` to `allUsers`. The function still authenticates callers. Required for API keys.
    invokers = optional(list(string), []) # Members to grant `roles/run.invoker`, such as `serviceAccount:ci@shop.iam.gserviceaccount.com`.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.callback.public || length(try(var.configuration.callback.keys, [])) == 0
    error_message = "`callback`: expected callback = { public = true }, because Cloud Run's IAM check rejects API keys. Or replace `keys` in the configuration by `emails`, and list those as `invokers`."
  }

  validation {
    condition     = var.callback.public || length(var.callback.invokers) > 0 || length(try(var.configuration.callback.emails, [])) == 0
    error_message = "`callback`: expected callback = { invokers = [\"serviceAccount:EMAIL\"] } with the accounts under `emails` of the configuration. Without it Cloud Run's IAM check rejects them."
  }

  validation {
    condition     = alltrue([for invoker in var.callback.invokers : can(regex("^(serviceAccount|user|group|principal|principalSet):.+$", invoker))])
    error_message = "`callback.invokers`: expected serviceAccount:EMAIL, user:EMAIL, group:EMAIL, principal:… or principalSet:…; for unauthenticated access set public = true."
  }
}

variable "alerts" {
  description = "Thresholds of optional alerts. Alerts for failures, dead letters and waiting pushes are always created."
  type = object({
    memory = optional(number, 0.9) # Fraction of an instance's memory above which an alert is raised.
    quiet  = optional(bool, true)  # Whether to alert on a registry without an event for `delivery.retention_seconds`, if that is at least a day.
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.alerts.memory > 0 && var.alerts.memory < 1
    error_message = "`alerts.memory`: expected a fraction between 0 and 1, such as 0.9."
  }
}

variable "notification_channels" {
  description = "IDs of the Cloud Monitoring channels that receive alerts. Without any, alerts appear only in the console."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "`notification_channels`: expected projects/PROJECT/notificationChannels/ID. `gcloud beta monitoring channels list --project PROJECT` lists them."
  }
}
