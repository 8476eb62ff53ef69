# The rules of the schema, before anything is made: what the functions would refuse at their start, a plan refuses.
# Terraform knows no JSON Schema and no recursion, so values and their schemas go down level by level. The complaints are
# those of the functions: `PATH: expected X, got Y`. They are the precondition of the archive (source.tf), as a
# `validation` of a variable cannot use what is computed from that variable.

locals {
  # By the first character of a value's JSON; what begins otherwise is a number.
  json_types = { "\"" = "string", "{" = "object", "[" = "array", "t" = "boolean", "f" = "boolean", "n" = "null" }

  # As JSON has it: without Terraform's difference between objects and maps, tuples, lists and sets.
  level_0 = [{ at = "configuration", schema = local.schema, value = jsondecode(jsonencode(var.configuration)) }]
  level_1 = flatten([for one in local.level_0 : concat(
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.properties[key], value = value } if can(one.schema.properties[key].type)], []),
  )])
  level_2 = flatten([for one in local.level_1 : concat(
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.properties[key], value = value } if can(one.schema.properties[key].type)], []),
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.additionalProperties, value = value } if can(one.schema.additionalProperties.type)], []),
    try([for index, value in one.value : { at = "${one.at}[${index}]", schema = one.schema.items, value = value } if can(one.schema.items.type)], []),
  )])
  level_3 = flatten([for one in local.level_2 : concat(
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.properties[key], value = value } if can(one.schema.properties[key].type)], []),
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.additionalProperties, value = value } if can(one.schema.additionalProperties.type)], []),
    try([for index, value in one.value : { at = "${one.at}[${index}]", schema = one.schema.items, value = value } if can(one.schema.items.type)], []),
  )])
  level_4 = flatten([for one in local.level_3 : concat(
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.properties[key], value = value } if can(one.schema.properties[key].type)], []),
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.additionalProperties, value = value } if can(one.schema.additionalProperties.type)], []),
    try([for index, value in one.value : { at = "${one.at}[${index}]", schema = one.schema.items, value = value } if can(one.schema.items.type)], []),
  )])
  level_5 = flatten([for one in local.level_4 : concat(
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.properties[key], value = value } if can(one.schema.properties[key].type)], []),
    try([for key, value in one.value : { at = "${one.at}.${key}", schema = one.schema.additionalProperties, value = value } if can(one.schema.additionalProperties.type)], []),
    try([for index, value in one.value : { at = "${one.at}[${index}]", schema = one.schema.items, value = value } if can(one.schema.items.type)], []),
  )])

  values = [for one in concat(local.level_0, local.level_1, local.level_2, local.level_3, local.level_4, local.level_5) : {
    at     = one.at
    schema = one.schema
    value  = one.value
    type   = lookup(local.json_types, substr(jsonencode(one.value), 0, 1), "number")
    got    = substr(jsonencode(one.value), 0, 80)
    keys   = try(keys(one.value), [])
    length = try(length(one.value), 0)
    # RE2 has no `(?!…)`: what only that refuses, the functions refuse.
    pattern = replace(try(one.schema.pattern, ""), "/\\(\\?![^)]*\\)/", "")
  }]

  fitting = [for one in local.values : one if one.type == one.schema.type || (one.schema.type == "integer" && one.type == "number" && can(regex("^-?[0-9]+$", one.got)))]

  complaints = concat(
    [for one in local.values : "${one.at}: expected ${one.schema.type}, got ${one.got}" if !(one.type == one.schema.type || (one.schema.type == "integer" && one.type == "number" && can(regex("^-?[0-9]+$", one.got))))],
    [for one in local.fitting : "${one.at}: expected ${join(" or ", [for each in one.schema.enum : jsonencode(each)])}, got ${one.got}" if try(!contains(one.schema.enum, one.value), false)],
    [for one in local.fitting : "${one.at}: expected ${jsonencode(one.schema.const)}, got ${one.got}" if try(one.value != one.schema.const, false)],
    [for one in local.fitting : "${one.at}: expected a text that matches ${one.schema.pattern}, got ${one.got}" if try(length(regexall(one.pattern, one.value)) == 0, false)],
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
    flatten([for one in local.fitting : [for key, needed in try(one.schema.dependencies, {}) : "${one.at}: expected ${join(", ", needed)} beside ${key}, got none" if contains(one.keys, key) && length(setsubtract(needed, one.keys)) > 0]]),
  )
}
