# What the functions would refuse at their start, a plan refuses: each key of the configuration alone, so that one which
# is known only after the apply (the hash of a key that is made here) hides no fault of the others.

module "schema" {
  source   = "./modules/json-schema"
  for_each = toset(setintersection(local.keys, try(keys(var.configuration), [])))

  at     = "configuration.${each.key}"
  schema = local.schema.properties[each.key]
  value  = var.configuration[each.key]
}

# What no schema says: entries that contradict each other, and texts of more than one form. Ranges of versions, names of
# groups and aliases stay for the functions alone.
locals {
  rules       = try([for rule in var.configuration.rules : rule], [])
  api_keys    = try([for key in var.configuration.callback.keys : key], [])
  of_several  = [for entry in local.entries : try(length(regexall("/-(/|$)", entry.gke)) > 0, false)]
  of_one      = [for entry in local.entries : try(length(regexall("/-(/|$)", entry.gke)) == 0, false)]
  label_key   = "^[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}$"
  label_value = "^[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}$"

  # The words and prefixes of lib/core/policy/parse-policy.ts; Terraform's expressions are those of the policies, RE2.
  policy_pattern = "^(same-tag|any|major|minor|patch|never|semver:[0-9A-Za-z.*^~<>=|+ -]+|glob:.+|pattern:.+)$"
  policies       = [for policy in concat(try([tostring(var.configuration.policy)], []), [for rule in local.rules : tostring(rule.policy) if can(tostring(rule.policy))]) : trimspace(policy)]

  # What has to differ, by its path.
  identities = {
    "clusters" = [for index, entry in local.entries : try(
      entry.name,
      local.of_one[index] ? join("/", [local.places[entry.gke].project, local.places[entry.gke].location, local.places[entry.gke].cluster]) : "${entry.gke} ${jsonencode(try(entry.labels, {}))}",
      regex("^https?://([^/]+)", entry.server)[0],
      "entry ${index}",
    )]
    "gitOps"        = try([for mark in var.configuration.gitOps : "${mark.on} ${mark.key}"], [])
    "kinds"         = try([for kind in var.configuration.kinds : "${kind.plural}.${kind.group}"], [])
    "callback.keys" = try(local.api_keys[*].name, [])
    "pushers"       = try([for pusher in var.configuration.pushers : pusher.email], [])
  }

  name_globs = {
    "clusters[*].namespaces"    = flatten([for entry in local.entries : concat(try(entry.namespaces.include, []), try(entry.namespaces.exclude, []))])
    "rules[*].match.clusters"   = flatten([for rule in local.rules : try(rule.match.clusters, [])])
    "rules[*].match.namespaces" = flatten([for rule in local.rules : try(rule.match.namespaces, [])])
    "ignoreTags"                = try([for tag in var.configuration.ignoreTags : tag], [])
    "callback.keys[*].clusters" = flatten([for key in local.api_keys : try(key.clusters, [])])
  }
  repository_globs = {
    "rules[*].match.repositories"   = flatten([for rule in local.rules : try(rule.match.repositories, [])])
    "repositories"                  = try([for repository in var.configuration.repositories : repository], [])
    "registries[*].repositories"    = flatten([for entry in try([for entry in var.configuration.registries : entry], []) : try(entry.repositories, [])])
    "callback.keys[*].repositories" = flatten([for key in local.api_keys : try(key.repositories, [])])
  }

  conflicts = concat(
    [for policy in local.policies : "expected a policy (same-tag, any, major, minor, patch, never, semver:RANGE, glob:PATTERN or pattern:EXPRESSION), got ${policy}" if !can(regex(local.policy_pattern, policy)) || !can(regexall(startswith(policy, "pattern:") ? trimprefix(policy, "pattern:") : "", "")) || length(policy) > 512],
    [for index, entry in local.entries : "configuration.clusters[${index}]: expected no name where `gke` has a `-`, got ${entry.name}" if local.of_several[index] && can(entry.name)],
    [for index, entry in local.entries : "configuration.clusters[${index}]: expected labels only where `gke` has a `-`, got ${entry.gke}" if local.of_one[index] && can(entry.labels)],
    flatten([for index, entry in local.entries : [for key, value in try(entry.labels, {}) : "configuration.clusters[${index}].labels: expected a resource label, got ${key}=${value}" if !can(regex(local.label_key, key)) || !can(regex(local.label_value, value))] if can(keys(entry.labels))]),
    flatten([for at, all in local.identities : [for one in distinct(all) : "configuration.${at}: expected each once, got ${one} twice" if length([for each in all : each if each == one]) > 1]]),
    flatten([for at, all in local.name_globs : [for glob in all : "configuration.${at}: expected a glob without spaces and `@`, got ${jsonencode(glob)}" if !can(regex("^[^\\s@\\p{C}]{1,512}$", glob))]]),
    flatten([for at, all in local.repository_globs : [for glob in all : "configuration.${at}: expected a glob over repositories without scheme, tag and digest, got ${jsonencode(glob)}" if !can(regex("^[^\\s@\\p{C}/]+(/[^\\s@\\p{C}/:]+)*$", glob)) || glob == "*"]]),
  )
}
