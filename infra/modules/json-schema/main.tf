# A plan fails where a value is not what its JSON Schema describes, in the form of the functions' own complaints:
# `PATH: expected X, got Y`. Terraform knows neither JSON Schema nor recursion, so values go down with their schemas level
# by level. The keywords that are checked, and how deep: test/infra/json-schema.test.ts.

terraform {
  # `issensitive` needs 1.8; the calling module needs 1.9.
  required_version = ">= 1.9"
}

variable "at" {
  description = "Path of the value, for messages."
  type        = string
  nullable    = false
}

variable "schema" {
  description = "The JSON Schema of the value."
  type        = any
  nullable    = false
}

variable "value" {
  description = "The value. A value that is unknown until apply is checked then."
  type        = any
}

output "complaints" {
  description = "Violations of the schema. The plan fails if there are any."
  value       = local.complaints

  precondition {
    condition     = length(local.complaints) == 0
    error_message = "`configuration` is not what the functions accept. ${join("; ", local.complaints)}."
  }
}

locals {
  encoded      = jsonencode(var.value)
  is_sensitive = issensitive(local.encoded)

  # By the first character of a value's JSON; what begins otherwise is a number.
  json_types = { "\"" = "string", "{" = "object", "[" = "array", "t" = "boolean", "f" = "boolean", "n" = "null" }

  # As JSON has it: without Terraform's difference between objects and maps, tuples, lists and sets.
  level_0 = [{ at = var.at, schema = var.schema, value = jsondecode(nonsensitive(local.encoded)) }]
  level_1 = [for one in flatten([for one in local.level_0 : try([for key, value in one.value : {
    at     = can(one.schema.items) ? "${one.at}[${key}]" : "${one.at}.${key}"
    schema = try(one.schema.items, one.schema.properties[key], one.schema.additionalProperties, {})
    value  = value
  }], [])]) : one if can(one.schema.type)]
  level_2 = [for one in flatten([for one in local.level_1 : try([for key, value in one.value : {
    at     = can(one.schema.items) ? "${one.at}[${key}]" : "${one.at}.${key}"
    schema = try(one.schema.items, one.schema.properties[key], one.schema.additionalProperties, {})
    value  = value
  }], [])]) : one if can(one.schema.type)]
  level_3 = [for one in flatten([for one in local.level_2 : try([for key, value in one.value : {
    at     = can(one.schema.items) ? "${one.at}[${key}]" : "${one.at}.${key}"
    schema = try(one.schema.items, one.schema.properties[key], one.schema.additionalProperties, {})
    value  = value
  }], [])]) : one if can(one.schema.type)]
  level_4 = [for one in flatten([for one in local.level_3 : try([for key, value in one.value : {
    at     = can(one.schema.items) ? "${one.at}[${key}]" : "${one.at}.${key}"
    schema = try(one.schema.items, one.schema.properties[key], one.schema.additionalProperties, {})
    value  = value
  }], [])]) : one if can(one.schema.type)]

  values = [for one in concat(local.level_0, local.level_1, local.level_2, local.level_3, local.level_4) : {
    at     = one.at
    schema = one.schema
    value  = one.value
    json   = jsonencode(one.value)
    type   = lookup(local.json_types, substr(jsonencode(one.value), 0, 1), "number")
    got    = local.is_sensitive ? "a sensitive value" : substr(jsonencode(one.value), 0, 80)
    keys   = try(keys(one.value), [])
    length = try(length(one.value), 0)
  }]

  fitting    = [for one in local.values : one if one.type == one.schema.type || (one.schema.type == "integer" && can(regex("^-?[0-9]+$", one.json)))]
  misfitting = [for one in local.values : one if !(one.type == one.schema.type || (one.schema.type == "integer" && can(regex("^-?[0-9]+$", one.json))))]

  complaints = concat(
    [for one in local.misfitting : "${one.at}: expected ${one.schema.type}, got ${one.got}"],
    [for one in local.fitting : "${one.at}: expected ${join(" or ", [for each in one.schema.enum : jsonencode(each)])}, got ${one.got}" if try(!contains(one.schema.enum, one.value), false)],
    [for one in local.fitting : "${one.at}: expected ${jsonencode(one.schema.const)}, got ${one.got}" if try(one.value != one.schema.const, false)],
    # RE2 has no `(?!…)`: such a part is left out, and the functions alone refuse what it refuses.
    [for one in local.fitting : "${one.at}: expected a text that matches ${one.schema.pattern}, got ${one.got}" if try(length(regexall(replace(one.schema.pattern, "/\\(\\?![^)]*\\)/", ""), one.value)) == 0, false)],
    [for one in local.fitting : "${one.at}: expected at least ${one.schema.minimum}, got ${one.got}" if try(one.value < one.schema.minimum, false)],
    [for one in local.fitting : "${one.at}: expected at most ${one.schema.maximum}, got ${one.got}" if try(one.value > one.schema.maximum, false)],
    [for one in local.fitting : "${one.at}: expected at least ${one.schema.minLength} characters, got ${one.length}" if try(one.length < one.schema.minLength, false)],
    [for one in local.fitting : "${one.at}: expected at most ${one.schema.maxLength} characters, got ${one.length}" if try(one.length > one.schema.maxLength, false)],
    [for one in local.fitting : "${one.at}: expected at least ${one.schema.minItems} items, got ${one.length}" if try(one.length < one.schema.minItems, false)],
    [for one in local.fitting : "${one.at}: expected at most ${one.schema.maxItems} items, got ${one.length}" if try(one.length > one.schema.maxItems, false)],
    [for one in local.fitting : "${one.at}: expected the keys ${join(", ", setsubtract(one.schema.required, one.keys))}, got none of them" if try(length(setsubtract(one.schema.required, one.keys)) > 0, false)],
    [for one in local.fitting : "${one.at}: expected ${join(", ", sort(keys(one.schema.properties)))}, got ${join(", ", setsubtract(one.keys, keys(one.schema.properties)))}" if try(one.schema.additionalProperties == false && length(setsubtract(one.keys, keys(one.schema.properties))) > 0, false)],
    [for one in local.fitting : "${one.at}: expected keys that match ${one.schema.propertyNames.pattern}, got ${join(", ", one.keys)}" if try(anytrue([for key in one.keys : length(regexall(one.schema.propertyNames.pattern, key)) == 0]), false)],
    [for one in local.fitting : "${one.at}: expected exactly one of ${join(", ", flatten(one.schema.oneOf[*].required))}, got ${length(setintersection(one.keys, flatten(one.schema.oneOf[*].required)))}" if try(length(setintersection(one.keys, flatten(one.schema.oneOf[*].required))) != 1, false)],
    [for one in local.fitting : "${one.at}: expected at least one of ${join(", ", flatten(one.schema.anyOf[*].required))}, got none of them" if try(length(setintersection(one.keys, flatten(one.schema.anyOf[*].required))) == 0, false)],
    flatten([for one in local.fitting : [for key, needed in try(one.schema.dependencies, {}) : "${one.at}: expected ${join(", ", needed)} beside ${key}, got none" if contains(one.keys, key) && length(setsubtract(needed, one.keys)) > 0]]),
  )
}
